import { attempt } from "../shared/attempt.js";
import { create } from "../shared/create.js";
import { leaving } from "./leave.js";

/**
 * Give a shadow root its style, also where sheets cannot be adopted and the host forbids inline
 * style: then what stands before the first at-rule is set one by one.
 * @param {ShadowRoot} root
 * @param {string} css minified
 */
export function addStyle(root, css) {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
  } catch (error) {
    css.replace(/@.*/, "").replace(/([^{]+)\{([^}]+)\}/g, (rule, selector, declarations) => {
      const nodes = /** @type {any} */ (selector === ":host" ? [root.host] : root.querySelectorAll(selector));
      nodes.forEach((/** @type {HTMLElement} */ node) => (node.style.cssText += ";" + declarations));
      return "";
    });
  }
}

/**
 * The control, not yet on the page.
 * @param {(event: Event) => void} onLeave
 */
export function createControl(onLeave) {
  const element = create("quick-exit-control"),
    root = element.attachShadow({ mode: "open" }),
    box = root.appendChild(create("div")),
    link = box.appendChild(create("a")),
    status = box.appendChild(create("span"));
  /** @type {Element[]} modal dialogs in the order in which they were opened */
  let dialogs = [];
  /** @type {number | undefined} */
  let timer;

  link.dataset.quickExit = "";
  link.rel = "nofollow noreferrer";
  link.dir = status.dir = "auto";
  link.onclick = onLeave;
  // A hand that slips would drag the link, and no click comes.
  link.draggable = false;
  status.setAttribute("role", "status");
  addStyle(root, __CONTROL_STYLE__);

  /** What makes everything outside it inert: the newest modal dialog, or what fills the screen. */
  function findPlace() {
    const open = [...(attempt(() => document.querySelectorAll("dialog:modal")) || document.querySelectorAll("dialog[open]"))];
    dialogs = dialogs.filter(dialog => open.includes(dialog)).concat(open.filter(dialog => !dialogs.includes(dialog)));
    return dialogs[dialogs.length - 1] || document.fullscreenElement || document.documentElement;
  }

  return {
    element,
    link,

    /** Put right what the host has changed: attributes, place, layer.
     * @param {boolean} covered something was lifted above the control */
    settle(covered) {
      if (leaving) return;
      const place = findPlace(), focused = root.activeElement;
      ["inert", "aria-hidden"].forEach(name => element.removeAttribute(name));
      if (element.parentNode !== place) {
        place.insertBefore(element, place === document.documentElement ? document.body : null);
      }
      attempt(() => {
        // Set only if it differs: setting it is a change that settles anew.
        if (element.popover !== "manual") element.popover = "manual";
        if (covered) element.hidePopover();
        if (!element.matches(":popover-open")) element.showPopover();
      });
      if (focused) link.focus({ preventScroll: true });
    },

    /** @param {string} label */
    say(label) {
      link.textContent = label;
      // A screen reader would read the sign as "multiplication".
      link.setAttribute("aria-label", label.replace(/^[\u2715\xd7]\s*/, ""));
    },

    /** @param {any} looks listed colours and lengths by property; anything else is ignored */
    dress(looks) {
      ["backgroundColor", "color", "borderColor", "borderRadius", "minHeight"].forEach(name => {
        if (/^(#[\da-f]{3,8}|rgb\([\d, ]+\)|[\d.]+px)$/i.test(looks[name])) /** @type {any} */ (link.style)[name] = looks[name];
      });
    },

    /** @param {string} phrase empty: nothing to announce any more */
    announce(phrase) {
      clearTimeout(timer);
      // Not at once: a capital letter is typed with Shift, too.
      timer = setTimeout(() => {
        status.textContent = phrase;
        if (phrase) timer = setTimeout(() => (status.textContent = ""), 5000);
      }, phrase ? 150 : 0);
    },

    /** Stay in the corner of what is seen while the page is pinched, at the same size. Throws where the
     * browser does not tell what is seen.
     * @param {boolean} left the upper left corner, else the upper right */
    follow(left) {
      box.dir = left ? "rtl" : "ltr";
      box.style.transformOrigin = left ? "0 0" : "100% 0";
      const view = /** @type {VisualViewport} */ (visualViewport),
        // What `zoom` of the host makes of a pixel.
        zoom = /** @type {any} */ (element).currentCSSZoom || 1,
        width = element.offsetWidth * zoom;
      const x = Math.round(view.offsetLeft + (left ? 0 : view.width - width)) / zoom;
      if (width) box.style.transform = "translate(" + x + "px," + view.offsetTop / zoom + "px) scale(" + 1 / view.scale / zoom + ")";
    }
  };
}
