// Scores as bars on one axis.

import { make } from "./elements.js";

const FACTORS = [0.02, 0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 4, 10, 20, 50];
const FINER = [0.05, 0.75, 1.5, 20]; // left out where there are many

/** A number of the service as it is set in type: with a minus sign and not a hyphen, and a zero without any. */
export const typeset = (words) => words.replace(/^[+-](?=0%$)/, "").replace(/^-/, "\u2212");

/** One axis for all scores: where a value lies on it, from 0 to 100, and its marks. */
export class Axis {
  constructor(scores, model) {
    const low = Math.min(...scores.map((one) => one.low), 0);
    const high = Math.max(...scores.map((one) => one.high), 0);
    const around = 0.04 * (high - low || 1);
    Object.assign(this, { low: low - around, high: high + around, coverage: model.coverage });
    this.marks = (model.target === "lift" ? this.lifts() : this.evenly()).filter(({ at }) => at >= 2 && at <= 98);
  }

  place(value) {
    return (100 * (value - this.low)) / (this.high - this.low);
  }

  // A lift is a logarithm: equal steps are equal factors.
  lifts() {
    const within = FACTORS.filter((factor) => Math.log(factor) > this.low && Math.log(factor) < this.high);
    const shown = within.length > 5 ? within.filter((factor) => !FINER.includes(factor)) : within;
    return shown.map((factor) => ({
      at: this.place(Math.log(factor)),
      usual: factor === 1,
      label: factor === 1 ? "usual" : typeset(`${factor > 1 ? "+" : "-"}${Math.round(100 * Math.abs(factor - 1))}%`),
    }));
  }

  evenly() {
    const rough = (this.high - this.low) / 4;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = power * [1, 2, 5, 10].find((nice) => nice * power >= rough);
    const digits = Math.max(0, -Math.floor(Math.log10(step)));
    const marks = [];
    for (let value = Math.ceil(this.low / step) * step; value < this.high; value += step) {
      marks.push({ at: this.place(value), usual: Math.abs(value) < step / 2, label: value.toFixed(digits) });
    }
    return marks;
  }

  /** The marks with their words. */
  scale() {
    const near = (mark) => this.marks.some((other) => other.usual && other !== mark && Math.abs(other.at - mark.at) < 12);
    return make("div", { className: "scale", "aria-hidden": "true" }, this.marks.map((mark) =>
      placed(make("span", { className: near(mark) ? "mark near" : "mark" }, mark.label), { at: mark.at })));
  }

  /** One score with its interval. */
  bar(score) {
    const words = [score.in_words, score.low_in_words, score.high_in_words].map((one, place) =>
      typeset(one ?? [score.score, score.low, score.high][place].toFixed(2)));
    const ends = { from: this.place(score.low), to: this.place(score.high), at: this.place(score.score) };
    return placed(make("div", {
      className: "bar", role: "img",
      "aria-label": `Score ${words[0]}, ${Math.round(100 * this.coverage)}% interval from ${words[1]} to ${words[2]}`,
    },
      this.marks.map((mark) => placed(make("i", { className: mark.usual ? "line usual" : "line" }), { at: mark.at })),
      make("b", { className: "interval" }), make("b", { className: "dot" })), ends);
  }
}

// By the object model, which a strict Content-Security-Policy allows; style attributes it does not.
function placed(element, places) {
  for (const [name, place] of Object.entries(places)) element.style.setProperty(`--${name}`, `${place.toFixed(2)}%`);
  return element;
}
