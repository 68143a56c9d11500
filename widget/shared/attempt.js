/**
 * Run a step; if it throws, the error is passed over, and the next step runs.
 * @template T
 * @param {() => T} step
 * @returns {T | undefined} what the step returned; undefined if it threw
 */
export function attempt(step) {
  try {
    return step();
  } catch (error) {
    // Nothing is to be done about it on the page of somebody else.
    return;
  }
}
