"""The numbered examples, as `make run` serves them: each leaves, each has a negative control."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urljoin
from urllib.request import urlopen

import pytest
from playwright.sync_api import Route
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.visit import CONTROL
from tests.support.web import PageServer, Reply, free_port

COMMAND = str(Path(sys.executable).with_name("quickexit"))
DESTINATION = "https://www.weather.gov/"
EXAMPLES = sorted(page.parent.name for page in Path("examples").glob("[0-9]*/page.html"))
LINK = "document.querySelector('a[data-quick-exit]')"
SHOWN = f"!!{LINK} && {LINK}.getClientRects().length > 0"
CALL = "document.querySelector('[data-quick-exit-faq] [href=\"tel:911\"]')"
WORDS = f"!!{CALL} && {CALL}.getClientRects().length > 0"
FIXED = f"getComputedStyle({LINK}).position === 'fixed'"
SCRIPTLESS = {"04-iframe-only", "07-no-javascript"}

Edit = Callable[[str], str]


@pytest.fixture(scope="module")
def demo() -> Iterator[str]:
    """Run the real demonstration and return the origin of its partner's site."""
    port, demo_port = free_port(), free_port()
    command = [COMMAND, "demo", "--port", str(port), "--demo-port", str(demo_port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    origin = f"http://localhost:{demo_port}"
    try:
        assert any(origin in line for line in process.stdout), "the demonstration says its address"
        yield origin
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)


@pytest.fixture
def arrivals(chromium_visit: PlaywrightVisit) -> list[str | None]:
    """Answer in the destination's place; return the referrers of those who arrived."""
    referrers: list[str | None] = []

    def answer(route: Route) -> None:
        referrers.append(route.request.headers.get("referer"))
        route.fulfill(body="<!doctype html><title>Weather</title>", content_type="text/html")

    chromium_visit.page.route(DESTINATION + "**", answer)
    return referrers


def edited(
    visit: PlaywrightVisit,
    partner: PageServer,
    address: str,
    page: Edit,
    policy: Edit | None = None,
) -> None:
    """Open a copy of the address with its page, and its policy, changed.

    A real server answers: Chromium keeps a page that the driver fulfilled from loopback addresses.
    """
    with urlopen(address) as answer:  # noqa: S310 -- loopback alone
        text = answer.read().decode()
        before = answer.headers.get("Content-Security-Policy", "")
    with urlopen(urljoin(address, "/site.css")) as style:  # noqa: S310 -- loopback alone
        partner.routes["/site.css"] = Reply(style.read(), "text/css")
    after = policy(before) if policy else before
    headers = {"Content_Security_Policy": after} if after else {}
    visit.open(partner.html("/", page(text), **headers))


def replaced(pattern: str, replacement: str) -> Edit:
    """Return an edit that must find what it replaces."""

    def edit(text: str) -> str:
        changed, count = re.subn(pattern, replacement, text, flags=re.DOTALL)
        assert count, f"{pattern} stands in the page"
        return changed

    return edit


def same(text: str) -> str:
    return text


def leaves_by_the_link(visit: PlaywrightVisit, arrivals: list[str | None]) -> None:
    assert visit.evaluate(f"!({CONTROL})"), "no script has put its control on the page"
    visit.click("a[data-quick-exit]")
    visit.wait_for_arrival(DESTINATION)
    assert arrivals == [None]


def shows_the_questions(visit: PlaywrightVisit) -> bool:
    """Say whether the frame that stands in the page has its questions, and room for them."""
    questions = visit.page.frame_locator("[data-quick-exit-faq] iframe").locator("details summary")
    questions.first.wait_for()
    box = visit.page.locator("[data-quick-exit-faq] iframe").bounding_box()
    return questions.count() >= 6 and box is not None and box["height"] >= 640


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_leaves_by_one_click_without_a_referrer(
    chromium_visit: PlaywrightVisit, demo: str, arrivals: list[str | None], name: str
) -> None:
    chromium_visit.open(f"{demo}/{name}/")
    if name in SCRIPTLESS:
        leaves_by_the_link(chromium_visit, arrivals)
        return
    chromium_visit.wait_for_control()
    chromium_visit.click_control()
    chromium_visit.wait_for_arrival(DESTINATION)
    assert arrivals == [None]


def test_without_the_snippet_a_page_has_no_exit(
    chromium_visit: PlaywrightVisit, demo: str, partner: PageServer
) -> None:
    edited(
        chromium_visit,
        partner,
        f"{demo}/01-plain/",
        replaced(r"<div data-quick-exit-faq.*?</script>\n</div>", ""),
    )
    assert chromium_visit.evaluate(f"!{LINK} && !({CONTROL})")


def test_where_integrity_does_not_fit_the_script_is_refused_and_the_link_leaves(
    chromium_visit: PlaywrightVisit, demo: str, partner: PageServer, arrivals: list[str | None]
) -> None:
    edited(
        chromium_visit,
        partner,
        f"{demo}/02-pinned/",
        replaced(r'integrity="sha384-[^"]{8}', 'integrity="sha384-AAAAAAAA'),
    )
    assert chromium_visit.evaluate(WORDS)
    assert shows_the_questions(chromium_visit)
    leaves_by_the_link(chromium_visit, arrivals)


def test_a_strict_policy_without_our_origin_leaves_the_link_and_the_words(
    chromium_visit: PlaywrightVisit, demo: str, partner: PageServer, arrivals: list[str | None]
) -> None:
    edited(
        chromium_visit,
        partner,
        f"{demo}/03-strict-csp/",
        same,
        replaced(r"(script|frame)-src http://127\.0\.0\.1:\d+;", r"\1-src 'none';"),
    )
    assert chromium_visit.evaluate(WORDS)
    leaves_by_the_link(chromium_visit, arrivals)


def test_where_frames_are_forbidden_the_link_leaves_and_the_words_are_there(
    chromium_visit: PlaywrightVisit, demo: str, partner: PageServer, arrivals: list[str | None]
) -> None:
    edited(chromium_visit, partner, f"{demo}/04-iframe-only/", same, lambda _: "frame-src 'none'")
    assert chromium_visit.evaluate(WORDS)
    leaves_by_the_link(chromium_visit, arrivals)


def test_with_the_script_blocked_the_exit_alone_is_a_link_in_its_corner(
    chromium_visit: PlaywrightVisit, demo: str, arrivals: list[str | None]
) -> None:
    chromium_visit.page.route("**/embed.js", lambda route: route.abort())
    chromium_visit.open(f"{demo}/05-exit-only/")
    assert chromium_visit.evaluate(f"{SHOWN} && {FIXED}")
    leaves_by_the_link(chromium_visit, arrivals)


def test_the_script_pasted_twice_makes_one_control(
    chromium_visit: PlaywrightVisit, demo: str, partner: PageServer
) -> None:
    edited(
        chromium_visit,
        partner,
        f"{demo}/06-two-on-a-page/",
        replaced(r"(<script async[^>]*></script>)", r"\1\1"),
    )
    chromium_visit.wait_for_faq(0)
    chromium_visit.wait_for_faq(1)
    controls = "document.querySelectorAll('[data-quick-exit-control]').length"
    assert chromium_visit.evaluate(controls) == 1


def test_where_no_script_runs_words_and_questions_are_there(
    chromium_visit: PlaywrightVisit, demo: str
) -> None:
    chromium_visit.open(f"{demo}/07-no-javascript/")
    assert chromium_visit.evaluate(f"{SHOWN} && {FIXED} && {WORDS}")
    assert shows_the_questions(chromium_visit)


def test_where_scripts_are_allowed_again_the_control_takes_the_place_of_the_link(
    chromium_visit: PlaywrightVisit, demo: str, partner: PageServer
) -> None:
    edited(chromium_visit, partner, f"{demo}/07-no-javascript/", same, lambda _: "base-uri 'none'")
    chromium_visit.wait_for_control()
    chromium_visit.wait_for_page(f"!({SHOWN})", "the link is hidden")
    assert chromium_visit.evaluate(WORDS)


def test_on_paper_no_link_is_printed_where_no_script_runs(
    chromium_visit: PlaywrightVisit, demo: str
) -> None:
    chromium_visit.open(f"{demo}/07-no-javascript/")
    chromium_visit.page.emulate_media(media="print")
    assert chromium_visit.evaluate(f"!({SHOWN}) && {WORDS}")
    chromium_visit.page.emulate_media(media="screen")
    assert chromium_visit.evaluate(SHOWN)


def test_the_hostile_styles_take_an_ordinary_link_off_the_screen(
    chromium_visit: PlaywrightVisit, demo: str, partner: PageServer
) -> None:
    ordinary = '<a id="ordinary" href="/" style="position:fixed;top:9px;left:9px">Leave</a>'
    edited(
        chromium_visit,
        partner,
        f"{demo}/08-hostile-styles/",
        replaced(r"(<a data-quick-exit)", ordinary + r"\1"),
    )
    chromium_visit.wait_for_control()
    hit = (
        "((node) => { const box = node.getBoundingClientRect(); const root = node.getRootNode();"
        " return box.width >= 44 && box.height >= 44 && getComputedStyle(node).opacity === '1' &&"
        " root.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2) === node; })"
    )
    assert chromium_visit.evaluate(f"{hit}({CONTROL})")
    assert not chromium_visit.evaluate(f"{hit}(document.querySelector('#ordinary'))")
