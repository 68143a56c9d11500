// The exit first, then the element, then its frame; each by itself, so that none can stop another.
// A step that needs what an earlier one failed to make throws, and is passed over (attempt).

import {
  announce,
  applyLook,
  bringToFront,
  controlHost,
  controlLink,
  createControl,
  isInside,
  placeControl,
  trackViewport,
} from "../exit/control.js";
import { countPress } from "../exit/keys.js";
import { hidePage, leave, leaving } from "../exit/leave.js";
import { attempt } from "../shared/attempt.js";
import { addStyle } from "../shared/style.js";
import { ELEMENT, mountFrames, placed, receivers } from "./element.js";
import { followInPlace, replaceInRouters } from "./history.js";
import { STYLE } from "./link.js";
import { findLink, OPTIONS, readOptions, setting, settings, warnOnce } from "./settings.js";

const strings = {
  label: "\u2715 Leave this site",
  pressesLeft: "2 more presses to leave|1 more press to leave",
  leaving: "Loading",
};
let /** @type {HTMLElement | null} the link of the snippet */ link,
  /** @type {BroadcastChannel} whatever is said on it means that a tab of this site was left */ channel,
  /** @type {any} where the control or link was that the pointer went down on */ pressedBox,
  /** @type {Element} the root element to which the listeners belong */ root,
  /** @type {MutationObserver} */ observer,
  /** The page has our style. */ styled = false,
  settling = false;

/** @param {any} event */
function leaveNow(event) {
  attempt(() => event.preventDefault());
  leave(
    setting("exit-href"),
    setting("exit-fallback-href"),
    strings.leaving,
    () => setting("exit-tabs") === "all" && channel.postMessage("leave"),
  );
}

/** @param {string} key @param {any} [flags] */
function press(key, flags) {
  const count = countPress(setting("exit-keys"), key, flags);
  if (count === 3) leaveNow(flags);
  else announce(strings.pressesLeft.split("|")[count - 1]);
}

/** What of ours was pressed: the control, the link, or neither. During a view transition the root
 * element gets what is pressed, and the place alone tells.
 * @param {any} event @returns {any} */
function findPressed(event) {
  return (
    event
      .composedPath()
      .find((/** @type {Element} */ node) => node.matches && node.matches("a[data-quick-exit]")) ||
    (event.composedPath()[0].matches("html,dialog") &&
      isInside(controlLink.getBoundingClientRect(), event) &&
      controlLink)
  );
}

/** @type {Record<string, (event: any) => void>} */
const handlers = {
  // A copy of the script asks whether another is at work.
  "quick-exit:copy"(event) {
    event.preventDefault();
    settleSoon();
  },
  keydown(event) {
    // In a frame of this site: one that has an exit of its own counts for itself.
    if (
      !event.isTrusted ||
      (event.view !== self && event.view.document.querySelector("[data-quick-exit]"))
    )
      return;
    press(event.key, event);
    if (event.key === "Tab") bringToFront();
    if (event.key === "Enter") handlers.click(event);
  },
  pointerdown(event) {
    press("");
    pressedBox = 0;
    pressedBox = findPressed(event).getBoundingClientRect();
  },
  // Not by click alone: a page that prevents touchstart or touchend gets none, a listener of the host may
  // take it and lead elsewhere, and what was pressed may be gone from its place for a moment.
  pointerup(event) {
    if (event.button < 2 && isInside(pressedBox, event)) leaveNow(event);
  },
  click: (event) => findPressed(event) && leaveNow(event),
  message(event) {
    if (!receivers.some((receive) => receive(event))) return;
    const { data } = event,
      { type } = data;
    if (type === "leave") leaveNow(data);
    else if (type === "key") press(data.key, data);
    else if (type === "ready") {
      applyLook(data.control);
      if (!link) takeStrings(data.control);
    }
  },
  toggle(event) {
    if (event.target.popover && event.target !== controlHost)
      requestAnimationFrame(() => placeControl(true));
  },
  fullscreenchange: settleSoon,
  // Before the deferred scripts of the page: what was read since has come behind the control.
  readystatechange() {
    placeControl(true);
    settleSoon();
  },
};

/** @param {Event} event */
function handle(event) {
  attempt(() => handlers[event.type](event));
}

