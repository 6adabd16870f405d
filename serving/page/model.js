// Which model answers, what it was made of, and how good it has proved to be.

import { byId, make } from "./elements.js";
import { headers } from "./key.js";
import { get } from "./service.js";

const count = new Intl.NumberFormat("en");
const share = new Intl.NumberFormat("en", { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** Say which model is in service; what the service does not tell is left out. */
export async function show() {
  const place = byId("model");
  try {
    const told = await get("/model");
    place.replaceChildren("Model: ", make("strong", {}, told.label));
    byId("coverage").textContent = `Each bar is made to hold ${Math.round(100 * told.coverage)} of 100 such posts`;
    record([data(told.data), figures(told.figures)]);
    // A link can't carry a key.
    byId("card").hidden = !told.card || Object.keys(headers()).length > 0;
    place.hidden = false;
  } catch (error) {
    place.hidden = error.status !== 503;
    place.textContent = "There is no model yet: the service can't rank. Its log says why.";
  }
}

function record(sentences) {
  byId("record").textContent = sentences.filter(Boolean).join(" ");
  byId("record").hidden = byId("record").textContent === "";
}

function data(told) {
  if (!told) return null;
  const posts = count.format(told.learned ?? told.posts);
  return `This model has learned from ${posts} posts of ${count.format(told.accounts)} accounts, ${told.first} to ${told.last}.`;
}

/** How many pairs of posts of accounts that it had not seen it puts in order, beside what simple rules reach. */
function figures(told) {
  const pairs = told?.measures?.pair_accuracy;
  if (!pairs || pairs.value === null || told.split !== "account" || !told.leak_checked) return null;
  const between = pairs.low === null ? "" : ` (between ${share.format(pairs.low)} and ${share.format(pairs.high)})`;
  const rule = pairs.baselines?.[told.best_baseline]?.value;
  const best = typeof rule === "number" ? `, the best of the simple rules ${share.format(rule)}` : "";
  return `Of pairs of posts of accounts that it had not seen it puts ${share.format(pairs.value)} in order${between}; ` +
    `a coin reaches ${share.format(0.5)}${best}.`;
}
