"""The table of all controls of the studio: how each is worked, in which state of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tests.browser.studio import expectations as do
from tests.browser.studio import theme_expectations as theme
from tests.browser.studio.controls import values
from tests.browser.studio.expectations import Deed
from tests.browser.studio.operations import Hand
from tests.browser.studio.studio import custom_property

from quickexit.themes.tokens import TOKENS

FAILING = "#tab=theme&color.light.muted=%23cccccc"
PHONE = 360
_THEMING = "#tab=theme"
_DARK = "#tab=theme&dark=on"


class Tour(NamedTuple):
    """Controls by name, in an order in which they can be worked one after the other."""

    fragment: str
    deeds: Mapping[str, Deed]
    width: int = 1280


def _tokens(*starts: str) -> list[str]:
    return [name for name in TOKENS if name.startswith(starts)]


def _written(*starts: str) -> dict[str, Deed]:
    return {f"token {name}": do.changes_token for name in _tokens(*starts)}


def _picked(start: str) -> dict[str, Deed]:
    return {f"pick {name}": do.picks_token for name in _tokens(start)}


TOURS: Mapping[str, Tour] = {
    "links": Tour("", {
        "a Skip to the studio": do.skips,
        "a The questions and answers": do.leads_to("/faq"),
        "a Releases": do.leads_to("/releases"),
        "#tab-theme": do.chooses_tab,
        "#tab-snippet": do.chooses_tab,
        "a the questions and answers": do.leads_to("/faq"),
        "summary Wix": do.opens,
        "a the page of their own": do.leads_to("/faq"),
    }),
    "choices": Tour("", {
        "variant=pinned": do.chooses_variant,
        "variant=iframe": do.chooses_variant,
        "variant=exit-only": do.chooses_variant,
        "variant=script": do.chooses_variant,
        "#lang": do.selects("es", 'lang="es"'),
        "#theme": do.selects("night", 'theme="night"'),
        "#exit-href": do.writes("https://weather.example/"),
        "summary More choices": do.opens,
        "#exit-fallback-href": do.writes("https://news.example/"),
        "#exit-keys": do.selects("shift", 'exit-keys="shift"'),
        "#exit-position": do.selects("top-start", 'exit-position="top-start"'),
        "#exit-offset": do.lowers,
        "#exit-tabs": do.selects("one", 'exit-tabs="one"'),
        "#history": do.selects("single", 'history="single"'),
        "#color-scheme": do.selects("dark", 'color-scheme="dark"'),
        "#heading-level": do.selects("3", 'heading-level="3"'),
        "#open": do.selects("what-is-it", 'open="what-is-it"'),
        "#channel": do.selects("v0.1", "/v0.1/embed.js"),
        "#reserve": do.keeps_no_room,
        "#base-url": do.writes("https://widget.example"),
        "copy snippet-code": do.copies,
        "pre snippet-title": do.scrolls,
        "copy csp-code": do.copies,
        "csp=inline": do.chooses_policy("frame-src", "style-src-attr"),
        "csp=nonce": do.chooses_policy("'nonce-", "script-src http"),
        "csp=strict": do.chooses_policy("style-src-attr", "'nonce-"),
        "pre csp-title": do.scrolls,
    }),
    "exact release": Tour("#variant=pinned&exit-keys=none", {
        "#for": do.selects("vue", "<template>"),
        "summary More choices": do.opens,
        "#release": do.selects("0.1.0", "/0.1.0/embed.js"),
        "#reset-choices": do.resets_choices,
    }),
    "preview": Tour("", {
        "#again": do.loads_again,
        "width=768": do.chooses_width,
        "width=1280": do.chooses_width,
        "width=320": do.chooses_width,
        "dark=on": do.toggles(
            custom_property("--paper"), str(TOKENS["color.dark.paper"].default)
        ),
        "forced=on": do.toggles(
            "getComputedStyle(document.querySelector('.leave')).borderTopWidth !== '0px'", True
        ),
        "rtl=on": do.toggles("document.documentElement.dir", "rtl"),
        "large=on": do.toggles("getComputedStyle(document.documentElement).fontSize", "32px"),
        "still=on": do.toggles(
            "getComputedStyle(document.querySelector('summary'), '::after').transitionDuration",
            "0s",
        ),
        "#preview": do.leaves_and_comes_back,

    }),
    "advice": Tour("", {
        **{
            f"summary {title}": do.opens
            for title in ("A page of your own (HTML)", "WordPress", "Drupal", "Squarespace", "Wix")
        },
        **{f"tried-{number}=on": do.ticks for number in range(1, 8)},
    }),
    "phone": Tour("#preview=on", {"#fold": do.folds}, width=PHONE),
    "beginnings": Tour(_THEMING, {
        "#start": theme.begins_with("night"),
        "#brand-picker": theme.picks_brand,
        "#brand": theme.begins_with("#8a1538"),
        "#name": theme.names_it,
        "#download-toml": theme.saves("city-blue.toml"),
        "#download-tokens": theme.saves("city-blue.tokens.json"),
        "#share": theme.shares,
        "#upload": theme.takes_a_file,
        "#reset-tokens": theme.undoes_all,
    }),
    "mends": Tour(FAILING, {
        "#download-toml": theme.refuses_to_save,
        "#download-tokens": theme.refuses_to_save,
        "summary Every contrast": do.opens,
        "mend": theme.mends,
        "#fix-all": theme.mends_all,
    }),
    "picked, light": Tour(_THEMING, _picked("color.light")),
    "picked, dark": Tour(_DARK, {"summary Colours, dark": do.opens, **_picked("color.dark")}),
    "written, light": Tour(_THEMING, {
        "summary Colours, light": do.opens, **_written("color.light"),
        "summary Type": do.opens, **_written("type"),
        "summary Space": do.opens, **_written("space"),
        "summary Corners, lines and shadows": do.opens, **_written("shape"),
        "summary The exit": do.opens, **_written("exit"),
    }),
    "written, dark": Tour(_DARK, {"summary Colours, dark": do.opens, **_written("color.dark")}),
}  # fmt: skip


def named() -> set[str]:
    """Return the names of all controls that the table has."""
    return {name for tour in TOURS.values() for name in tour.deeds}


def take(tour: Tour, hand: Hand) -> None:
    """Work each control of the tour; then reload, and all that the address holds is as it was."""
    later = [check for name, deed in tour.deeds.items() if (check := deed(hand, name))]
    for check in later:
        check()
    _expect_to_survive_a_reload(hand)


def _expect_to_survive_a_reload(hand: Hand) -> None:
    before = values(hand.page)
    hand.page.reload()
    hand.studio.expect(lambda: values(hand.page).items() ^ before.items(), set())
