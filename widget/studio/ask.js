// Questions to our own server, from which the page came. They hold choices, and nothing of a visitor.

/**
 * Return a function that asks once nothing has changed for a moment; only the newest answer counts.
 * @param {string} path
 * @param {(answer: any) => void} onAnswer
 * @param {(problem: string) => void} onProblem gets a sentence; empty where all is well
 * @returns {(fields: Record<string, string>) => void}
 */
function makeAsker(path, onAnswer, onProblem) {
  /** @type {string | undefined} */
  let asked;
  let timer = 0;
  /** @type {AbortController | undefined} */
  let running;

  /** @param {string} query */
  async function ask(query) {
    running = new AbortController();
    const { signal } = running;
    try {
      const response = await fetch(here + path + "?" + query, { signal, cache: "no-store" });
      const answer = await response.json();
      if (signal.aborted) return;
      onProblem(answer.problem || "");
      if (response.ok) onAnswer(answer);
    } catch {
      if (signal.aborted) return;
      asked = undefined;
      onProblem("The server does not answer; the next change asks again.");
    }
  }

  return (fields) => {
    const query = new URLSearchParams(fields).toString();
    if (query === asked) return;
    asked = query;
    // An answer on its way is to an older question: it would set a control back under the finger.
    running?.abort();
    clearTimeout(timer);
    timer = setTimeout(() => ask(query), 100);
  };
}
