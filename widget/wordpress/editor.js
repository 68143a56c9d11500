// The block in the editor: its name, and the choices of its language and theme. Runs in the
// administration alone; `quick_exit_editor` puts the lists in front of it.
(({ blocks, element, blockEditor, components, i18n }, { languages, themes }) => {
  const say = (text) => i18n.__(text, "quick-exit");

  const select = (props, name, label, preset, values) =>
    element.createElement(components.SelectControl, {
      label: label,
      value: props.attributes[name],
      options: [{ label: preset, value: "" }].concat(
        values.map((value) => ({ label: value, value: value })),
      ),
      onChange: (value) => props.setAttributes({ [name]: value }),
    });

  blocks.registerBlockType("quick-exit/faq", {
    apiVersion: 3,
    title: say("Quick exit and questions"),
    category: "widgets",
    icon: "exit",
    attributes: {
      lang: { type: "string", default: "" },
      theme: { type: "string", default: "" },
    },
    edit: (props) =>
      element.createElement(
        "div",
        blockEditor.useBlockProps(),
        element.createElement("strong", null, say("Quick exit and questions")),
        select(props, "lang", say("Language"), say("Language of the site"), languages),
        select(props, "theme", say("Theme"), say("Default"), themes),
      ),
    save: () => null,
  });
})(window.wp, window.quickExitChoices);
