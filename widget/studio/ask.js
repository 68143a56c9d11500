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

/** Of all that is asked of one path the newest answer counts alone. */
class Asker {
  /** Why what is shown is not what is chosen; empty: it is. */
  doubt = "";
  /** @type {string | undefined} */
  #asked;
  #timer = 0;
  /** @type {AbortController | undefined} */
  #running;
  #asking;

  /** @param {Asking} asking */
  constructor(asking) {
    this.#asking = asking;
  }

  /** Ask once nothing has changed for a moment. @param {Record<string, string>} fields */
  ask(fields) {
    if (this.#begin(fields)) this.#timer = setTimeout(() => this.#put(fields), 100);
  }

  /**
   * @param {Record<string, string>} fields
   * @returns {Promise<any>} the answer; nothing where it is refused, or where another question came between
   */
  async askNow(fields) {
    return this.#begin(fields) ? this.#put(fields) : undefined;
  }

  /** @param {Record<string, string>} fields @returns {boolean} whether that is another question */
  #begin(fields) {
    const { place, open, onDoubt } = this.#asking;
    const query = new URLSearchParams(fields).toString();
    if (query === this.#asked) return false;
    this.#asked = query;
    // An answer on its way is to an older question: it would set a control back under the finger.
    this.#running?.abort();
    clearTimeout(this.#timer);
    this.#note(open, true);
    soon(place, () => {
      this.#dim(true);
      onDoubt(open, {});
    });
    return true;
  }

  /** @param {Record<string, string>} fields */
  async #put(fields) {
    this.#running = new AbortController();
    const { signal } = this.#running;
    const { answer, problem, retryAfter } = await askServer(this.#asking.path, fields, { signal });
    if (signal.aborted) return undefined;
    if (!problem) {
      this.#accept(answer, fields);
      return answer;
    }
    if (retryAfter) this.#timer = setTimeout(() => this.#put(fields), retryAfter);
    this.#refuse(problem, retryAfter ? {} : fields);
    return undefined;
  }

  /** @param {any} answer @param {Record<string, string>} fields */
  #accept(answer, fields) {
    const { place, onDoubt, onAnswer } = this.#asking;
    this.#note("", false);
    this.#dim(false);
    showProblem(place, "");
    onDoubt("", {});
    onAnswer(answer, fields);
  }

  /** @param {string} problem @param {Record<string, string>} refused */
  #refuse(problem, refused) {
    const { place, onDoubt } = this.#asking;
    this.#note(problem, false);
    this.#dim(true);
    soon(place, () => {
      showProblem(place, problem);
      onDoubt(problem, refused);
    });
  }

  /** @param {string} doubt @param {boolean} isOpen whether a question is open */
  #note(doubt, isOpen) {
    this.doubt = doubt;
    for (const id of this.#asking.shown) byId(id).setAttribute("aria-busy", String(isOpen));
  }

  /** @param {boolean} isStale */
  #dim(isStale) {
    for (const id of this.#asking.shown) byId(id).classList.toggle("stale", isStale);
  }
}
