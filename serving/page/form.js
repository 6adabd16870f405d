// What the form says, as the service reads it.

import { byId } from "./elements.js";
import { tell } from "./errors.js";
import * as photos from "./photos.js";
import * as zones from "./zones.js";

const TEXTS = ["account", "category", "is_business", "is_verified", "time_zone", "confidence"];
const NUMBERS = ["usual_likes", "followers", "following", "posts"];

/** Whether each photo has a caption of its own. */
export const each = () => document.querySelector("[name=captions-mode]:checked").value === "each";

/** The caption that a photo goes out with, and where it is written. */
export const captionControl = (photo) => (each() ? photo.caption : byId("captions"));

/** Let each photo have its own caption, or all the same. What was written for all is where each one starts. */
export function showCaptions() {
  const own = each();
  byId("photos").classList.toggle("with-captions", own);
  byId("shared-caption").hidden = own;
  byId("each-hint").hidden = !own;
  const shared = byId("captions").value;
  if (own && shared && photos.all().every((one) => one.caption.value === "")) {
    for (const one of photos.all()) one.caption.value = shared;
  }
}

/** Go to a photo's own caption. */
export function editCaption(photo) {
  document.querySelector("[name=captions-mode][value=each]").checked = true;
  showCaptions();
  photo.caption.focus();
  photo.caption.scrollIntoView({ block: "center" });
}

/** Whether the form can be sent; else the page says what is in the way. */
export function sendable() {
  const wrong = photos.broken();
  if (wrong) {
    tell(wrong.control, wrong.message);
    return false;
  }
  if (byId("at").validity.badInput) {
    tell(byId("at"), "Fill in the day and the time, or clear both.");
    return false;
  }
  return true;
}

/** A form of some of the photos with all that is said of the post and the account. */
export function filled(chosen) {
  const form = new FormData();
  for (const photo of chosen) form.append("pictures", photo.file, photo.name);
  if (each()) for (const photo of chosen) form.append("captions", photo.caption.value);
  else if (byId("captions").value) form.append("captions", byId("captions").value);
  if (byId("at").value) form.append("at", zones.withOffset(byId("at").value, byId("time_zone").value));
  for (const name of TEXTS) if (byId(name).value.trim()) form.append(name, byId(name).value.trim());
  // An account that is known by name has a zone of its own, which a browser's default must not hide.
  if (form.has("account") && byId("time_zone").value === zones.own()) form.delete("time_zone");
  for (const name of NUMBERS) {
    const number = byId(name).value.replaceAll(/\s/g, ""); // 12 000
    if (number) form.append(name, number);
  }
  const [portrait] = byId("profile_picture").files;
  if (portrait) form.append("profile_picture", portrait);
  return form;
}

/** The control behind the name of a field in an answer, such as `pictures[2]`; null where there is none. */
export function controlOf(field, chosen) {
  const [, name, place] = /^(\w+)(?:\[(\d+)\])?$/.exec(field) ?? [];
  const photo = place === undefined ? null : chosen[Number(place)];
  if (name === "pictures") return photo?.card ?? byId("pictures");
  if (name === "captions") return each() ? ((photo ?? chosen[0])?.caption ?? null) : byId("captions");
  return [...TEXTS, ...NUMBERS, "at", "profile_picture"].includes(name) ? byId(name) : null;
}
