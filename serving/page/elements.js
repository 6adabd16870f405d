// Elements, made from names and text: whatever a file or an answer is called, it never becomes markup.

/** The element with this id; there is always one. */
export const byId = (id) => document.getElementById(id);

/**
 * A new element. Properties are set as such (`className`, `htmlFor`, `onclick`); those with a hyphen, and `role`, as
 * attributes. Children are elements or text; null, undefined and false are left out.
 */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (name.includes("-") || name === "role" || name === "scope") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Tell those who listen to the page rather than see it. */
export function say(text) {
  byId("said").textContent = text;
}

/** Bring something into view, and go on from there by keyboard. */
export function goTo(element) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
}

/** A message of the service as a sentence. */
export const sentence = (text) => `${text[0].toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;
