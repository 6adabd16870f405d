// The ways in which photos come: chosen, dropped, pasted, or the examples.

import { byId } from "./elements.js";
import { tell } from "./errors.js";
import { add, removeAll } from "./photos.js";

const EXAMPLES = ["astronaut.jpg", "coffee.jpg", "cat.jpg", "rocket.jpg"];

export function start() {
  const input = byId("pictures");
  input.addEventListener("change", () => {
    const files = [...input.files];
    input.value = ""; // so that the same file can be chosen again
    add(files);
  });
  byId("remove-all").addEventListener("click", removeAll);
  byId("examples").addEventListener("click", examples);
  document.addEventListener("paste", (event) => {
    if (!event.clipboardData?.files.length) return;
    event.preventDefault();
    add(event.clipboardData.files);
  });
  dropping();
}

// Anywhere on the page: a file dropped beside a target would otherwise be opened in place of the page.
function dropping() {
  const target = byId("drop");
  const carries = (event) => event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    target.classList.add("over");
  });
  document.addEventListener("dragleave", (event) => event.relatedTarget ?? target.classList.remove("over"));
  document.addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    target.classList.remove("over");
    add(event.dataTransfer.files);
  });
}

async function examples() {
  try {
    const files = await Promise.all(EXAMPLES.map(async (name) => {
      const answer = await fetch(`/page/examples/${name}`);
      if (!answer.ok) throw new Error(name);
      return new File([await answer.blob()], name, { type: "image/jpeg" });
    }));
    add(files);
  } catch {
    tell(byId("pictures"), "The example photos can't be loaded; is the service still running?");
  }
}
