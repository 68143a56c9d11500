// The exit first, then the element, then its frame; each by itself, so that none can stop another.
// A step that needs what an earlier one failed to make throws, and is passed over (attempt).

import { createControl } from "../exit/control.js";
import { followInPlace } from "../exit/history.js";
import { countPresses } from "../exit/keys.js";
import { leave, leaving } from "../exit/leave.js";
import { joinTabs } from "../exit/tabs.js";
import { attempt } from "../shared/attempt.js";
import { placed, tendElements } from "./element.js";
import { mounted } from "./frame.js";
import { OPTIONS, applySettings, readOptions, setting } from "./settings.js";

const wording = {
  label: "\u2715 Leave this site",
  pressesLeft: "2 more presses to leave|1 more press to leave",
  leaving: "Loading"
};
let /** @type {ReturnType<typeof createControl>} */ control,
  /** @type {HTMLElement | null} the link of the snippet */ link,
  /** @type {() => void} */ tellTabs,
  /** @type {Element} the root element to which the listeners belong */ root,
  settling = false;

/** @param {any} event */
function leaveNow(event) {
  attempt(() => event.preventDefault());
  leave(setting("exit-href"), setting("exit-fallback-href"), wording.leaving, () => setting("exit-tabs") === "all" && tellTabs());
}

const press = countPresses({
  get keys() {
    return setting("exit-keys").split(" ");
  },
  onLeave: leaveNow,
  onLeft(left) {
    const phrases = wording.pressesLeft.split("|");
    control.announce(left ? phrases[phrases.length - left] : "");
  }
});

/** @type {Record<string, (event: any) => void>} */
const handlers = {
  keydown: event => press(event.key, event),
  pointerdown: () => press("other"),
  click(event) {
    const isExit = (/** @type {Element} */ node) => node.localName === "a" && node.hasAttribute("data-quick-exit");
    if (event.composedPath().some(isExit)) leaveNow(event);
  },
  // The middle button would open another tab, and this page would stay.
  auxclick: event => event.button === 1 && handlers.click(event),
  message: event => mounted.forEach(frame => frame.hear(event)),
  toggle(event) {
    if (event.target.popover && event.target !== control.element) requestAnimationFrame(() => control.settle(true));
  },
  fullscreenchange: settleSoon,
  DOMContentLoaded: settleSoon
};

/** @param {Event} event */
function handle(event) {
  attempt(() => handlers[event.type](event));
}

/** @param {MouseEvent} event */
function handleLast(event) {
  if (setting("history") === "single") followInPlace(event);
}

/** Adding a listener twice changes nothing. document.open() of the host takes them all away. */
function listen() {
  root = document.documentElement;
  Object.keys(handlers).forEach(type => addEventListener(type, handle, true));
  addEventListener("click", handleLast);
}

/** @param {any} given words alone, and few of them */
function takeWords(given) {
  Object.keys(wording).forEach(name => {
    const words = given[name];
    if (typeof words === "string" && words.trim() && words.length < 99) /** @type {any} */ (wording)[name] = words.trim();
  });
  control.say(wording.label);
}

/** What the frame says of the exit.
 * @param {string | undefined} type @param {any} data */
function hearOfExit(type, data) {
  if (type === "leave") leaveNow(data);
  if (type === "key") press(data.key, data);
  if (type === "ready") {
    control.dress(data.control);
    if (!link) takeWords(data.control);
  }
}

/** The link of the snippet has the page's language and the look that its owner chose. */
function learn() {
  if (!link) {
    link = document.querySelector("a[data-quick-exit]");
    attempt(() => takeWords(Object.assign({ label: /** @type {Element} */ (link).textContent }, /** @type {HTMLElement} */ (link).dataset)));
    attempt(() => control.dress(/** @type {HTMLElement} */ (link).style));
  }
  const element = document.querySelector("quick-exit-faq");
  // A router may take the element away: what its partner chose for the exit stays.
  if (element || !placed) applySettings(readOptions(element, { "exit-href": link && link.getAttribute("href") }));
}

function showControl() {
  control.link.href = setting("exit-href");
  control.settle(false);
  if (control.link.getClientRects().length) document.querySelectorAll("a[data-quick-exit]").forEach(plain => {
    /** @type {HTMLElement} */ (plain).style.setProperty("display", "none", "important");
  });
  control.follow((getComputedStyle(root).direction === "rtl") === (setting("exit-position") === "top-end"));
}

/** Put right, before the next paint, what has changed. */
function settle() {
  settling = false;
  if (leaving) return;
  if (document.documentElement !== root) listen();
  attempt(learn);
  attempt(showControl);
  attempt(() => tendElements(hearOfExit));
}

function settleSoon() {
  if (!settling) requestAnimationFrame(settle);
  settling = true;
}

/** Another copy of the script may have made the control already. */
function startControl() {
  if (attempt(() => /** @type {any} */ (document.querySelector("quick-exit-control")).shadowRoot)) return;
  control = createControl(leaveNow);
  takeWords({});
}

[
  listen,
  startControl,
  // Before anything is settled: the element that is put onto the page then is a change, too.
  () => new MutationObserver(settleSoon).observe(document, {
    childList: true,
    subtree: true,
    // What takes the control out of reach and no style can undo, modal dialogs ("open"), our options.
    attributeFilter: ["inert", "aria-hidden", "popover"].concat(Object.keys(OPTIONS))
  }),
  settle,
  () => (tellTabs = joinTabs(() => setting("exit-tabs") === "all" && leaveNow(0))),
  () => ["resize", "scroll"].forEach(type => /** @type {any} */ (visualViewport).addEventListener(type, settleSoon))
].forEach(step => attempt(/** @type {() => void} */ (step)));
