// The photos in order.

import { Axis, typeset } from "./bars.js";
import { byId, goTo, make, say } from "./elements.js";
import { picture } from "./photos.js";
import { answeredBy, likes, notes, percent, reasons } from "./words.js";

let before = new Map(); // each photo's place in the last order of the same photos

/**
 * Show an answer of /rank.
 *
 * `asked`: {photo, caption} in the order of the request. `actions`: [{label, does(photo)}] for each photo.
 */
export function show(answer, asked, actions) {
  const axis = new Axis(answer.order, answer.model);
  const rows = answer.order;
  const same = before.size === rows.length && asked.every(({ photo }) => before.has(photo));
  // The same words under every photo tell nothing.
  const differ = new Set(asked.map(({ caption }) => caption)).size > 1;
  const placeOf = (picture) => rows.find((one) => one.picture === picture).position;
  const row = (one) => shown(one, asked, axis, { earlier: same ? before : new Map(), differ, actions, placeOf });
  byId("order-title").textContent = rows.length > 1 ? `The order of ${rows.length} photos` : "Your photo";
  byId("order-body").replaceChildren(
    make("div", { className: "order-row scale-row" }, make("span"), make("span"), axis.scale()),
    ...groups(rows).map((group) => framed(group, row, answer)),
    notes(answer.notes) ?? "",
    legend(answer),
    answeredBy(answer.model));
  byId("intro").hidden = true;
  byId("order").hidden = false;
  byId("stale").hidden = true;
  before = new Map(rows.map((one) => [asked[one.picture].photo, one.position]));
  goTo(byId("order-title"));
  const first = asked[rows[0].picture].photo.name;
  say(rows.length > 1 ? `Ranked ${rows.length} photos. First: ${first}, ${rows[0].in_words}.` : `${first}: ${rows[0].in_words}.`);
}

/** Say that what is shown is no longer what the form says. */
export function outdate() {
  if (byId("order").hidden) return;
  byId("stale").textContent = "Changed since. Rank again to see what it makes of it.";
  byId("stale").hidden = false;
}

function groups(rows) {
  const found = [];
  for (const row of rows) {
    if (found.at(-1)?.[0].group === row.group) found.at(-1).push(row);
    else found.push([row]);
  }
  return found;
}

function framed(group, row, { order, confidence }) {
  const list = make("ol", { className: "order-list", start: group[0].position }, group.map(row));
  if (group.length === 1) return make("div", { className: "group" }, list);
  const id = `group-${group[0].group}`;
  const who = group.length === order.length && order.length === 2 ? "These two" : `These ${group.length}`;
  const words = `${who} can't be told apart: the chance between them stays below ${percent(confidence)}.`;
  return make("div", { className: "group together", role: "group", "aria-labelledby": id },
    make("p", { className: "group-title", id }, words), list);
}

function shown(one, asked, axis, { earlier, differ, actions, placeOf }) {
  const { photo, caption } = asked[one.picture];
  const was = earlier.get(photo);
  const twin = one.duplicate_of ?? null;
  return make("li", { className: "order-row" },
    make("span", { className: "position" }, make("span", { className: "unseen" }, "Place "), String(one.position)),
    picture(photo),
    make("div", { className: "order-text" },
      make("p", { className: "order-head" },
        make("span", { className: "name" }, photo.name),
        make("strong", { className: "score" }, typeset(one.in_words))),
      axis.bar(one),
      likes(one.likes),
      typeof one.first_beats === "number" && make("p", { className: "beats" }, `Place 1 beats it with a chance of ${percent(one.first_beats)}`),
      twin !== null && make("p", { className: "twin" }, `Nearly the same picture as in place ${placeOf(twin)}`),
      was && was !== one.position && make("p", { className: "hint" }, `Was in place ${was}`),
      differ && caption && make("p", { className: "caption" }, caption),
      reasons(one.reasons),
      make("p", { className: "row" }, actions.map(({ label, does }) =>
        make("button", { type: "button", className: "plain small", onclick: () => does(photo), "aria-label": `${label}: ${photo.name}` }, label)))));
}

function legend({ model, order }) {
  const what = model.target === "lift" ? "The score is the expected likes over what is usual for the account. " : "";
  const twins = order.length > 1 ? " A chance is that of a pair of posts of one account." : "";
  return make("p", { className: "hint" },
    `${what}Each bar is made to hold ${Math.round(100 * model.coverage)} of 100 such posts.${twins}`);
}
