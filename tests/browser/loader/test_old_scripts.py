"""Scripts of past releases with the newest frame of their major: shown, sized, and left."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.site import FRAME, Site
from tests.support.visit import Visit, iframe
from tests.support.web import Reply

pytestmark = pytest.mark.spread

RELEASES = Path(__file__).resolve().parents[2] / "fixtures" / "releases"
VERSIONS = sorted(folder.name for folder in RELEASES.iterdir() if folder.is_dir())
CROSS = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
PAGE_HEIGHT = "Math.ceil(document.documentElement.getBoundingClientRect().height)"
HEIGHT = f"{iframe()}.offsetHeight"
TOLD = (
    "<script>var told = 0;"
    "addEventListener('message', event => (told = event.data.height || told))</script>"
)


def pinned(site: Site, version: str, frame: str | None = None) -> str:
    """Serve an old script beside the newest frame; return the snippet of a page pinned to it."""
    script = (RELEASES / version / "embed.js").read_bytes()
    site.altered.routes[f"/{version}/embed.js"] = Reply(script, "text/javascript", headers=CROSS)
    page = frame or site.widget.file("faq/default/en.html")
    site.altered.routes[FRAME] = Reply(page.encode(), headers=CROSS)
    snippet = site.snippet().replace(site.widget.origin, site.altered.origin)
    return snippet.replace("/v0/embed.js", f"/{version}/embed.js")


def test_there_are_scripts_of_two_releases_and_each_says_what_it_is() -> None:
    assert len(VERSIONS) >= 2
    for version in VERSIONS:
        assert (RELEASES / version / "README.md").read_text("utf-8").startswith(f"# {version}\n")
        assert f"| [{version}]({version}/README.md) |" in (RELEASES / "README.md").read_text()


@pytest.mark.parametrize("version", VERSIONS)
def test_the_newest_frame_is_shown_and_sized_and_the_control_leaves(
    visit: Visit, site: Site, version: str
) -> None:
    site.open(visit, site.page(pinned(site, version)))
    visit.wait_for_faq()
    visit.wait_for(
        lambda: visit.evaluate(HEIGHT) >= visit.evaluate_in_frame(PAGE_HEIGHT),
        "the frame has the height of its page",
    )
    before = visit.evaluate(HEIGHT)
    visit.evaluate_in_frame("document.querySelectorAll('details').forEach(one => one.open = true)")
    visit.wait_for(lambda: visit.evaluate(HEIGHT) > before, "open answers make it taller")
    visit.click_control()
    assert site.expect_left(visit) is None


@pytest.mark.sample(2)
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("key", ["Shift", "Escape"])
def test_keys_pressed_inside_the_newest_frame_leave(
    visit: Visit, site: Site, version: str, key: str
) -> None:
    site.open(visit, site.page(pinned(site, version)))
    visit.wait_for_faq()
    visit.click_in_frame("h1")
    visit.press(key, 3)
    assert site.expect_left(visit) is None


@pytest.mark.parametrize("version", VERSIONS)
def test_the_link_inside_the_newest_frame_leaves_through_the_old_script(
    visit: Visit, site: Site, version: str
) -> None:
    site.open(visit, site.page(pinned(site, version)))
    visit.wait_for_faq()
    visit.click_in_frame("[data-quick-exit]")
    assert site.expect_left(visit) is None


@pytest.mark.engines("chromium")
@pytest.mark.parametrize("version", VERSIONS)
def test_a_frame_that_spoke_another_language_would_be_found_out(
    visit: Visit, site: Site, version: str
) -> None:
    newest = site.widget.file("faq/default/en.html")
    assert "quickexit===1" in newest
    changed = newest.replace("quickexit===1", "quickexit===2")
    # Its policy knows the script that was there before.
    changed = changed.replace('http-equiv="Content-Security-Policy"', 'name="was"')
    site.open(visit, site.page(pinned(site, version, changed), head=TOLD))
    visit.wait_for(
        lambda: visit.evaluate_in_frame("document.readyState") == "complete", "it is loaded"
    )
    visit.settle()
    assert visit.evaluate("told") == 0
