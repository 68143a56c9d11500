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

addEventListener("pagehide", () => {
  clearTimeout(writing);
  writeAddress();
});

addEventListener("hashchange", () => {
  state.clear();
  new URLSearchParams(location.hash.slice(1)).forEach((value, name) => state.set(name, value));
  tellFollowers();
});

/** @typedef {HTMLInputElement | HTMLSelectElement} Control */

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
      const first = controls.find((one) => /** @type {HTMLInputElement} */ (one).name === control.name && /** @type {HTMLInputElement} */ (one).defaultChecked);
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

/** Put what was chosen into the controls. An option that is not there is taken as the preset. */
function showChoices() {
  for (const control of controls) {
    const value = state.get(choiceOf(control)) ?? presetOf(control);
    if (isTicked(control)) /** @type {HTMLInputElement} */ (control).checked = control.value === value;
    else if (control !== document.activeElement) control.value = value;
    if (control instanceof HTMLSelectElement && control.selectedIndex < 0) control.value = presetOf(control);
  }
}

/** @param {Event} event */
function takeChoice(event) {
  const control = /** @type {Control} */ (event.target);
  const name = choiceOf(control);
  if (!name) return;
  const value = control.type === "checkbox" && !(/** @type {HTMLInputElement} */ (control).checked) ? "" : control.value.trim();
  keep({ [name]: value === presetOf(control) ? "" : value });
}
