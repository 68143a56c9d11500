import { attempt } from "../shared/attempt.js";

/** @param {any} flags */
export function isModified(flags) {
  return flags.ctrlKey || flags.altKey || flags.metaKey;
}

let last = "",
  count = 0,
  first = 0;

/**
 * Count presses of one key, thrice in a row. Any other key, and a press that is held down, composes
 * text or comes with another modifier, starts the count anew.
 * @param {string} keys lower-case names of the keys that count, with spaces between
 * @param {string} key that went down; something else for a pointer
 * @param {any} [flags] the event, or a message with the same names
 * @returns {number} how many were counted; at the third the page is to be left
 */
export function countPress(keys, key, flags = {}) {
  const now = /** @type {number} */ (attempt(() => performance.now())),
    counts =
      keys.split(" ").includes(key.toLowerCase()) &&
      !(
        flags.repeat ||
        flags.isComposing ||
        isModified(flags) ||
        (flags.shiftKey && key !== "Shift")
      );
  // GOV.UK's three presses of Shift, within 5 s from the first. In a field within 2: input methods
  // are switched by Shift alone.
  if (
    !counts ||
    key !== last ||
    now - first >
      (attempt(() => key === "Shift" && flags.composedPath()[0].matches(":read-write"))
        ? 2000
        : 5000)
  ) {
    count = 0;
  }
  if (counts && !count++) first = now;
  last = key;
  return count;
}