/** Adding a listener twice changes nothing. document.open() of the host takes them all away. */
function listen() {
  root = document.documentElement;
  Object.keys(handlers).forEach((type) => addEventListener(type, handle, true));
  addEventListener("click", followInPlace);
}

/** Hear the keys in frames of this site, again at each of their loads.
 * @param {Window} [view] */
function listenInFrames(view = self) {
  view.document.addEventListener("load", settleSoon, true);
  for (let i = 0; i < view.length; i++)
    attempt(() => {
      view[i].addEventListener("keydown", handle, true);
      listenInFrames(view[i]);
    });
}

/** @param {any} [given] words alone, and few of them */
function takeStrings(given = {}) {
  Object.keys(strings).forEach((name) => {
    const words = given[name];
    if (words && words.length < 99 && words.trim())
      /** @type {any} */ (strings)[name] = words.trim();
  });
  const { label } = strings;
  if (controlLink.textContent === label) return;
  controlLink.textContent = label;
  // A screen reader would read the sign as "multiplication".
  controlHost.ariaLabel = controlLink.ariaLabel = label.replace(/^[\u2715\xd7]\s*/, "");
}

/** The link of the page that is now shown has its language, and the look that its owner chose. */
function readPage() {
  const found = findLink(),
    element = document.querySelector(ELEMENT);
  // A router may take both away: what the partner chose for the exit stays.
  if ((found && found.isConnected) || element || !placed)
    Object.assign(settings, readOptions(element));
  if (found) {
    if (found !== link) {
      // A translator changes its words.
      attempt(() => observer.observe(found, { characterData: true, subtree: true }));
      applyLook(found.style);
    }
    link = found;
    // The first words alone: a host may have put something behind them.
    const label = [...found.childNodes]
      .map((node) => /** @type {string} */ (node.textContent))
      .find((text) => text.trim()[1]);
    takeStrings(Object.assign({ label }, found.dataset));
  }
  replaceInRouters();
}

function showControl() {
  controlLink.href = setting("exit-href");
  // Say once what lies over the link, where nobody could press it before the script came.
  attempt(() => {
    const { left, right, top, bottom } = /** @type {Element} */ (link).getBoundingClientRect(),
      hit = /** @type {Element} */ (
        document.elementFromPoint((left + right) / 2, (top + bottom) / 2)
      );
    if (right && !hit.closest("a[data-quick-exit]"))
      warnOnce("link below " + /** @type {Element} */ (hit.cloneNode()).outerHTML);
  });
  placeControl();
  if (!styled && controlLink.getClientRects().length) {
    styled = true;
    addStyle(document, STYLE);
  }
  trackViewport(setting("exit-position").slice(4), +setting("exit-offset"));
}

/** Put right, before the next paint, what has changed. */
function settle() {
  settling = false;
  if (leaving) return;
  if (document.documentElement !== root) listen();
  [readPage, showControl, mountFrames, listenInFrames].forEach(attempt);
}

function settleSoon() {
  if (!settling) requestAnimationFrame(settle);
  settling = true;
}

// A second copy of the script lets the first one settle, and does nothing else.
if (attempt(() => dispatchEvent(new Event("quick-exit:copy", { cancelable: true }))) !== false) {
  /** @type {(() => void)[]} */ ([
    listen,
    () => createControl(leaveNow),
    takeStrings,
    () => {
      // Before anything is settled: the element that is put onto the page then is a change, too.
      observer = new MutationObserver(settleSoon);
      observer.observe(document, {
        childList: true,
        subtree: true,
        // What takes the control out of reach and no style can undo, modal dialogs ("open"), our options.
        attributeFilter: [
          "inert",
          "aria-hidden",
          "popover",
          ...Object.keys(OPTIONS),
          ...Object.keys(OPTIONS).map((name) => "data-" + name),
        ],
      });
    },
    settle,
    () => {
      channel = new BroadcastChannel("quick-exit");
      // A page in a frame goes out of sight and does not leave: the page around it may be an editor that
      // shows it, and nobody has pressed anything there.
      channel.onmessage = () =>
        setting("exit-tabs") === "all" && (top === self ? leaveNow : hidePage)(0);
    },
    () =>
      ["resize", "scroll"].forEach((type) =>
        /** @type {any} */ (visualViewport).addEventListener(type, settleSoon),
      ),
    // It has no box any more where the body has none.
    () => new ResizeObserver(settleSoon).observe(controlLink),
  ]).forEach(attempt);
}
