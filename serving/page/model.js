// Which model answers.

import { byId, make } from "./elements.js";
import { get } from "./service.js";

/** Say which model is in service; what the service does not tell is left out. */
export async function show() {
  const place = byId("model");
  try {
    const told = await get("/model");
    place.replaceChildren("Model: ", make("strong", {}, told.label));
    byId("coverage").textContent = `Each bar is made to hold ${Math.round(100 * told.coverage)} of 100 such posts`;
    place.hidden = false;
  } catch (error) {
    place.hidden = error.status !== 503;
    place.textContent = "There is no model yet: the service can't rank. Its log says why.";
  }
}
