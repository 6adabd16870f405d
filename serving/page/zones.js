// Times on the wall, in any time zone.

/** The zone that this browser is set to. */
export const own = () => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

/** Fill a list of choices with all zones, by region; the browser's own is chosen. */
export function offer(select) {
  const here = own();
  const names = new Set([...(Intl.supportedValuesOf?.("timeZone") ?? []), here, "UTC"]);
  const regions = new Map();
  for (const zone of [...names].sort()) {
    const region = zone.includes("/") ? zone.split("/")[0] : "World";
    regions.set(region, [...(regions.get(region) ?? []), zone]);
  }
  for (const [name, zones] of regions) {
    const group = document.createElement("optgroup");
    group.label = name;
    group.append(...zones.map((zone) => new Option(zone.replaceAll("_", " "), zone, zone === here, zone === here)));
    select.append(group);
  }
}

/** `2026-03-01T18:30` on the wall of a zone, as ISO 8601 with its offset: `2026-03-01T18:30:00+01:00`. */
export function withOffset(wall, zone) {
  const full = wall.length === 16 ? `${wall}:00` : wall;
  const asUtc = Date.parse(`${full}Z`);
  // The offset there at about that time; asked again at the time that it leads to, for a clock that changes in between.
  const minutes = offset(zone, asUtc - 60000 * offset(zone, asUtc));
  const [hours, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${full}${minutes < 0 ? "-" : "+"}${two(hours)}:${two(rest)}`;
}

function offset(zone, instant) {
  const told = new Intl.DateTimeFormat("en-US", {
    timeZone: zone, hourCycle: "h23",
    year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
  }).formatToParts(instant);
  const part = Object.fromEntries(told.map(({ type, value }) => [type, Number(value)]));
  const wall = Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
  return Math.round((wall - instant) / 60000);
}

const two = (number) => String(number).padStart(2, "0");
