// The variations of a post that are to be compared with it.

import { byId, make } from "./elements.js";
import { withOffset } from "./zones.js";

const KINDS = {
  captions: { label: "Another caption", control: () => make("textarea", { rows: 2, maxLength: 20000 }) },
  hashtags: { label: "Other hashtags", control: () => make("input", { type: "text", maxLength: 20000, placeholder: "#sea #sun" }) },
  times: { label: "Another time", control: () => make("input", { type: "datetime-local", min: "2010-01-01T00:00" }) },
};
let number = 0;

/** Add an empty one; returns where it is written. */
export function add(kind) {
  const control = KINDS[kind].control();
  control.id = `variation-${(number += 1)}`;
  control.dataset.kind = kind;
  const row = make("div", { className: "field variation" },
    make("label", { htmlFor: control.id }, KINDS[kind].label),
    make("button", { type: "button", className: "plain small", "aria-label": `Remove: ${KINDS[kind].label.toLowerCase()}`, onclick: () => {
      row.remove();
      byId("what-if-form").querySelector(`[data-add=${kind}]`).focus();
    } }, "Remove"),
    control);
  byId("variations").append(row);
  return control;
}

/** Those that are written, by kind, each list in the order in which it is sent. */
export function written() {
  const found = { captions: [], hashtags: [], times: [] };
  for (const control of byId("variations").querySelectorAll("[data-kind]")) {
    if (control.value.trim()) found[control.dataset.kind].push(control);
  }
  return found;
}

/** What is sent for one. */
export const value = (control) =>
  control.dataset.kind === "times" ? withOffset(control.value, byId("time_zone").value) : control.value.trim();

/** What a variation is, in words. */
export function named(control) {
  if (control.dataset.kind !== "times") return control.value.trim();
  return new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone: "UTC" })
    .format(Date.parse(`${control.value}Z`));
}
