// What the service takes, said before anything is sent. The service checks all of it again.

export const MIB = 1024 * 1024;
export const MAX_PICTURES = 50;
export const MAX_PICTURE = 16 * MIB;
export const MAX_BODY = 64 * MIB;
const AROUND = 64 * 1024; // bytes of a form besides its pictures: captions, fields, boundaries

/** A size as a person reads it. */
export function size(bytes) {
  return bytes < 0.1 * MIB ? `${Math.max(1, Math.round(bytes / 1024))} KiB` : `${(bytes / MIB).toFixed(1)} MiB`;
}

/** What is wrong with one file, or null. */
export function wrongWith(file) {
  if (file.size === 0) return "This file is empty.";
  if (file.size > MAX_PICTURE) return `This photo has ${size(file.size)}; at most ${MAX_PICTURE / MIB} MiB are taken.`;
  return null;
}

/** What is wrong with all files together, or null. */
export function wrongTogether(files) {
  if (files.length === 0) return "Choose at least one photo.";
  const over = files.length - MAX_PICTURES;
  if (over > 0) return `${files.length} photos are ${over} too many: at most ${MAX_PICTURES} are ranked at once.`;
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  if (bytes + AROUND > MAX_BODY) {
    return `The photos have ${size(bytes)} together; at most ${MAX_BODY / MIB} MiB are taken. Remove a few.`;
  }
  return null;
}
