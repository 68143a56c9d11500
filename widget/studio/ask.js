// Questions to our own server, from which the page came. They hold choices, and nothing of a visitor.

const UNANSWERED = "The server does not answer; it is asked again every few seconds.";
const BUSY = "The studio is busy; trying again.";

/**
 * @param {string} path
 * @param {Record<string, string>} fields
 * @param {RequestInit} [options]
 * @returns {Promise<{ answer?: any, problem: string, retryAfter: number }>} the answer, or one sentence why there is
 *   none, and after how many milliseconds the same may be asked again; 0: it would be refused again
 */
async function askServer(path, fields, options) {
  try {
    const response = await fetch(here + path + "?" + new URLSearchParams(fields), {
      cache: "no-store",
      ...options,
    });
    const answer = await response.json();
    if (response.ok) return { answer, problem: "", retryAfter: 0 };
    const seconds = Number(response.headers.get("Retry-After"));
    if (seconds > 0) return { problem: BUSY, retryAfter: 1000 * seconds };
    if (answer.problem) return { problem: answer.problem, retryAfter: 0 };
  } catch {
    // No connection, or something between that answers in place of the server.
  }
  return { problem: UNANSWERED, retryAfter: 5000 };
}

/**
 * @typedef {object} Asking
 * @property {string} path
 * @property {string} place the id of where a sentence says what is wrong
 * @property {string[]} shown ids of what shows the answer
 * @property {string} open what is said of that while a question is open
 * @property {(answer: any, fields: Record<string, string>) => void} onAnswer
 * @property {(doubt: string, refused: Record<string, string>) => void} onDoubt is told why what is shown is not what
 *   is chosen, and which fields were refused; at once where all is well again, else once nothing changes for a second
 */

/**
 * @typedef {object} Asker
 * @property {string} doubt why what is shown is not what is chosen; empty: it is
 * @property {(fields: Record<string, string>) => void} ask once nothing has changed for a moment
 * @property {(fields: Record<string, string>) => Promise<any>} askNow gives the answer; nothing where it is refused,
 *   or where another question came between
 */

/**
 * Of all that is asked of one path the newest answer counts alone.
 * @param {Asking} asking
 * @returns {Asker}
 */
function makeAsker({ path, place, shown, open, onAnswer, onDoubt }) {
  /** @type {string | undefined} */
  let asked;
  let timer = 0;
  /** @type {AbortController | undefined} */
  let running;
  const asker = { doubt: "", ask, askNow };

  /** @param {boolean} isStale */
  function dim(isStale) {
    for (const id of shown) byId(id).classList.toggle("stale", isStale);
  }

  /** @param {string} doubt @param {boolean} isOpen */
  function take(doubt, isOpen) {
    asker.doubt = doubt;
    for (const id of shown) byId(id).setAttribute("aria-busy", String(isOpen));
  }

  /** @param {Record<string, string>} fields @returns {boolean} whether that is another question */
  function begin(fields) {
    const query = new URLSearchParams(fields).toString();
    if (query === asked) return false;
    asked = query;
    // An answer on its way is to an older question: it would set a control back under the finger.
    running?.abort();
    clearTimeout(timer);
    take(open, true);
    soon(place, () => {
      dim(true);
      onDoubt(open, {});
    });
    return true;
  }

  /** @param {string} problem @param {Record<string, string>} refused */
  function refuse(problem, refused) {
    take(problem, false);
    dim(true);
    soon(place, () => {
      showProblem(place, problem);
      onDoubt(problem, refused);
    });
  }

  /** @param {any} answer @param {Record<string, string>} fields */
  function accept(answer, fields) {
    take("", false);
    dim(false);
    showProblem(place, "");
    onDoubt("", {});
    onAnswer(answer, fields);
  }

  /** @param {Record<string, string>} fields */
  async function put(fields) {
    running = new AbortController();
    const { signal } = running;
    const { answer, problem, retryAfter } = await askServer(path, fields, { signal });
    if (signal.aborted) return undefined;
    if (!problem) {
      accept(answer, fields);
      return answer;
    }
    if (retryAfter) timer = setTimeout(() => put(fields), retryAfter);
    refuse(problem, retryAfter ? {} : fields);
    return undefined;
  }

  /** @param {Record<string, string>} fields */
  function ask(fields) {
    if (begin(fields)) timer = setTimeout(() => put(fields), 100);
  }

  /** @param {Record<string, string>} fields */
  async function askNow(fields) {
    return begin(fields) ? put(fields) : undefined;
  }

  return asker;
}
