// Questions to our own server, from which the page came. They hold choices, and nothing of a visitor.

/**
 * Return a function that asks once nothing has changed for a moment; only the newest answer counts.
 * @param {string} path
 * @param {string} place the id of where a sentence says what is wrong
 * @param {(answer: any) => void} onAnswer
 * @param {(problem: string) => void} onProblem gets that sentence; empty where all is well
 * @returns {(fields: Record<string, string>) => void}
 */
function makeAsker(path, place, onAnswer, onProblem) {
  /** @type {string | undefined} */
  let asked;
  let timer = 0;
  /** @type {AbortController | undefined} */
  let running;

  /** @param {string} problem */
  function tell(problem) {
    showProblemSoon(place, problem);
    onProblem(problem);
  }

  /** @param {string} query */
  async function ask(query) {
    running = new AbortController();
    const { signal } = running;
    try {
      const response = await fetch(here + path + "?" + query, { signal, cache: "no-store" });
      const answer = await response.json();
      if (signal.aborted) return;
      tell(answer.problem || "");
      if (response.ok) onAnswer(answer);
    } catch {
      if (signal.aborted) return;
      asked = undefined;
      tell("The server does not answer; the next change asks again.");
    }
  }

  return (fields) => {
    const query = new URLSearchParams(fields).toString();
    if (query === asked) return;
    asked = query;
    // An answer on its way is to an older question: it would set a control back under the finger.
    running?.abort();
    holdProblem(place);
    clearTimeout(timer);
    timer = setTimeout(() => ask(query), 100);
  };
}
