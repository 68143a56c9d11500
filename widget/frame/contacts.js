import { attempt } from "../shared/attempt.js";
import { say } from "./status.js";

/** Copy the text of a node, while a click is being handled. The Clipboard API comes second: in a frame
 * of another origin it needs a permission that hosts do not give.
 * @param {any} node
 * @returns {Promise<void>} fails where neither way is open */
function copy(node) {
  const selection = /** @type {Selection} */ (getSelection());
  selection.selectAllChildren(node);
  const copied = attempt(() => document.execCommand("copy"));
  selection.removeAllRanges();
  return new Promise((done) =>
    done(copied ? undefined : navigator.clipboard.writeText(node.textContent)),
  );
}

/** A button beside each number that copies it; none where nothing can. */
export function startCopying() {
  if (!attempt(() => document.queryCommandSupported("copy")) && !navigator.clipboard) return;
  document.querySelectorAll(".copy").forEach((/** @type {any} */ button) => {
    const number = button.parentNode.querySelector(".call bdi"),
      status = button.nextElementSibling;
    button.hidden = false;
    button.onclick = () =>
      copy(number).then(
        () => say(status, button.dataset.done),
        () => {
          // The number itself stays, to be called.
          number.parentNode.focus();
          button.hidden = true;
          say(status, button.dataset.failed);
        },
      );
  });
}
