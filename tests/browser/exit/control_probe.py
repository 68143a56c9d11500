"""What a visitor has of the control: seen, hit, large, readable; and a pointer that asks nobody."""

from __future__ import annotations

from typing import Any, cast

from tests.support.playwright_visit import PlaywrightVisit
from tests.support.visit import CONTROL, Visit

# Contrast as WCAG 2 defines it; 4.5 is its level AA for text, 44 CSS pixels its target size.
PROBE = f"""(() => {{
  const control = {CONTROL};
  if (!control) return {{ there: false }};
  const host = control.getRootNode().host, box = control.getBoundingClientRect();
  const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const light = color => {{
    const [r, g, b] = color.match(/[\\d.]+/g).slice(0, 3).map(part => part / 255).map(part =>
      part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  }};
  const look = getComputedStyle(control), outer = getComputedStyle(host);
  const lights = [light(look.color), light(look.backgroundColor)].sort((a, b) => b - a);
  return {{
    there: true,
    hit: hit === host,
    inside: box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight,
    large: box.width >= 44 && box.height >= 44,
    readable: lights[0] / lights[1] >= 4.5 && look.opacity === "1" && outer.opacity === "1"
      && outer.filter === "none" && outer.visibility === "visible",
  }};
}})()"""
GOOD = {"there": True, "hit": True, "inside": True, "large": True, "readable": True}


def probe(visit: Visit) -> dict[str, bool]:
    """Return what is true of the control once two frames have been painted."""
    visit.settle()
    return cast(dict[str, bool], visit.evaluate(PROBE))


def expect_in_reach(visit: Visit) -> None:
    """Wait until the control is seen, hit, large and readable."""
    visit.wait_for(lambda: visit.evaluate(PROBE) == GOOD, "the control is in reach")


def middle_of_control(visit: Visit) -> tuple[float, float]:
    """Return where the middle of the control stands in the window, in CSS pixels."""
    box: Any = visit.evaluate(f"({CONTROL}).getBoundingClientRect().toJSON()")
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def point_at_control(visit: Visit) -> None:
    """Click where the control stands; unlike `click_control`, whatever lies above it."""
    if not isinstance(visit, PlaywrightVisit):
        visit.click_control()
        return
    visit.page.mouse.move(*middle_of_control(visit))
    visit.page.mouse.down()
    visit.page.mouse.up()
