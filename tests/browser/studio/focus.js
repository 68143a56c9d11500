// What is wrong with how the focus is shown on an element: a sentence, or nothing.
// The bounds are those of WCAG 2.2: 2.4.7, 2.4.11 (not covered), and 1.4.11 (3:1 against what is around it).
one => {
  const page = one.ownerDocument, style = of => page.defaultView.getComputedStyle(of);
  // A choice that is drawn as a card or a pill shows it there, since its own circle is not seen.
  const label = one.matches("input") ? one.closest("label") : null;
  // What a browser draws by itself (`auto`) is thick enough, whatever it says of its width.
  const isThick = of => style(of).outlineStyle === "auto" || parseFloat(style(of).outlineWidth) >= 2;
  const ringed = [one, label].find(of => of && style(of).outlineStyle !== "none" && isThick(of));
  if (!ringed) return "no outline of two pixels or more";

  function channels(colour) {
    const canvas = new OffscreenCanvas(1, 1).getContext("2d");
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].map(part => part / 255);
  }
  const linear = part => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  function luminance(colour) {
    const [red, green, blue] = channels(colour).map(linear);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }
  function behind(of) {
    // The outline stands outside of its element, so on what is around it.
    for (let at = of.parentElement; at; at = at.parentElement) if (channels(style(at).backgroundColor)[3] === 1) return style(at).backgroundColor;
    return "Canvas";
  }
  const [darker, lighter] = [luminance(style(ringed).outlineColor), luminance(behind(ringed))].sort((a, b) => a - b);
  const ratio = (lighter + 0.05) / (darker + 0.05);
  // The exit has two rings, a light and a dark one, so that one of them is seen on any page.
  const hasTwoRings = style(ringed).boxShadow !== "none";
  if (ratio < 3 && !hasTwoRings) return `an outline of ${ratio.toFixed(2)}:1 against what is around it`;

  const box = (label || one).getBoundingClientRect(), { innerWidth: width, innerHeight: height } = page.defaultView;
  const [left, right] = [Math.max(box.left, 0), Math.min(box.right, width)], [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, height)];
  if (left >= right || top >= bottom) return "it is outside of the window";
  const seen = one.getRootNode().elementFromPoint((left + right) / 2, (top + bottom) / 2);
  const own = seen && [one, label].some(of => of && (of.contains(seen) || seen.contains(of)));
  return own ? "" : `it is covered by ${seen?.localName}`;
}
