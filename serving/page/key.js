// The key of a service that asks for one: in this page's memory, nowhere else.

import { byId, sentence } from "./elements.js";
import { clear, show } from "./errors.js";

let key = "";
let asking = null;

/** What a request has to carry. */
export const headers = () => (key ? { Authorization: `Bearer ${key}` } : {});

/** Ask for the key; resolves to whether there is one now. Several requests that need it ask once. */
export function ask(message) {
  asking ??= opened(message).finally(() => { asking = null; });
  return asking;
}

function opened(message) {
  const [dialog, input] = [byId("key-dialog"), byId("key")];
  input.value = "";
  clear(input);
  if (key) show(input, sentence(message));
  dialog.returnValue = "cancel";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      const given = dialog.returnValue === "use" && input.value.trim() !== "";
      if (given) key = input.value.trim();
      input.value = "";
      resolve(given);
    }, { once: true });
  });
}
