import { attempt } from "../shared/attempt.js";

/**
 * Count presses of one key, thrice in a row. Any other key, and a press that is held down, composes
 * text or comes with another modifier, starts the count anew.
 * @param {() => string} keys lower-case names of the keys that count, with spaces between; asked at each press
 * @param {(flags: any) => void} onLeave the last press was made; gets what came with it
 * @param {(left: number) => void} onLeft presses still to go; 0 when a count was given up
 * @returns {(key: string, flags?: any) => void} to be called with each key that goes down, and
 *   with "other" for a pointer; flags are the event, or a message with the same names
 */
export function countPresses(keys, onLeave, onLeft) {
  let last = "", count = 0, first = 0;
  return (key, flags = {}) => {
    const now = /** @type {number} */ (attempt(() => performance.now())), before = count, counts = keys().split(" ").indexOf(String(key).toLowerCase()) >= 0 && !(
      flags.repeat || flags.isComposing || flags.ctrlKey || flags.altKey || flags.metaKey ||
      (flags.shiftKey && key !== "Shift")
    );
    // GOV.UK's three presses of Shift, within 5 s from the first. In a field within 2: input methods
    // are switched by Shift alone.
    if (!counts || key !== last || now - first > (attempt(() => key === "Shift" && flags.composedPath()[0].matches(":read-write")) ? 2000 : 5000)) {
      count = 0;
    }
    if (counts && !count++) first = now;
    last = key;
    if (count === 3) {
      count = 0;
      onLeave(flags);
    } else if (count || before) {
      attempt(() => onLeft(count && 3 - count));
    }
  };
}
