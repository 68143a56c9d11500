"""Integrity on a floating address: what newer Chromium checks, and others leave alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import FRAME, Site, quickexit
from tests.support.visit import Visit
from tests.support.web import Reply

from quickexit.releases.ledger import FileEntry
from quickexit.releases.signing import SIGNATURE, SigningKey, new_key, signature_headers
from quickexit.releases.store import Store

pytestmark = pytest.mark.spread

BLOCKED = "<script>addEventListener('error', event => { window.blocked = event.target.src }, true)"
LINK = "a[data-quick-exit]"
CROSS = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
POLICY = "blocked-destinations=(script)"


def published(site: Site, path: str = "embed.js") -> FileEntry:
    return Store(site.widget.store).read_ledger()["releases"]["0.1.0"]["files"][path]


def served_as(site: Site, script: bytes, headers: list[tuple[str, str]]) -> str:
    """Serve a script with these headers elsewhere; return the signed snippet for there."""
    site.altered.routes["/v0/embed.js"] = Reply(
        script, "text/javascript", headers={**CROSS, **dict(headers)}
    )
    frame = site.widget.file("faq/default/en.html").encode()
    site.altered.routes[FRAME] = Reply(frame, headers=CROSS)
    return site.snippet("signed").replace(site.widget.origin, site.altered.origin)


def spoilt(site: Site, how: str) -> str:
    script, headers = site.widget.file("embed.js").encode(), signature_headers(published(site))
    if how == "tampered":
        script = script.replace(b"Loading", b"Loaded!")
    if how == "unsigned":
        headers = []
    if how == "one header missing":
        headers = [pair for pair in headers if pair[0] != SIGNATURE]
    if how == "another key":
        signature = SigningKey(new_key(), Path("other")).sign(script)
        headers = signature_headers({**published(site), "signature": signature})
    return served_as(site, script, headers)


def test_what_the_deployment_signed_runs_in_every_engine(visit: Visit, site: Site) -> None:
    snippet = site.snippet("signed")
    assert f'/v0/embed.js" integrity="ed25519-{site.widget.public_key}"' in snippet
    site.open(visit, site.page(snippet))
    visit.wait_for_faq()
    visit.click_control()
    assert site.expect_left(visit) is None


@pytest.mark.parametrize("how", ["tampered", "unsigned", "one header missing", "another key"])
def test_chromium_blocks_what_was_not_signed_and_the_link_leaves(
    chromium_visit: PlaywrightVisit, site: Site, how: str
) -> None:
    visit = chromium_visit
    visit.open(site.page(spoilt(site, how), head=BLOCKED + "</script>"))
    visit.wait_for_page("window.blocked", "the browser refuses the script")
    assert visit.evaluate("document.querySelector('[data-quick-exit-control]')") is None
    visit.click(LINK)
    assert site.expect_left(visit) is None


def without_key(site: Site, snippet: str) -> str:
    integrity = f' integrity="ed25519-{site.widget.public_key}"'
    assert integrity in snippet
    return snippet.replace(integrity, "")


def test_without_key_and_signature_chromium_runs_any_script(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    site.open(chromium_visit, site.page(without_key(site, spoilt(site, "unsigned"))))


def test_chromium_checks_a_signature_that_comes_with_the_script_also_where_no_page_asks(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    snippet = without_key(site, spoilt(site, "tampered"))
    chromium_visit.open(site.page(snippet, head=BLOCKED + "</script>"))
    chromium_visit.wait_for_page("window.blocked", "the signature is not one of this script")


@pytest.mark.parametrize("how", ["unsigned", "another key"])
def test_engines_that_do_not_know_the_signature_run_the_script(
    visit: Visit, site: Site, how: str
) -> None:
    page = site.page(spoilt(site, how), head=BLOCKED + "</script>")
    if visit.engine == "chromium":
        visit.open(page)
        visit.wait_for_page("window.blocked", "Chromium knows it, and refuses")
        return
    site.open(visit, page)
    visit.wait_for_faq()


def test_where_the_host_asks_for_integrity_chromium_runs_the_signed_script(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    site.open(chromium_visit, site.page(site.snippet("signed"), Integrity_Policy=POLICY))
    chromium_visit.wait_for_faq()
    chromium_visit.click_control()
    assert site.expect_left(chromium_visit) is None


def test_where_the_host_asks_for_integrity_a_pinned_script_runs_in_every_engine(
    visit: Visit, site: Site
) -> None:
    site.open(visit, site.page(site.snippet("pinned"), Integrity_Policy=POLICY))
    visit.click_control()
    assert site.expect_left(visit) is None


def test_where_the_host_asks_for_integrity_engines_without_signatures_keep_the_link(
    visit: Visit, site: Site
) -> None:
    head = BLOCKED + "</script>"
    visit.open(site.page(site.snippet("signed"), head=head, Integrity_Policy=POLICY))
    if visit.engine == "chromium":
        visit.wait_for_control()
        visit.click_control()
    else:
        visit.wait_for_page("window.blocked", "to this engine, the script has no integrity")
        visit.click(LINK)
    assert site.expect_left(visit) is None


def test_a_host_that_asks_for_integrity_blocks_the_plain_script(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    visit = chromium_visit
    head = BLOCKED + "</script>"
    visit.open(site.page(site.snippet("script"), head=head, Integrity_Policy=POLICY))
    visit.wait_for_page("window.blocked", "the policy refuses a script without integrity")
    visit.click(LINK)
    assert site.expect_left(visit) is None


def test_the_headers_stand_with_the_script_at_every_address(site: Site) -> None:
    store = Store(site.widget.store)
    entry = published(site)
    address = f"http://127.0.0.1:{site.widget.port}/v0/embed.js"
    assert store.read_ledger()["channels"]["v0"] == "0.1.0"
    printed = quickexit(
        "snippet", "--variant", "signed", "--store", str(site.widget.store),
        "--base-url", address.removesuffix("/v0/embed.js"),
    )  # fmt: skip
    assert f'src="{address}" integrity="ed25519-{entry["signature"]["key"]}"' in printed
