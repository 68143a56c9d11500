"""Pages with two of our links, which lie over each other in the corner."""

from __future__ import annotations

from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site

LINK = "a[data-quick-exit]"
# Whether a click in the middle of the first link hits a link of ours.
HIT = f"""(() => {{
  const box = document.querySelector('{LINK}').getBoundingClientRect();
  const node = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return !!node && !!node.closest('{LINK}');
}})()"""


def expect_leaves_by_the_corner(visit: PlaywrightVisit, site: Site) -> None:
    """Without the script, a click where the link is seen leaves, and tells no referrer."""
    assert visit.page.locator("[data-quick-exit-control]").count() == 0, "no script has run"
    assert visit.evaluate(HIT), "nothing lies over the link"
    box = visit.page.locator(LINK).first.bounding_box()
    assert box is not None, "the link is shown"
    visit.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert site.expect_left(visit) is None
