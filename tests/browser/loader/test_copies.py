"""A page that runs the script again at each of its visits: one copy works, and it leaves once."""

from __future__ import annotations

import pytest
from tests.support.site import Site
from tests.support.visit import Visit

pytestmark = pytest.mark.spread

WATCH = """<script>
  var counts = { keydown: 0, observers: 0, channels: 0 };
  const listen = window.addEventListener;
  window.addEventListener = function (type) {
    if (type === "keydown") counts.keydown++;
    return listen.apply(this, arguments);
  };
  const Observer = MutationObserver, Channel = BroadcastChannel;
  window.MutationObserver = function (run) { counts.observers++; return new Observer(run); };
  window.BroadcastChannel = function (name) { counts.channels++; return new Channel(name); };
</script>"""
# What Turbo does: the next body takes the place of this one, and its scripts run anew.
NAVIGATE = """new Promise(done => {
  const body = document.body.cloneNode(true);
  body.querySelectorAll("script[src]").forEach(old => {
    const script = document.createElement("script");
    for (const { name, value } of old.attributes) script.setAttribute(name, value);
    script.onload = () => requestAnimationFrame(() => setTimeout(done));
    old.replaceWith(script);
  });
  document.body.replaceWith(body);
})"""
COUNTED = "JSON.stringify(counts)"
ALONE = (r"dispatchEvent\(new Event\(", "void(new Event(")


def visit_often(visit: Visit, site: Site, snippet: str | None = None, times: int = 3) -> None:
    head, _, script = (snippet or site.snippet()).partition("<iframe")
    # Without the frame, which would be loaded at each of the visits.
    quick = head + script.partition("</iframe>")[2].replace("<script", "<script data-faq=off", 1)
    site.open(visit, site.page(quick, head=WATCH))
    visit.evaluate("void (window.before = " + COUNTED + ")")
    for _ in range(times):
        visit.evaluate(NAVIGATE)


@pytest.mark.timeout(180)
@pytest.mark.parametrize("times", [6, pytest.param(60, marks=pytest.mark.slow)])
def test_after_many_visits_one_copy_is_at_work_and_leaves_once(
    visit: Visit, site: Site, times: int
) -> None:
    visit_often(visit, site, times=times)
    assert visit.evaluate(COUNTED) == visit.evaluate("before")
    visit.press("Shift", 3)
    site.expect_left(visit)
    assert len(site.destination.visits()) == 1


def test_copies_that_know_nothing_of_each_other_would_pile_up(visit: Visit, site: Site) -> None:
    visit_often(visit, site, site.alter(ALONE))
    assert visit.evaluate(COUNTED) != visit.evaluate("before")
