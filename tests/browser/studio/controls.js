// The controls of the studio's page, found in its own document. One expression, whose value is what may be asked.
(() => {
  // Whatever a browser, an assistive technology or a script lets somebody work.
  const WORKED = `a[href], area[href], button, input:not([type=hidden]), select, textarea, summary, iframe, object, embed, audio[controls],
    video[controls], [contenteditable], [tabindex], [role=button], [role=link], [role=tab], [role=slider], [role=switch], [role=checkbox],
    [role=radio], [role=menuitem], [role=option], [role=combobox], [role=spinbutton], [role=textbox], [role=searchbox], [role=treeitem]`;
  const all = selector => [...document.querySelectorAll(selector)];

  function isControl(one) {
    if (one.onclick || one.onpointerdown || one.onmousedown || one.onkeydown) return true;
    if (!one.matches(WORKED)) return false;
    // What a script may focus and nobody works: where the skip link leads, the frames that measure out of sight.
    const passive = one.getAttribute("tabindex") === "-1" && !one.matches("button, a, input, select, textarea, [role]");
    return !passive;
  }

  const words = text => text.trim().replace(/\s+/g, " ");

  function nameOf(one) {
    const { copy, picks, token } = one.dataset;
    if (one.closest("#pairs")) return "mend";
    if (copy) return "copy " + copy;
    if (picks) return "pick " + picks;
    if (token) return "token " + token;
    if (one.id) return "#" + one.id;
    if (one.name) return one.name + "=" + one.value;
    const title = one.getAttribute("aria-labelledby");
    return one.localName + " " + (title || words(one.textContent) || one.className);
  }

  function kindOf(one) {
    return one.getAttribute("role") || (one.localName === "input" ? one.type : one.localName);
  }

  const isThere = one => one.checkVisibility({ visibilityProperty: true }) && !one.matches(":disabled");

  // All that the address holds: a control's value, or whether it is chosen.
  const stateOf = one => (["radio", "checkbox"].includes(one.type) ? one.checked : one.value);
  const isKept = one => one.matches("input, select") && !one.matches("[type=file]");

  /** The element that has the focus, through frames of our own and open shadow roots. */
  function deepest(one = document.activeElement) {
    const within = one.localName === "iframe" ? one.contentDocument?.activeElement : one.shadowRoot?.activeElement;
    return within && within.localName !== "body" ? deepest(within) : one;
  }

  const controls = () => all("*").filter(isControl);
  const named = one => [nameOf(one), kindOf(one)];
  return {
    names: () => controls().map(nameOf),
    there: () => controls().filter(isThere).map(named),
    find: name => controls().find(one => nameOf(one) === name && isThere(one)),
    values: () => Object.fromEntries(controls().filter(isKept).map(one => [nameOf(one), stateOf(one)])),
    focused: () => (isControl(document.activeElement) ? named(document.activeElement) : null),
    deepest: () => deepest(),
  };
})()
