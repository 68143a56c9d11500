const SAY_FOR = 5000;

/** @type {Map<any, number>} */
const spoken = new Map();

/** Show words in a status line, which a screen reader announces, for a moment.
 * @param {any} status
 * @param {string} words */
export function say(status, words) {
  status.textContent = words;
  clearTimeout(spoken.get(status));
  spoken.set(
    status,
    setTimeout(() => {
      status.textContent = "";
    }, SAY_FOR),
  );
}
