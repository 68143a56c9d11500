// The page inside the frame, and the hosted page. Leaving first: whatever fails after it.

import { countPresses } from "../exit/keys.js";
import { leave } from "../exit/leave.js";
import { attempt } from "../shared/attempt.js";
import { createMessage } from "../shared/compose.js";
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

/** Speak to the host, and to nobody else.
 * @param {"ready" | "height" | "key" | "leave"} type
 * @param {object} [fields] */
function post(type, fields) {
  if (!options.host) return;
  // A page without an origin (a file, a sandbox) cannot be named; nothing said is a secret.
  parent.postMessage(createMessage(type, fields), options.host === "null" ? "*" : options.host);
}

function leaveAlone() {
  leave(options.destination, options.fallback, exit.dataset.leaving || "Loading");
}

/** Announce how many presses are left; the host does so where it listens.
 * @param {number} left */
function announce(left) {
  const phrases = (exit.dataset.pressesLeft || "").split("|");
  say(document.querySelector(".presses"), (left && phrases[phrases.length - left]) || "");
}

const countPress = countPresses({ keys: options.keys, onLeft: announce, onLeave: leaveAlone });

/** Forward a key, or count it where nobody else does.
 * @param {string} key
 * @param {any} [flags] */
function press(key, flags) {
  if (!options.host) return countPress(key, flags);
  post("key", {
    key: key,
    repeat: flags.repeat,
    isComposing: flags.isComposing,
    ctrlKey: flags.ctrlKey,
    altKey: flags.altKey,
    metaKey: flags.metaKey,
    shiftKey: flags.shiftKey,
  });
}

function startLeaving() {
  exit.href = options.destination;
  exit.onclick = (event) => {
    event.preventDefault();
    if (!options.host) return leaveAlone();
    attempt(() => post("leave"));
    setTimeout(leaveAlone, HOST_LEAVES_WITHIN);
  };
  addEventListener(
    "keydown",
    (event) => {
      // The browser's own Stop would cancel the way out.
      if (event.key === "Escape") event.preventDefault();
      press(/^(Shift|Escape)$/.test(event.key) ? event.key : "other", event);
    },
    true,
  );
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
  if (phrase) words.textContent = phrase;
  if (options.scheme) page.dataset.scheme = options.scheme;
  if (options.framed) page.dataset.shown = options.host ? "host" : "frame";
  // The host shows the control that never leaves the screen; here it is a button of the notice.
  if (options.host) /** @type {HTMLElement} */ (words.parentNode).insertBefore(exit, words.nextSibling);
}

/** Tell the host how tall the page is, now and whenever that changes. */
function startHeight() {
  let last = 0;
  const tell = () => {
    // On a busy device Chromium runs this before the frame, in a process of its own, has got its width:
    // laid out in none it is 32,000 px tall, and the host's page would jump there and back.
    if (!innerWidth) return;
    const height = Math.ceil(page.getBoundingClientRect().height);
    if (height !== last) post("height", { height: height });
    last = height;
  };
  const observed = attempt(() => {
    new ResizeObserver(tell).observe(page);
    return true;
  });
  if (!observed) {
    document.addEventListener("toggle", tell, true);
    addEventListener("resize", tell);
  }
  tell();
}

[
  startLeaving,
  fitIn,
  () => setHeadings(options.level),
  () => startAnswers(options.open, !options.host),
  startCopying,
  () => startLanguages(options.switched),
  () => post("ready", { control: describeControl() }),
  () => options.host && startHeight(),
].forEach((step) => attempt(step));
