"""Hazards in the host's scripts and nodes; each has a twin without what we do about it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.browser.exit.control_probe import expect_in_reach, point_at_control, probe
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site
from tests.support.visit import Visit

pytestmark = pytest.mark.spread

# The built script without our counter-measures.
# A scrollbar that goes with the content resizes what is seen, and that has us look, too.
NO_OBSERVER = (
    (r"new MutationObserver\(settleSoon\)", "new MutationObserver(()=>0)"),
    (r'\["resize","scroll"\]', "[]"),
    (r"new ResizeObserver\(settleSoon\)", "new ResizeObserver(()=>0)"),
    (r'view\.document\.addEventListener\("load",settleSoon,true\);', ""),
    (r"placeControl\(true\);settleSoon\(\);", "placeControl(true);"),
)
LISTENS_ONCE = (r"if\(document\.documentElement!==root\)listen\(\);", "")
NO_LOOK_FOR_ANOTHER = (r"dispatchEvent\(new Event\(", "void(new Event(")
LISTENERS_ALONE = (r"controlLink\.onclick=onLeave;", "")


@pytest.fixture(params=["chromium", "firefox"])
def driven(request: pytest.FixtureRequest) -> Iterator[PlaywrightVisit]:
    """A visit whose driver can be asked about dialogs and frames."""
    visit = PlaywrightVisit(request.param, request.getfixturevalue(request.param))
    yield visit
    visit.close()


# -- nodes that are taken away ---------------------------------------------------------------------

REMOVALS = {
    "removes the control": "document.querySelector('[data-quick-exit-control]').remove()",
    "empties the root": "document.documentElement.replaceChildren(document.createElement('body'))",
    "swaps the root": (
        "document.replaceChild(document.createElement('html'), document.documentElement)"
        ".isConnected || document.documentElement.append(document.createElement('body'))"
    ),
}


@pytest.mark.parametrize("removal", REMOVALS)
def test_a_control_that_the_host_takes_away_is_put_back(
    visit: Visit, site: Site, removal: str
) -> None:
    site.open(visit, site.page())
    visit.evaluate(f"void ({REMOVALS[removal]})")
    expect_in_reach(visit)
    point_at_control(visit)
    assert site.expect_left(visit) is None


@pytest.mark.engines("chromium")
@pytest.mark.parametrize("removal", REMOVALS)
def test_a_control_that_nobody_watches_over_would_be_gone(
    visit: Visit, site: Site, removal: str
) -> None:
    site.open(visit, site.page(site.alter(*NO_OBSERVER)))
    visit.evaluate(f"void ({REMOVALS[removal]})")
    assert probe(visit) == {"there": False}


SWAP = (
    "void (() => { const body = document.createElement('body');"
    " body.append(document.createElement('div'));"
    " body.firstChild.dataset.quickExitFaq = '';"
    " document.body.replaceWith(body) })()"
)


def test_a_body_that_a_router_swaps_gets_its_questions_and_keeps_the_exit(
    visit: Visit, site: Site
) -> None:
    site.open(visit, site.page())
    visit.evaluate(SWAP)
    visit.wait_for_faq()
    expect_in_reach(visit)
    visit.press("Shift", 3)
    assert site.expect_left(visit) is None


@pytest.mark.engines("chromium")
def test_questions_in_a_swapped_body_would_stay_empty_without_the_watch(
    visit: Visit, site: Site
) -> None:
    site.open(visit, site.page(site.alter(*NO_OBSERVER)))
    visit.evaluate(SWAP)
    visit.settle()
    assert visit.evaluate("document.querySelector('[data-quick-exit-faq]').shadowRoot") is None


REWRITE = (
    "void (document.open(), document.write('<!doctype html><body><p id=text>The page that is left.'"
    " + '</p></body>'), document.close())"
)


def test_keys_leave_after_the_host_has_written_its_document_anew(visit: Visit, site: Site) -> None:
    site.open(visit, site.page())
    visit.evaluate(REWRITE)
    expect_in_reach(visit)
    visit.press("Shift", 3)
    assert site.expect_left(visit) is None


def test_keys_would_be_lost_in_a_document_written_anew(driven: PlaywrightVisit, site: Site) -> None:
    site.open(driven, site.page(site.alter(LISTENS_ONCE)))
    driven.evaluate(REWRITE)
    expect_in_reach(driven)
    driven.press("Shift", 3)
    site.expect_stayed(driven)


# -- the script twice ------------------------------------------------------------------------------

# Called from the prototype: a form may stand in the place of the document's own.
COUNTED = "Document.prototype.querySelectorAll.call(document, '[data-quick-exit-control]').length"
COUNT = "document.querySelectorAll('[data-quick-exit-control]').length"


def _twice(site: Site, *altered: tuple[str, str]) -> str:
    """Put a page up with the script of two versions: other bytes from another origin."""
    other = site.alter(("Loading", "Opening"), *altered)
    own = site.alter(*altered) if altered else site.snippet()
    second = other[other.index("<script") :].replace("async", "defer")
    return site.page(own, after=second.replace("embed.js", "embed.js?2"))


def test_two_versions_of_the_script_make_one_control_and_one_frame(
    driven: PlaywrightVisit, site: Site
) -> None:
    site.open(driven, _twice(site))
    driven.wait_for_faq()
    driven.settle()
    assert driven.evaluate(COUNT) == 1
    assert driven.evaluate("document.querySelectorAll('iframe').length") == 1
    driven.press("Shift", 3)
    assert site.expect_left(driven) is None


def test_a_script_that_looks_for_no_other_would_make_two_controls(
    driven: PlaywrightVisit, site: Site
) -> None:
    driven.open(_twice(site, NO_LOOK_FOR_ANOTHER))
    driven.wait_for_page(f"{COUNT} === 2", "there are two controls")


# -- a host that changes what every script uses ----------------------------------------------------

BROKEN = "() => { throw new Error('of the host') }"
# name -> (what the host does before our script, whether the keys still leave)
OVERRIDES = {
    "Object.prototype frozen": ("Object.freeze(Object.prototype)", True),
    "Object.prototype extended": ("Object.prototype.extra = 1", True),
    "addEventListener": (f"EventTarget.prototype.addEventListener = {BROKEN}", False),
    "indexOf": (f"Array.prototype.indexOf = {BROKEN}", False),
    "customElements": (f"customElements.define = customElements.get = {BROKEN}", True),
    "postMessage": (f"window.postMessage = MessagePort.prototype.postMessage = {BROKEN}", True),
    "MutationObserver": (f"window.MutationObserver = {BROKEN}", True),
    "BroadcastChannel": (f"window.BroadcastChannel = {BROKEN}", True),
    "requestAnimationFrame": (f"window.requestAnimationFrame = {BROKEN}", True),
}


def _overridden(site: Site, name: str, snippet: str | None = None) -> str:
    return site.page(snippet, head=f"<script>{OVERRIDES[name][0]}</script>")


@pytest.mark.sample(5)
@pytest.mark.parametrize("name", OVERRIDES)
def test_a_click_leaves_whatever_the_host_has_overridden(
    driven: PlaywrightVisit, site: Site, name: str
) -> None:
    site.open(driven, _overridden(site, name))
    point_at_control(driven)
    assert site.expect_left(driven) is None
    driven.back()
    driven.wait_for_url(site.earlier)


@pytest.mark.sample(4)
@pytest.mark.parametrize("name", [name for name, (_, keys) in OVERRIDES.items() if keys])
def test_keys_leave_whatever_the_host_has_overridden(
    driven: PlaywrightVisit, site: Site, name: str
) -> None:
    site.open(driven, _overridden(site, name))
    driven.press("Shift", 3)
    assert site.expect_left(driven) is None


def test_by_listeners_alone_a_click_would_leave_an_entry_behind(
    driven: PlaywrightVisit, site: Site
) -> None:
    page = _overridden(site, "addEventListener", site.alter(LISTENERS_ALONE))
    site.open(driven, page)
    point_at_control(driven)
    site.expect_left(driven)
    driven.back()
    driven.wait_for_url(page)


def test_a_host_that_breaks_for_each_keeps_the_plain_link(
    driven: PlaywrightVisit, site: Site
) -> None:
    script = f"<script>Array.prototype.forEach = {BROKEN}</script>"
    driven.open(site.page(head=script))
    driven.click("a[data-quick-exit]")
    assert site.expect_left(driven) is None


NAMES = [
    "open",
    "close",
    "head",
    "body",
    "title",
    "createElement",
    "documentElement",
    "querySelectorAll",
]
CREATED_BY_NAME = (
    r"Document\.prototype\.createElement\.call\(document,name\)",
    "document.createElement(name)",
)


@pytest.mark.sample(4)
@pytest.mark.parametrize("name", NAMES)
def test_a_form_that_shadows_a_name_of_the_document_holds_nobody(
    driven: PlaywrightVisit, site: Site, name: str
) -> None:
    driven.open(site.page(before=f"<form name={name}></form>"))
    driven.wait_for_page("document.readyState === 'complete'", "everything has run")
    if driven.evaluate(COUNTED + " === 0"):
        driven.click("a[data-quick-exit]")
    else:
        point_at_control(driven)
    assert site.expect_left(driven) is None


def test_a_node_created_by_name_would_let_the_page_be_told(
    driven: PlaywrightVisit, site: Site
) -> None:
    page = site.page(site.alter(CREATED_BY_NAME), before="<form name=createElement></form>")
    driven.open(page)
    driven.wait_for_page("document.readyState === 'complete'", "everything has run")
    driven.click("a[data-quick-exit]")
    assert site.expect_left(driven) == site.partner.origin + "/"
