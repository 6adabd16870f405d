// A request under way: how far it is, a way to stop it, and what went wrong.

import { make, say, sentence } from "./elements.js";
import { post, Refusal } from "./service.js";
import { tell } from "./errors.js";

/** Shows requests in a place of the page, one at a time; a new one takes the place of the one before. */
export class Work {
  constructor(place) {
    this.bar = make("progress", { max: 1, "aria-label": "Progress" });
    this.text = make("span", { className: "working-text" });
    this.cancel = make("button", { type: "button", className: "plain", onclick: () => this.stop() }, "Cancel");
    this.panel = make("div", { className: "working", hidden: true }, this.bar, this.text, this.cancel);
    this.problem = make("p", { className: "error", role: "alert" });
    this.controller = null;
    place.append(this.panel, this.problem);
  }

  /** Stop what is under way. */
  stop() {
    this.controller?.abort(new DOMException("stopped", "AbortError"));
  }

  /**
   * POST a form; the answer, or null where there is none and the page has said why.
   *
   * `looking` is what the service does, in words; `controlOf` gives the control behind the name of a field, or null.
   */
  async ask(path, form, looking, controlOf) {
    this.stop();
    const controller = (this.controller = new AbortController());
    this.problem.textContent = "";
    this.panel.hidden = false;
    this.told("Sending the photos", null);
    say(`${looking}. Escape cancels.`);
    try {
      return await post(path, form, controller.signal, (step) => this.step(step, looking));
    } catch (error) {
      this.failed(error, controlOf);
      return null;
    } finally {
      if (this.controller === controller) {
        // Focus must not fall out of the page with the button that had it.
        if (this.panel.contains(document.activeElement)) this.panel.closest("form, section")?.querySelector("[type=submit]")?.focus();
        this.panel.hidden = true;
        this.controller = null;
      }
    }
  }

  step({ sent, busy, next, tries }, looking) {
    if (busy !== undefined) {
      const message = `The service is busy. Trying again in ${busy} s (${next} of ${tries}).`;
      this.told(message, null);
      say(message);
    } else if (sent !== undefined && sent < 1) this.told(`Sending: ${Math.floor(100 * sent)}%`, sent);
    else this.told(looking, null);
  }

  told(text, share) {
    this.text.textContent = text;
    if (share === null) this.bar.removeAttribute("value");
    else this.bar.value = share;
  }

  failed(error, controlOf) {
    if (error.name === "AbortError") {
      say("Cancelled.");
      return;
    }
    if (!(error instanceof Refusal)) throw error;
    const message = sentence(error.message);
    const control = error.field ? controlOf(error.field) : null;
    if (control) tell(control, message);
    else this.problem.textContent = message;
  }
}
