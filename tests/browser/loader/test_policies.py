"""The lines that the studio gives for a host's policy: enough on a real page, and none too many."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.browser.loader.policies import KINDS, Given, given_by_the_studio, page_under_policy
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site
from tests.support.visit import CONTROL, Visit, iframe

pytestmark = pytest.mark.spread

VARIANTS = ("script", "pinned", "iframe", "exit-only")
LINK = "document.querySelector('a[data-quick-exit]')"
# Until another origin's document has come, the frame holds an empty one of our own.
FRAME_CAME = "document.querySelector('iframe').contentDocument === null"


def expect_whole(visit: Visit, variant: str) -> None:
    """All that the variant has is there, and nothing of it was against the policy."""
    if variant != "iframe":
        visit.wait_for_control()
    if variant in ("script", "pinned"):
        visit.wait_for_faq()
        assert visit.evaluate(f"{iframe()}.offsetHeight > 1000"), "room is kept for the frame"
    if variant == "iframe":
        visit.wait_for_page(FRAME_CAME, "the frame is loaded")
        assert visit.evaluate(f"getComputedStyle({LINK}).position") == "fixed"
    visit.settle()
    assert visit.evaluate("violations.join()") == ""


@pytest.mark.sample(2)
@pytest.mark.parametrize("kind", KINDS)
def test_with_the_lines_of_the_studio_the_widget_is_whole_and_leaves(
    visit: Visit, site: Site, kind: str
) -> None:
    for variant in VARIANTS:
        site.destination.hits.clear()
        visit.open(page_under_policy(site, given_by_the_studio(site, kind, variant)))
        expect_whole(visit, variant)
        if variant == "iframe":
            visit.click("a[data-quick-exit]")
        else:
            visit.click_control()
        assert site.expect_left(visit) is None


def without_one(given: Given) -> Iterator[tuple[str, list[str]]]:
    """Yield the directive of each line, and of each hash in it, with the others alone."""
    for number, line in enumerate(given.lines):
        others = [*given.lines[:number], *given.lines[number + 1 :]]
        name, *values = line.split(" ")
        yield name, others
        hashes = [one for one in values if one.startswith("'sha256-")]
        for one in hashes if len(hashes) > 1 else ():
            yield name, [*others, " ".join((name, *(value for value in values if value != one)))]


@pytest.mark.sample(1)
@pytest.mark.parametrize("kind", KINDS)
def test_each_line_and_each_hash_is_needed(
    chromium_visit: PlaywrightVisit, site: Site, kind: str
) -> None:
    tried = 0
    for variant in VARIANTS:
        given = given_by_the_studio(site, kind, variant)
        for name, others in without_one(given):
            chromium_visit.open(page_under_policy(site, given, others))
            chromium_visit.wait_for_page(
                f"violations.some(one => one.startsWith('{name}'))", f"{name} is missed: {variant}"
            )
            tried += 1
    assert tried == {"strict": 22, "inline": 6, "nonce": 22}[kind]


@pytest.mark.parametrize("variant", ["script", "pinned", "exit-only"])
def test_the_nonce_of_another_page_loads_nothing_and_the_link_leaves(
    chromium_visit: PlaywrightVisit, site: Site, variant: str
) -> None:
    given = given_by_the_studio(site, "nonce", variant)
    lines = [line.replace("{{ nonce }}", "c3RhbGU") for line in given.lines]
    chromium_visit.open(page_under_policy(site, given, lines))
    chromium_visit.wait_for_page("violations.includes('script-src-elem')", "it is refused")
    assert chromium_visit.evaluate(f"!({CONTROL})")
    chromium_visit.click("a[data-quick-exit]")
    assert site.expect_left(chromium_visit) is None


def test_without_the_studios_lines_the_frame_and_the_links_corner_are_missed(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    given = given_by_the_studio(site, "strict", "iframe")
    chromium_visit.open(page_under_policy(site, given, []))
    chromium_visit.wait_for_page("violations.length === 5", "the styles and the frame are refused")
    assert chromium_visit.evaluate(f"getComputedStyle({LINK}).position") == "static"
