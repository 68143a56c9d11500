// All that was chosen stands in the fragment of the page's address, which no server sees: reload
// keeps it, and to share it is to copy the address. What has its preset is left out.

/** @type {Map<string, string>} */
const state = new Map(new URLSearchParams(location.hash.slice(1)));

/** @type {(() => void)[]} */
const followers = [];

/** @type {number | undefined} */
let writing;

/** What came together is written, and the next change is a first one. */
function rest() {
  writing = undefined;
  writeAddress();
}

function writeAddress() {
  const fragment = new URLSearchParams([...state]).toString();
  if (fragment === location.hash.slice(1)) return;
  history.replaceState(null, "", fragment ? "#" + fragment : location.pathname + location.search);
}

/**
 * Keep values by name; an empty one is forgotten. Whoever follows is told.
 * @param {Record<string, string>} values
 */
function keep(values) {
  for (const [name, value] of Object.entries(values)) {
    if (value) state.set(name, value);
    else state.delete(name);
  }
  // At once, so that whoever reloads loses nothing. But a browser allows a hundred changes of the address
  // in ten seconds (WebKitGTK 2.50; it throws at the next), and a slider makes more: those that follow
  // closely are written together, which is two in 0.3 s at most.
  const isFirst = writing === undefined;
  clearTimeout(writing);
  writing = setTimeout(rest, 150);
  if (isFirst) writeAddress();
  tellFollowers();
}

function tellFollowers() {
  followers.forEach((follow) => follow());
}

/**
 * Forget values and keep others. What is lost by that comes back by the browser's Back.
 * @param {string[]} names of what is forgotten
 * @param {Record<string, string>} [values]
 */
function startAgain(names, values = {}) {
  if (names.some((name) => state.has(name))) {
    clearTimeout(writing);
    rest();
    history.pushState(null, "", location.href);
  }
  for (const name of names) state.delete(name);
  keep(values);
}

addEventListener("pagehide", () => {
  clearTimeout(writing);
  writeAddress();
});

addEventListener("hashchange", () => {
  // Nothing of the page that is left is written over the one that came.
  clearTimeout(writing);
  writing = undefined;
  beingWritten = null;
  state.clear();
  new URLSearchParams(location.hash.slice(1)).forEach((value, name) => state.set(name, value));
  tellFollowers();
});

/** @typedef {HTMLInputElement | HTMLSelectElement} Control */

/** @type {EventTarget | null} the field that somebody writes in: nothing is put there meanwhile */
let beingWritten = null;
addEventListener("input", (event) => (beingWritten = event.target), true);
// Before whoever takes what was written: then that is shown as it was taken.
for (const end of ["change", "focusout"]) addEventListener(end, () => (beingWritten = null), true);

/**
 * Put text into a control, unless somebody writes in it. A field whose whole text is selected stays so, for
 * whoever came to it just now and is about to type over it.
 * @param {Control} control @param {string} text
 */
function showText(control, text) {
  if (control === beingWritten || control.value === text) return;
  const isSelected = control === document.activeElement && isWholeTextSelected(control);
  control.value = text;
  if (isSelected) /** @type {HTMLInputElement} */ (control).select();
}

/** @param {Control} control */
function isWholeTextSelected(control) {
  const { selectionStart, selectionEnd, value } = /** @type {HTMLInputElement} */ (control);
  return selectionStart === 0 && selectionEnd === value.length;
}

/** The controls that are a choice each; radio buttons are one choice together. */
const controls = all("[data-choice]").map((control) => /** @type {Control} */ (control));

/** @param {Control} control */
function isTicked(control) {
  return control.type === "radio" || control.type === "checkbox";
}

/** @param {Control} control */
function presetOf(control) {
  if (control instanceof HTMLInputElement) {
    if (control.type === "radio") {
      const first = controls.find(
        (one) =>
          /** @type {HTMLInputElement} */ (one).name === control.name &&
          /** @type {HTMLInputElement} */ (one).defaultChecked,
      );
      return first ? first.value : "";
    }
    return control.type === "checkbox" ? "" : control.defaultValue;
  }
  const preset = [...control.options].find((one) => one.defaultSelected) || control.options[0];
  return preset.value;
}

/** @param {Control} control */
function choiceOf(control) {
  return control.dataset.choice || "";
}

/**
 * What is chosen by that name. A radio button that is not there is taken as the preset.
 * @param {string} name
 */
function chosen(name) {
  const group = controls.filter((control) => choiceOf(control) === name),
    value = state.get(name);
  const isThere =
    value !== undefined &&
    (group[0].type !== "radio" || group.some((control) => control.value === value));
  return isThere ? value : presetOf(group[0]);
}

/** Put what was chosen into the controls. A list that does not have it shows nothing: any option can be chosen. */
function showChoices() {
  for (const control of controls) {
    const value = chosen(choiceOf(control));
    if (isTicked(control))
      /** @type {HTMLInputElement} */ (control).checked = control.value === value;
    else showText(control, value);
  }
}

/** @param {Event} event */
function takeChoice(event) {
  const control = /** @type {Control} */ (event.target);
  const name = choiceOf(control);
  if (!name) return;
  const value =
    control.type === "checkbox" && !(/** @type {HTMLInputElement} */ (control).checked)
      ? ""
      : control.value.trim();
  keep({ [name]: value === presetOf(control) ? "" : value });
}
