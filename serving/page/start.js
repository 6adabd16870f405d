// The page: what happens when.

import * as choosing from "./choosing.js";
import { byId, goTo } from "./elements.js";
import { clearWithin, tell } from "./errors.js";
import * as form from "./form.js";
import * as model from "./model.js";
import * as order from "./order.js";
import * as photos from "./photos.js";
import * as variations from "./variations.js";
import * as week from "./week.js";
import * as whatIf from "./what_if.js";
import { Work } from "./work.js";
import * as zones from "./zones.js";

const works = { rank: new Work(byId("rank-work")), week: new Work(byId("week-work")), whatIf: new Work(byId("what-if-work")) };
const ACTIONS = [
  { label: "Edit caption", does: form.editCaption },
  { label: "Best time", does: (photo) => about(photo, "week", askWeek) },
  { label: "What if", does: (photo) => about(photo, "what-if", () => goTo(byId("what-if-title"))) },
];

async function rank() {
  const chosen = photos.all();
  clearWithin(byId("post"));
  if (!form.sendable()) return;
  const asked = chosen.map((photo) => ({ photo, caption: form.captionControl(photo).value.trim() }));
  const looking = chosen.length === 1 ? "Looking at the photo" : `Looking at ${chosen.length} photos`;
  const answer = await works.rank.ask("/rank", form.filled(chosen), looking, (field) => form.controlOf(field, chosen));
  if (!answer) return;
  order.show(answer, asked, ACTIONS);
  byId("rank").textContent = "Rank again";
  model.show();
}

async function askWeek() {
  const photo = picked("week-photo");
  if (!photo || !form.sendable()) return;
  clearWithin(byId("post"));
  const answer = await works.week.ask("/best-time", form.filled([photo]), "Trying every hour of a week",
    (field) => form.controlOf(field, [photo]));
  if (answer) week.show(answer, photo.name);
}

async function askWhatIf() {
  const photo = picked("what-if-photo");
  if (!photo || !form.sendable()) return;
  const sent = variations.written();
  if (!Object.values(sent).flat().length) {
    const first = byId("variations").querySelector("[data-kind]") ?? variations.add("captions");
    tell(first, "Write at least one variation.");
    return;
  }
  clearWithin(byId("post"));
  clearWithin(byId("what-if"));
  const body = form.filled([photo]);
  if (sent.captions.length && !body.has("captions")) body.append("captions", "");
  for (const [field, controls] of Object.entries(sent)) {
    for (const control of controls) body.append(field, variations.value(control));
  }
  const answer = await works.whatIf.ask("/what-if", body, "Comparing", (field) => {
    const [, name, place] = /^(captions|hashtags|times)\[(\d+)\]$/.exec(field) ?? [];
    return sent[name]?.[name === "captions" ? place - 1 : place] ?? form.controlOf(field, [photo]);
  });
  if (answer) whatIf.show(answer, sent, photo.name);
}

function about(photo, section, does) {
  byId(`${section}-photo`).value = photo.id;
  does();
}

const picked = (select) => photos.all().find((photo) => photo.id === byId(select).value);

function photosChanged() {
  const all = photos.all();
  for (const name of ["week", "what-if"]) {
    const select = byId(`${name}-photo`);
    const before = select.value;
    const twice = all.some((one) => all.some((other) => other !== one && other.name === one.name));
    select.replaceChildren(...all.map((photo, place) => new Option(`${twice ? `${place + 1}. ` : ""}${photo.name}`, photo.id)));
    if (all.some((photo) => photo.id === before)) select.value = before;
    byId(name).hidden = all.length === 0;
  }
  form.showCaptions();
  order.outdate();
}

function submitting(id, does) {
  byId(id).addEventListener("submit", (event) => {
    event.preventDefault();
    does();
  });
}

choosing.start();
zones.offer(byId("time_zone"));
submitting("post", rank);
submitting("week-form", askWeek);
submitting("what-if-form", askWhatIf);
document.addEventListener("photos", photosChanged);
byId("post").addEventListener("input", order.outdate);
for (const radio of document.querySelectorAll("[name=captions-mode]")) radio.addEventListener("change", form.showCaptions);
for (const button of document.querySelectorAll("[data-add]")) {
  button.addEventListener("click", () => variations.add(button.dataset.add).focus());
}
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !byId("key-dialog").open) Object.values(works).forEach((work) => work.stop());
});
variations.add("captions");
form.showCaptions();
photosChanged();
model.show();
