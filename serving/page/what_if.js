// A post beside variations of it.

import { Axis, typeset } from "./bars.js";
import { byId, goTo, make, say } from "./elements.js";
import { answeredBy, likes, notes, percent, reasons } from "./words.js";
import { named } from "./variations.js";

const FIELDS = { caption: "captions", hashtags: "hashtags", time: "times" };
const LABELS = { caption: "Caption", hashtags: "Hashtags", time: "Time" };

/**
 * Show an answer of /what-if.
 *
 * `sent`: what `variations.written` gave when it was asked; the first of the captions is the post's own.
 */
export function show(answer, sent, name) {
  const { base, variations, model } = answer;
  const axis = new Axis([base, ...variations], model);
  byId("what-if-body").replaceChildren(
    make("div", { className: "order-row scale-row two" }, axis.scale()),
    make("ul", { className: "order-list" },
      row("The post as it is", name, base, axis, null),
      variations.map((one) => row(LABELS[one.kind], words(one, sent), one, axis, outcome(one)))),
    notes(answer.notes) ?? "",
    answeredBy(model));
  goTo(byId("what-if-title"));
  say(`Compared ${variations.length}. ${variations.map((one) => `${words(one, sent)}: ${outcome(one)}`).join(". ")}`);
}

function words(one, sent) {
  const place = one.kind === "caption" ? one.place - 1 : one.place;
  const control = sent[FIELDS[one.kind]][place];
  return control ? named(control) : "";
}

function outcome(one) {
  const beats = `gets more likes than the post as it is with a chance of ${percent(one.beats_base)}`;
  const change = typeset(one.change_in_words);
  return one.told_apart ? `${change}: ${beats}` : `${change}: can't be told apart from the post as it is; it gets more likes with a chance of ${percent(one.beats_base)}`;
}

function row(label, text, score, axis, found) {
  return make("li", { className: "order-row two" },
    make("div", { className: "order-text" },
      make("p", { className: "order-head" },
        make("span", {}, make("span", { className: "kind" }, label), " ", make("span", { className: "name" }, text)),
        make("strong", { className: "score" }, typeset(score.in_words))),
      axis.bar(score),
      found && make("p", { className: score.told_apart ? "beats told" : "beats" }, found),
      likes(score.likes),
      reasons(score.reasons)));
}
