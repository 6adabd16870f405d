// Requests to the service that this page comes from.

import * as key from "./key.js";

const TRIES = 6; // of a request that a busy service turns away
const PAUSE = 2; // seconds until the next try, where the service does not say

/** An answer that is no: `status`, `code` and `field` as in docs/serving.md, and the message in words. */
export class Refusal extends Error {
  constructor(status, { code = "unknown", message = "", field = null } = {}, after = null) {
    super(message || `The service answered ${status}, without saying why.`);
    Object.assign(this, { status, code, field, after });
  }
}

/**
 * POST a form. `told` hears how far it is: {sent: 0..1}, {looking: true} once all is sent, {busy: seconds, next: try}.
 * Rejects with a Refusal, or with the signal's reason.
 */
export async function post(path, form, signal, told) {
  for (let time = 1; ; time += 1) {
    try {
      return await once("POST", path, form, signal, told);
    } catch (error) {
      if (error.status === 401 && (await key.ask(error.message))) {
        time = 0;
      } else if (error.status === 429 && time < TRIES) {
        const seconds = error.after ?? PAUSE;
        told({ busy: seconds, next: time + 1, tries: TRIES });
        await pause(seconds, signal);
      } else {
        throw error;
      }
    }
    signal.throwIfAborted();
  }
}

/** GET a document, quietly: nobody is asked for a key. */
export const get = (path) => once("GET", path, null, new AbortController().signal, () => {});

// XMLHttpRequest and not fetch: only it says how much of a form is sent.
function once(method, path, body, signal, told) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    request.open(method, path);
    for (const [name, value] of Object.entries(key.headers())) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => told({ sent: total ? loaded / total : 0 });
    request.upload.onload = () => told({ looking: true });
    request.onloadend = () => signal.removeEventListener("abort", stop);
    request.onabort = () => reject(signal.reason);
    request.onerror = () => reject(new Refusal(0, { code: "unreachable", message:
      "The service can't be reached, or a photo can no longer be read. Check that the service runs, and try again." }));
    request.onload = () => {
      const answer = parsed(request.responseText);
      if (request.status === 200 && answer) return resolve(answer);
      const seconds = Number.parseInt(request.getResponseHeader("Retry-After"), 10);
      const error = typeof answer?.error === "object" ? answer.error : { message: answer?.error };
      reject(new Refusal(request.status, error ?? {}, Number.isFinite(seconds) ? seconds : null));
    };
    signal.throwIfAborted();
    signal.addEventListener("abort", stop);
    request.send(body);
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function pause(seconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, 1000 * seconds);
    signal.addEventListener("abort", () => { clearTimeout(timer); reject(signal.reason); }, { once: true });
  });
}
