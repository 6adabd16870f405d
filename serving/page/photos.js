// The photos that were chosen: shown small, each with its caption, until they are removed.

import { byId, make, say } from "./elements.js";
import { size, wrongTogether, wrongWith } from "./limits.js";
import { clear, show } from "./errors.js";

const THUMBNAIL = 360; // pixels across; only shown, never sent
const changed = new Event("photos");
let chosen = [];
let number = 0;

/** The photos in the order in which they were chosen. Each: id, file, name, card, caption (a text area), thumbnail. */
export const all = () => chosen;

/** Add files; what says that it is no picture is left out and named. */
export function add(files) {
  const [pictures, others] = [[], []];
  // Not every system has a type for a photo of a phone.
  for (const file of files) (file.type.startsWith("image/") || /\.hei[cf]$/i.test(file.name) ? pictures : others).push(file);
  const added = pictures.map(photo);
  chosen = [...chosen, ...added];
  byId("photos").append(...added.map((one) => one.card));
  refresh();
  const names = others.map((file) => file.name || "a file").join(", ");
  if (others.length) show(byId("pictures"), `Left out, not a picture: ${names}.`);
  if (added.length) say(`${counted(added.length)} added, ${chosen.length} in all.`);
  return added;
}

/** Remove a photo; the keyboard goes on at the next one. */
export function remove(photo) {
  const place = chosen.indexOf(photo);
  chosen = chosen.filter((one) => one !== photo);
  photo.card.remove();
  refresh();
  const next = chosen[place] ?? chosen.at(-1);
  (next ? next.card.querySelector("button") : byId("pictures")).focus();
  say(`${photo.name} removed, ${chosen.length} left.`);
}

/** Remove all. */
export function removeAll() {
  chosen.forEach((one) => one.card.remove());
  chosen = [];
  refresh();
  byId("pictures").focus();
  say("All photos removed.");
}

/** The first limit that is broken: {control, message} of where and how; null if all are kept. */
export function broken() {
  const one = chosen.find((photo) => wrongWith(photo.file));
  if (one) return { control: one.card, message: wrongWith(one.file) };
  const message = wrongTogether(chosen.map((photo) => photo.file));
  return message && { control: byId("pictures"), message };
}

/** The photo's small picture, for another place of the page; it says nothing, as the name stands beside it. */
export function picture(photo) {
  const image = make("img", { alt: "", className: "thumbnail", width: 96, height: 96 });
  photo.thumbnail.then((address) => {
    if (address) image.src = address;
    else image.replaceWith(make("span", { className: "thumbnail none" }, "no preview"));
  });
  return image;
}

function photo(file) {
  const id = `photo-${(number += 1)}`;
  const one = { id, file, name: file.name || `photo ${number}`, thumbnail: small(file) };
  one.caption = make("textarea", { id: `${id}-caption`, rows: 2, maxLength: 20000, placeholder: "May be left empty" });
  one.card = make("li", { id, className: "photo field", tabIndex: -1 },
    picture(one),
    make("div", { className: "photo-text" },
      make("span", { className: "name" }, one.name),
      make("span", { className: "hint" }, size(file.size))),
    make("button", { type: "button", className: "plain", "aria-label": `Remove ${one.name}`, onclick: () => remove(one) },
      "Remove"),
    make("div", { className: "own-caption" },
      make("label", { htmlFor: one.caption.id }, "Caption", make("span", { className: "unseen" }, ` of ${one.name}`)),
      one.caption));
  return one;
}

// Drawn once and kept small: fifty photos as they are would take gigabytes of memory when shown.
let queue = Promise.resolve();
function small(file) {
  queue = queue.then(async () => {
    try {
      const bitmap = await createImageBitmap(file, { resizeWidth: THUMBNAIL, resizeQuality: "medium" });
      const canvas = make("canvas", { width: bitmap.width, height: bitmap.height });
      canvas.getContext("2d").drawImage(bitmap, 0, 0);
      bitmap.close();
      const drawn = await new Promise((resolve) => canvas.toBlob(resolve, "image/webp", 0.8));
      return URL.createObjectURL(drawn);
    } catch {
      return null; // this browser can't show it; whether it can be ranked, the service says
    }
  });
  return queue;
}

function refresh() {
  const files = chosen.map((photo) => photo.file);
  clear(byId("pictures"));
  for (const { card, file } of chosen) if (wrongWith(file)) show(card, wrongWith(file));
  const together = files.length ? wrongTogether(files) : null;
  if (together) show(byId("pictures"), together);
  byId("tally").textContent = `${counted(files.length)}, ${size(files.reduce((sum, file) => sum + file.size, 0))}`;
  byId("tally").hidden = byId("remove-all").hidden = files.length === 0;
  document.dispatchEvent(changed);
}

const counted = (count) => (count === 1 ? "1 photo" : `${count} photos`);
