/**
 * Run a step; if it throws, nobody hears of it and the next step runs.
 * @template T
 * @param {() => T} step
 * @returns {T | undefined} what the step returned; undefined if it threw
 */
export function attempt(step) {
  let result;
  try {
    result = step();
  } catch (error) {}
  return result;
}
