/** Make the headings fit below those of the page around, h1 becoming `level`.
 * @param {number} level */
export function setHeadings(level) {
  if (level === 1) return;
  document.querySelectorAll("h1,h2,h3").forEach((heading) => {
    heading.setAttribute("aria-level", String(Math.min(6, +heading.tagName[1] + level - 1)));
    heading.setAttribute("role", "heading");
  });
}

/** The questions, the button that opens them all, and paper, on which they stand open.
 * @param {string} wanted identifier of the question to open
 * @param {boolean} scroll bring it into view; not where the host's page would jump */
export function startAnswers(wanted, scroll) {
  const questions = /** @type {HTMLDetailsElement[]} */ (
    Array.from(document.querySelectorAll(".list>details"))
  );
  const button = /** @type {HTMLButtonElement} */ (document.querySelector(".title button"));
  /** @type {Element[]} */
  let closed = [];
  const openAll = () =>
    questions.forEach((question) => {
      question.open = true;
    });
  const update = () => {
    button.hidden = questions.every((question) => question.open);
  };

  questions.forEach((question) => {
    if (question.id !== wanted) return;
    question.open = true;
    if (scroll) question.scrollIntoView();
  });
  update();
  // The event does not bubble.
  document.addEventListener("toggle", update, true);
  button.onclick = () => {
    openAll();
    // The button is about to go, and must not take the focus with it.
    /** @type {HTMLElement} */ (questions[0].firstElementChild).focus();
  };
  addEventListener("beforeprint", () => {
    closed = questions.filter((question) => !question.open);
    openAll();
  });
  addEventListener("afterprint", () =>
    closed.forEach((question) => question.removeAttribute("open")),
  );
}
