// Parts of answers in words; what an older or other service leaves out is not shown.

import { typeset } from "./bars.js";
import { make } from "./elements.js";

const number = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** A chance as a person reads it; never certain. */
export const percent = (chance) => `${Math.min(99, Math.max(1, Math.round(100 * chance)))}%`;

/** Likes, where the account's usual ones are known. */
export function likes(told) {
  if (!told) return null;
  const [expected, low, high] = [told.expected, told.low, told.high].map((one) => number.format(one));
  return make("p", { className: "likes" }, `About ${expected} likes, likely between ${low} and ${high}`);
}

/** What moved a score the most. */
export function reasons(told) {
  if (!told?.length) return null;
  return make("ul", { className: "reasons", "aria-label": "What moved the score" }, told.map((reason) =>
    make("li", {}, `${reason.what} `, make("strong", {}, typeset(reason.in_words)))));
}

/** What else the service has to say. */
export function notes(told) {
  if (!told?.length) return null;
  return make("ul", { className: "notes", "aria-label": "Notes" }, told.map((note) => make("li", {}, note)));
}

/** Which model it was. */
export const answeredBy = (model) => make("p", { className: "hint" }, `Answered by ${model.label}.`);
