// The hours of a week, as a heat map that is a table.

import { typeset } from "./bars.js";
import { byId, goTo, make, say, sentence } from "./elements.js";
import { answeredBy, notes } from "./words.js";

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const HOURS = [...Array(24).keys()];
const LEAST = Math.log(1.25); // the deepest colour stands for at least so much: noise must not look like a pattern
const narrow = matchMedia("(max-width: 760px)");
let last = null;

// A phone that is turned: the same table the other way round, unfolded if it was.
narrow.addEventListener("change", () => last && draw(...last, byId("week-body").querySelector("details")?.open));

/** Show an answer of /best-time about a photo. */
export function show(answer, name) {
  last = [answer, name];
  draw(answer, name, false);
  goTo(byId("week-title"));
  say(answer.verdict);
}

function draw(answer, name, open) {
  const { differs } = answer;
  const table = tabled(answer, name);
  byId("week-body").replaceChildren(
    make("p", { className: differs ? "verdict" : "verdict none" }, sentence(answer.verdict)),
    differs ? table : make("details", { open }, make("summary", {}, "Show the hours all the same"), table),
    notes(answer.notes) ?? "",
    answeredBy(answer.model));
}

function tabled(answer, name) {
  const told = new Map(answer.hours.map((hour) => [24 * hour.weekday + hour.hour, hour]));
  const deepest = Math.max(LEAST, ...answer.hours.map(({ over }) => Math.abs(over)));
  const at = (day, hour) => cell(told.get(24 * day + hour), deepest, answer);
  const head = (text, scope, full) => make("th", { scope, abbr: full }, text);
  // A phone has no room for 24 columns: there the days stand side by side, and the hours below each other.
  const [columns, rows] = narrow.matches
    ? [DAYS.map((day) => head(day.slice(0, 2), "col", day)),
       HOURS.map((hour) => [head(clock(hour), "row"), DAYS.map((_, day) => at(day, hour))])]
    : [HOURS.map((hour) => head(String(hour), "col", clock(hour))),
       DAYS.map((day, place) => [head(day.slice(0, 3), "row", day), HOURS.map((hour) => at(place, hour))])];
  return make("div", { className: narrow.matches ? "week tall" : "week wide" },
    make("table", { className: answer.differs ? "heat" : "heat none" },
      make("caption", {}, `${name}: each hour against the mean of the week, in ${answer.time_zone.replaceAll("_", " ")}`),
      make("thead", {}, make("tr", {}, make("td"), columns)),
      make("tbody", {}, rows.map((cells) => make("tr", {}, cells)))),
    key(deepest));
}

function cell(hour, deepest, { differs, best }) {
  if (!hour) return make("td", { className: "gap" }, "\u2013"); // skipped when clocks go forward
  const words = typeset(hour.over_in_words);
  const first = differs && best && hour.weekday === best.weekday && hour.hour === best.hour;
  const kind = `${hour.over >= 0 ? "up" : "down"}${first ? " best" : ""}`;
  const found = make("td", { className: kind, title: `${named(hour)}: ${words} over the week's mean` },
    make("span", {}, words, first && make("span", { className: "unseen" }, ", the best")));
  found.style.setProperty("--share", `${Math.round((60 * Math.abs(hour.over)) / deepest)}%`);
  return found;
}

function key(deepest) {
  const words = (factor) => typeset(`${factor > 1 ? "+" : "-"}${Math.round(100 * Math.abs(factor - 1))}%`);
  return make("p", { className: "key", "aria-hidden": "true" },
    make("span", {}, words(Math.exp(-deepest))), make("span", { className: "ramp" }), make("span", {}, words(Math.exp(deepest))));
}

const clock = (hour) => `${String(hour).padStart(2, "0")}:00`;
const named = ({ weekday, hour }) => `${DAYS[weekday]} ${clock(hour)}`;
