// How tall the frame is, at three widths: measured in frames of the studio's own, out of sight, which tell
// their height to the page around them as they would to a partner's.

const WIDTHS = ["320", "768", "1280"];

/** @type {Map<string, HTMLIFrameElement>} by width */
const measures = new Map();
/** @type {Record<string, number>} heights in px by width */
let measured = {};
let measuring = "";

/** @param {string} width
 * @param {string} address */
function makeMeasure(width, address) {
  const frame = document.createElement("iframe");
  frame.title = "Measures the height at " + width + " pixels";
  frame.tabIndex = -1;
  frame.style.width = width + "px";
  // It tells its height to a page that has greeted it. Not as the value of the function: JavaScriptCore
  // makes a tail call of that (WebKitGTK 2.50), and the message is then not one of this window.
  frame.onload = () => {
    frame.contentWindow?.postMessage({ quickexit: 1, type: "hello" }, location.origin);
  };
  frame.src = address;
  byId("measures").append(frame);
  measures.set(width, frame);
}

/** @param {() => void} onMeasured called with each height that arrives */
function startMeasuring(onMeasured) {
  addEventListener("message", (event) => {
    for (const [width, frame] of measures) {
      const said = event.source === frame.contentWindow && event.data;
      if (said && said.quickexit === 1 && said.type === "height") {
        measured[width] = said.height;
        onMeasured();
      }
    }
  });
}

/** What was measured, as the snippet is given it; empty until all is. */
function measuredHeights() {
  return WIDTHS.every((width) => measured[width])
    ? WIDTHS.map((width) => measured[width]).join(" ")
    : "";
}

/** Measure the frame of an answer; a snippet that loads none has no address of one.
 * @param {string} html a snippet
 * @param {Record<string, string>} fields the choices that it was made of */
function measureFrame(html, fields) {
  const frame = html.match(/[^/"]+\/faq\/[^"/]+\/[^"/#]+\.html/);
  const options = {
    embed: "1",
    heading: fields["heading-level"] || "2",
    open: fields.open || "",
  };
  const address =
    frame && data.released.length ? here + frame[0] + "#" + new URLSearchParams(options) : "";
  if (address === measuring) return;
  measuring = address;
  measured = {};
  for (const frame of measures.values()) frame.remove();
  measures.clear();
  if (address) for (const width of WIDTHS) makeMeasure(width, address);
}
