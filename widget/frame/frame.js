// The page inside the frame, and the hosted page. Leaving first: whatever fails after it.

import { countPress } from "../exit/keys.js";
import { leave } from "../exit/leave.js";
import { attempt } from "../shared/attempt.js";
import { createMessage } from "../shared/compose.js";
import { messageType } from "../shared/messages.js";
import { setHeadings, startAnswers } from "./answers.js";
import { startCopying } from "./contacts.js";
import { startLanguages } from "./languages.js";
import { readOptions } from "./options.js";
import { say } from "./status.js";

/** Milliseconds that the host has for leaving, before the frame does it alone. WebKit forgets after a
 * second that somebody pressed, and then moves the frame alone. */
const HOST_LEAVES_WITHIN = 700;

const page = document.documentElement;
const exit = /** @type {HTMLAnchorElement} */ (document.querySelector("[data-quick-exit]"));
const options = readOptions(exit);

/** Origin of the page around, once its script has said `hello`; until then nothing is told to anybody. */
let host = "";
/** The height that the host knows. */
let toldHeight = 0;

/** Speak to the page around, and to the origin that said `hello`.
 * @param {"ready" | "height" | "key" | "leave"} type
 * @param {object} [fields] */
function post(type, fields) {
  // A page without an origin (a file, a sandbox) cannot be named; nothing said is a secret.
  if (host) parent.postMessage(createMessage(type, fields), host === "null" ? "*" : host);
}

function leaveAlone() {
  leave(options.destination, options.fallback, exit.dataset.leaving || "Loading");
}

/** Leave by the host's script, which leaves the whole page; alone where none is there or none acts. */
function leaveByHost() {
  if (host) setTimeout(leaveAlone, HOST_LEAVES_WITHIN);
  else leaveAlone();
}

/** Announce how many presses are left; the host does so where it listens.
 * @param {number} count of those that were made */
function announce(count) {
  if (host) return;
  say(
    document.querySelector(".presses"),
    (exit.dataset.pressesLeft || "").split("|")[count - 1] || "",
  );
}

/** Forward a key, and count it, too: where the host does not act, the frame does.
 * @param {string} key
 * @param {any} flags */
function press(key, flags) {
  attempt(() =>
    post("key", {
      key: key,
      repeat: flags.repeat,
      isComposing: flags.isComposing,
      ctrlKey: flags.ctrlKey,
      altKey: flags.altKey,
      metaKey: flags.metaKey,
      shiftKey: flags.shiftKey,
    }),
  );
  const count = countPress(options.keys.join(" "), key, flags);
  if (count === 3) leaveByHost();
  else attempt(() => announce(count));
}

/** @param {KeyboardEvent} event */
function onKeyDown(event) {
  // Presses that a script makes are nobody's.
  if (!event.isTrusted) return;
  // The browser's own Stop would cancel the way out.
  if (event.key === "Escape") event.preventDefault();
  press(/^(Shift|Escape)$/.test(event.key) ? event.key : "other", event);
}

function startLeaving() {
  page.classList.add("scripted");
  exit.href = options.destination;
  exit.onclick = (event) => {
    event.preventDefault();
    attempt(() => post("leave"));
    leaveByHost();
  };
  addEventListener("keydown", onKeyDown, true);
  addEventListener("pointerdown", (event) => press("other", event), true);
}

/** The control's looks and words, for the one on the host's page. */
function describeControl() {
  const style = getComputedStyle(page);
  /** @param {string} name */
  const value = (name) => style.getPropertyValue(name).trim();
  return {
    backgroundColor: value("--exit"),
    color: value("--exit-text"),
    borderColor: value("--exit-ring"),
    borderRadius: value("--exit-corner"),
    minHeight: value("--exit-size"),
    label: exit.textContent,
    pressesLeft: exit.dataset.pressesLeft,
    leaving: exit.dataset.leaving,
  };
}

/** Words and looks that depend on who shows the page. */
function fitIn() {
  const words = /** @type {HTMLElement} */ (document.querySelector("[data-shift]"));
  const known = ["shift", "escape"].filter((key) => options.keys.indexOf(key) >= 0);
  const phrase = words.dataset[known[1] ? "shiftEscape" : known[0]];
  // In a frame alone no key is heard but those that are pressed inside it: none is promised.
  if (phrase && (host || !options.framed)) words.textContent = phrase;
  if (options.scheme) page.dataset.scheme = options.scheme;
  if (!options.framed) return;
  // On paper a frame is cut off, and the address of the whole page stands in its place.
  page.dataset.address = location.href.split("#")[0];
  page.dataset.shown = host ? "host" : "frame";
  if (options.embedded) page.dataset.embedded = "";
  // The host has the control that never leaves the screen; here it is a button of the notice.
  if (host || options.embedded)
    /** @type {HTMLElement} */ (words.parentNode).insertBefore(exit, words.nextSibling);
}

function tellHeight() {
  // On a busy device Chromium runs this before the frame, in a process of its own, has got its width:
  // laid out in none it is 32,000 px tall, and the host's page would jump there and back.
  if (!innerWidth || !host) return;
  const height = Math.ceil(page.getBoundingClientRect().height);
  if (height !== toldHeight) post("height", { height: height });
  toldHeight = height;
}

/** Tell the host how tall the page is whenever that changes. */
function watchHeight() {
  const observed = attempt(() => {
    new ResizeObserver(tellHeight).observe(page);
    return true;
  });
  if (observed) return;
  document.addEventListener("toggle", tellHeight, true);
  addEventListener("resize", tellHeight);
}

/** The page around has a script of ours.
 * @param {MessageEvent} event */
function onMessage(event) {
  if (!options.framed || event.source !== parent || messageType(event.data) !== "hello") return;
  host = event.origin;
  toldHeight = 0;
  [
    fitIn,
    () => post("ready", { title: document.title, control: describeControl() }),
    tellHeight,
  ].forEach((step) => attempt(step));
}

[
  startLeaving,
  () => addEventListener("message", onMessage),
  fitIn,
  () => setHeadings(options.level),
  () => startAnswers(options.open, !options.embedded),
  startCopying,
  () => startLanguages(options.switched),
  watchHeight,
].forEach((step) => attempt(step));
