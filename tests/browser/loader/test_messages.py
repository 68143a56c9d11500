"""Nobody but our own frame is listened to."""

from __future__ import annotations

import json

import pytest
from tests.support.site import Site
from tests.support.visit import CONTROL, Visit

HEARD = "<script>var heard = 0; addEventListener('message', () => heard++)</script>"
LEAVE = {"quickexit": 1, "type": "leave"}
SHIFT = {"quickexit": 1, "type": "key", "key": "Shift"}
SAYS = "<!doctype html><script>for (const said of {said}) parent.postMessage(said, '*')</script>"
ORIGIN_CHECK = r"origin!==own&&!LIFTED\.test\(origin\+own\)"
SOURCE_CHECK = r"event\.source===iframe\.contentWindow&&"


def _stranger(site: Site) -> str:
    said = json.dumps([LEAVE, SHIFT, SHIFT, SHIFT])
    return site.second.html("/stranger", SAYS.replace("{said}", said))


@pytest.mark.spread
@pytest.mark.parametrize("said", ["leave", "three keys"])
def test_a_message_of_the_host_itself_is_ignored(visit: Visit, site: Site, said: str) -> None:
    messages = [LEAVE] if said == "leave" else [SHIFT] * 3
    site.open(visit, site.page(head=HEARD))
    visit.wait_for_faq()
    before = visit.evaluate("heard")
    visit.evaluate(f"{json.dumps(messages)}.forEach(said => postMessage(said, '*'))")
    visit.wait_for_page(f"heard >= {before + len(messages)}", "the messages arrive")
    site.expect_stayed(visit)


@pytest.mark.spread
def test_a_message_of_another_frame_is_ignored(visit: Visit, site: Site) -> None:
    site.open(visit, site.page(head=HEARD))
    visit.wait_for_faq()
    before = visit.evaluate("heard")
    visit.evaluate(
        "void document.body.appendChild(document.createElement('iframe'))"
        f".setAttribute('src', '{_stranger(site)}')"
    )
    visit.wait_for_page(f"heard >= {before + 4}", "the messages arrive")
    site.expect_stayed(visit)


@pytest.mark.spread
def test_a_message_of_a_stranger_in_our_frame_is_ignored(visit: Visit, site: Site) -> None:
    site.open(visit, site.page(head=HEARD))
    visit.wait_for_faq()
    before = visit.evaluate("heard")
    _put_into_our_frame(visit, _stranger(site))
    visit.wait_for_page(f"heard >= {before + 4}", "the messages arrive")
    site.expect_stayed(visit)


@pytest.mark.engines("chromium")
def test_without_the_check_of_the_origin_it_would_be_obeyed(visit: Visit, site: Site) -> None:
    snippet = site.alter((ORIGIN_CHECK, "false"))
    site.open(visit, site.page(snippet, head=HEARD))
    visit.wait_for_faq()
    _put_into_our_frame(visit, _stranger(site))
    site.expect_left(visit)


@pytest.mark.engines("chromium")
def test_without_the_check_of_the_source_the_host_would_be_obeyed(visit: Visit, site: Site) -> None:
    site.open(visit, site.page(site.alter((SOURCE_CHECK, ""), (ORIGIN_CHECK, "false"))))
    visit.wait_for_faq()
    visit.evaluate(f"void postMessage({json.dumps(LEAVE)}, '*')")
    site.expect_left(visit)


def _put_into_our_frame(visit: Visit, address: str) -> None:
    visit.evaluate_in_frame(f"void setTimeout(() => location.replace('{address}'))")


@pytest.mark.sample(3)
@pytest.mark.engines("chromium")
@pytest.mark.parametrize(
    ("looks", "taken"),
    [
        ({"backgroundColor": "#123456"}, True),
        ({"backgroundColor": "transparent"}, False),
        ({"backgroundColor": "rgb(0 0 0 / 0)"}, False),
        ({"minHeight": "1000vh"}, False),
        ({"color": "var(--of-the-host)"}, False),
        ({"display": "#123456", "opacity": "0px"}, False),
    ],
)
def test_the_control_takes_listed_colours_and_lengths_of_the_frame_alone(
    visit: Visit, site: Site, looks: dict[str, str], taken: bool
) -> None:
    site.open(visit, site.page(head=HEARD))
    visit.wait_for_faq()
    before, heard = visit.evaluate(f"({CONTROL}).style.cssText"), visit.evaluate("heard")
    said = json.dumps({"quickexit": 1, "type": "ready", "control": looks})
    visit.evaluate_in_frame(f"void parent.postMessage({said}, '*')")
    visit.wait_for_page(f"heard > {heard}", "the message arrives")
    visit.settle()
    assert (visit.evaluate(f"({CONTROL}).style.cssText") != before) is taken
