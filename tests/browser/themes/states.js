// What is seen of every part of a page that can be pressed, in the state in which it is: colours as
// they are painted, that is with opacity and with all that shines through. `parts` are found on the
// page itself: one of each look.
([only, known]) => {
  const style = getComputedStyle;
  const CLEAR = { rgb: [0, 0, 0], a: 0 };
  // What would change a colour in a way that is not computed here.
  const ODD = { filter: "none", backdropFilter: "none", mixBlendMode: "normal", maskImage: "none", clipPath: "none", backgroundImage: "none" };

  const parse = (color) => {
    if (!/^rgba?\(/.test(color)) throw new Error("not a colour of sRGB: " + color);
    const [r, g, b, a = 1] = color.match(/[\d.]+/g).map(Number);
    return { rgb: [r, g, b], a };
  };
  const over = (top, under) => {
    const a = top.a + under.a * (1 - top.a);
    if (!a) return CLEAR;
    return { a, rgb: top.rgb.map((part, i) => (part * top.a + under.rgb[i] * under.a * (1 - top.a)) / a) };
  };
  const up = (node) => node.parentElement || node.getRootNode().host || null;

  // A pseudo-element that fills its element, behind all that is in it: the card of the frame.
  const card = (node) => {
    const before = style(node, "::before");
    const fills = before.content !== "none" && before.position === "absolute" && before.zIndex === "-1";
    return fills ? parse(before.backgroundColor) : CLEAR;
  };
  const ground = (node) => over(card(node), parse(style(node).backgroundColor));

  // The colour of a place of `node` where `top` lies; `inside` it, its own ground is behind.
  const painted = (node, top, inside = true) => {
    let group = top;
    for (let one = node; one; one = up(one)) {
      if (one !== node || inside) group = over(group, ground(one));
      group = { rgb: group.rgb, a: group.a * style(one).opacity };
    }
    if (group.a < 0.999) throw new Error("nothing opaque is behind " + nameOf(node));
    return "#" + group.rgb.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("");
  };
  const inside = (node) => painted(node, CLEAR);
  const outside = (node) => (up(node) ? inside(up(node)) : inside(node));

  const isShown = (node) => node.checkVisibility({ visibilityProperty: true }) && node.getClientRects().length > 0;
  // By what is around it, but for the page itself, whose class only says that scripts run.
  const nameOf = (node) => {
    const own = [node.localName, ...node.classList].join(".");
    const around = node.parentElement && node.parentElement.closest("[class]:not(html),nav,section,header");
    return (around ? [around.localName, ...around.classList].join(".") + " " : "") + own;
  };

  function* texts(part) {
    const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      const node = text.parentElement;
      if (!text.data.trim() || !isShown(node)) continue;
      yield { what: "text", need: 4.5, fronts: [painted(node, parse(style(node).webkitTextFillColor))], back: inside(node) };
    }
  }

  function* marks(part) {
    for (const drawn of part.querySelectorAll("svg"))
      yield { what: "mark", need: 3, fronts: [painted(drawn, parse(style(drawn).stroke))], back: inside(drawn) };
    const after = style(part, "::after");
    if (after.content === "none" || after.borderRightStyle === "none") return;
    const color = parse(after.borderRightColor);
    color.a *= after.opacity;
    yield { what: "mark", need: 3, fronts: [painted(part, color)], back: inside(part) };
  }

  // A line round a part, or what it is filled with: one of them shows where it ends.
  function* edges(part) {
    const { borderTopColor, borderTopStyle, borderTopWidth } = style(part);
    const color = parse(borderTopColor);
    if (borderTopStyle === "none" || !parseFloat(borderTopWidth) || !color.a) return;
    yield { what: "edge", need: 3, fronts: [painted(part, color), inside(part)], back: outside(part) };
  }

  // The ring of the focus, and what it lies on: the part, what is around it, or a shadow of one colour.
  function* rings(part) {
    if (!part.matches(":focus-visible")) return;
    const { outlineColor, outlineStyle, outlineWidth, outlineOffset, boxShadow } = style(part);
    // The browser's own, drawn in two colours so that it is seen everywhere.
    if (outlineStyle === "auto") return;
    const offset = parseFloat(outlineOffset);
    const [, shadow, spread] = boxShadow.match(/^(rgba?\([^)]*\)) 0px 0px 0px (\d+)px/) || [];
    const under = +spread > offset ? painted(part, parse(shadow), false) : offset < 0 ? inside(part) : outside(part);
    const seen = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
    yield { what: "ring", need: 3, fronts: [seen ? painted(part, parse(outlineColor), offset < 0) : under], back: under };
  }

  const look = (part) => {
    for (let node = part; node; node = up(node))
      for (const [name, usual] of Object.entries(ODD))
        if ((style(node)[name] || usual) !== usual) return [{ what: name, need: 3, fronts: ["#000000"], back: "#000000" }];
    if (!isShown(part)) return [{ what: "visibility", need: 3, fronts: ["#000000"], back: "#000000" }];
    return [...texts(part), ...marks(part), ...edges(part), ...rings(part)];
  };

  function* everything(root) {
    for (const node of root.querySelectorAll("*")) {
      yield node;
      if (node.shadowRoot) yield* everything(node.shadowRoot);
    }
  }
  const canBePressed = (node) => node.matches("a,button,summary,input,select,textarea,[tabindex]") && node.matches(only);
  // By look; what is known was seen before.
  const one = new Map();
  for (const node of everything(document))
    if (canBePressed(node) && isShown(node)) {
      const opens = node.localName === "summary" && node.parentElement.open;
      const key = [nameOf(node), opens, inside(node), outside(node), JSON.stringify(look(node))].join();
      if (!one.has(key) && !known.includes(key)) one.set(key, node);
    }
  const parts = [...one.values()];

  // A pressed link that the pointer is taken away from would be dragged.
  addEventListener("dragstart", (event) => event.preventDefault(), true);

  window.states = {
    keys: [...one.keys()],
    names: parts.map(nameOf),
    look: (i, state) => (parts[i].matches(state) ? look(parts[i]) : null),
    atRest: () => parts.map(look),
    focused: () => parts.map((part) => {
      part.focus({ preventScroll: true });
      const looks = part.matches(":focus-visible") ? look(part) : [];
      part.blur();
      return looks;
    }),
    disabled() {
      const buttons = parts.map((part) => ("disabled" in part ? part : null));
      buttons.forEach((button) => button && (button.disabled = true));
      const looks = buttons.map((button) => (button ? look(button) : []));
      buttons.forEach((button) => button && (button.disabled = false));
      return looks;
    },
    place(i) {
      parts[i].scrollIntoView({ block: "center", behavior: "instant" });
      const box = parts[i].getClientRects()[0];
      return [box.x + box.width / 2, box.y + box.height / 2];
    },
    // Where nothing but the ground is painted, and its colour; null where there is no such room.
    flat(i) {
      const box = parts[i].getBoundingClientRect(), { paddingLeft, borderLeftWidth } = style(parts[i]);
      if (parseFloat(paddingLeft) < 9) return null;
      return [box.x + parseFloat(borderLeftWidth) + 4, box.y + box.height / 2, inside(parts[i])];
    },
  };
}
