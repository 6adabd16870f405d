// What is wrong, in words beside the field.

import { byId, make, say } from "./elements.js";

/** Say beside a control what is wrong with it; the control may be inside closed details. */
export function show(control, message) {
  clear(control);
  const error = make("p", { className: "error", id: `${control.id}-error` }, message);
  control.dataset.wrong = "";
  if (control.matches("textarea, select, input:not([type=file])")) control.setAttribute("aria-invalid", "true");
  describe(control, (ids) => [...ids, error.id]);
  (control.closest(".field") ?? control).append(error);
  for (let around = control.closest("details"); around; around = around.parentElement.closest("details")) {
    around.open = true;
  }
}

/** Take back what was said about a control. */
export function clear(control) {
  byId(`${control.id}-error`)?.remove();
  delete control.dataset.wrong;
  control.removeAttribute("aria-invalid");
  describe(control, (ids) => ids.filter((id) => id !== `${control.id}-error`));
}

/** Take back all that was said within an element. */
export function clearWithin(element) {
  for (const control of element.querySelectorAll("[data-wrong]")) clear(control);
}

/** Say it, and go to the control. */
export function tell(control, message) {
  show(control, message);
  say(message);
  control.focus({ preventScroll: true });
  // The seen part of a hidden file input is its field.
  (control.closest(".field") ?? control).scrollIntoView({ block: "center" });
}

function describe(control, change) {
  const ids = change((control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  if (ids.length) control.setAttribute("aria-describedby", ids.join(" "));
  else control.removeAttribute("aria-describedby");
}

// What was wrong is forgotten as soon as it is changed, before others hear of the change and find something new.
for (const kind of ["input", "change"]) {
  document.addEventListener(kind, ({ target }) => target.dataset?.wrong === "" && clear(target), true);
}
