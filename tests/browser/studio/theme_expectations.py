"""What is done with the parts of the theme studio that are no tokens, and what must come of it."""

from __future__ import annotations

from playwright.sync_api import Locator, expect
from tests.browser.studio.controls import find
from tests.browser.studio.expectations import Deed
from tests.browser.studio.operations import Hand
from tests.browser.studio.studio import custom_property

from quickexit.themes.tokens import TOKENS

_ACCENT = "token color.light.accent"


def begins_with(value: str) -> Deed:
    """Begin with a theme or a colour: it is in the address, and the frame shows another palette."""

    def deed(hand: Hand, name: str) -> None:
        before = _accent(hand).input_value()
        if name == "#start":
            hand.select(name, value)
        else:
            hand.write(name, value)
        hand.studio.expect_address(name[1:], value)
        _expect_another_palette(hand, before)

    return deed


def picks_brand(hand: Hand, name: str) -> None:
    """Pick the brand's colour: as if it had been written."""
    before = _accent(hand).input_value()
    hand.pick(name)
    hand.studio.expect_address("brand", find(hand.page, name).input_value())
    _expect_another_palette(hand, before)


def _accent(hand: Hand) -> Locator:
    return hand.page.locator("[data-token='color.light.accent']")


def _expect_another_palette(hand: Hand, before: str) -> None:
    """The accent is no longer that of before, in its field, and is the frame's."""
    expect(_accent(hand)).not_to_have_value(before)
    hand.studio.expect_in_faq(custom_property("--accent"), _accent(hand).input_value())


def names_it(hand: Hand, name: str) -> None:
    """Give the theme a name: the address has it, and so have the files."""
    hand.write(name, "city-blue")
    hand.studio.expect_address("name", "city-blue")
    hand.studio.wait_until_answered()


def saves(ending: str) -> Deed:
    """Save a file: it is called as the theme is."""

    def deed(hand: Hand, name: str) -> None:
        expect(hand.page.locator("#verdict")).to_contain_text("All 36 pairs")
        with hand.page.expect_download() as started:
            hand.press(name)
        assert started.value.suggested_filename.endswith(ending)
        expect(hand.page.locator("#said")).to_contain_text("Saved as ")

    return deed


def refuses_to_save(hand: Hand, name: str) -> None:
    """Press while a pair fails: nothing is saved, and the reason is given."""
    hand.press(name)
    expect(hand.page.locator("#files-problem")).to_contain_text("Not saved: color.light.muted")


def shares(hand: Hand, name: str) -> None:
    """Share: the clipboard holds the address of the page, whole."""
    hand.press(name)
    expect(hand.page.locator("#said")).to_contain_text("The address is copied")
    assert hand.page.evaluate("navigator.clipboard.readText()") == hand.page.url


def takes_a_file(hand: Hand, name: str) -> None:
    """Go on with a file: its values and its name are there."""
    toml = b'[shape]\ncorner = "3px"\n'
    hand.hand_in(name, {"name": "Rounded.toml", "mimeType": "text/plain", "buffer": toml})
    expect(hand.page.locator("#said")).to_have_text("Rounded.toml is open")
    hand.studio.expect_address("name", "rounded")
    hand.studio.expect_address("shape.corner", "3px")
    hand.studio.expect_in_faq(custom_property("--corner"), "3px")


def mends(hand: Hand, name: str) -> None:
    """Mend one pair: it passes, and the keyboard is not lost with the button that is gone."""
    failing = hand.page.locator("#pairs .fail")
    before = failing.count()
    assert before
    hand.press(name)
    hand.studio.visit.wait_for(lambda: failing.count() < before, "fewer pairs fail")
    expect(hand.page.locator("#contrasts summary")).to_be_focused()


def mends_all(hand: Hand, name: str) -> None:
    """Mend all at once: all pass, and the keyboard is not lost with the button that is gone."""
    hand.write("token color.light.muted", "#cccccc")
    expect(hand.page.locator("#verdict")).to_contain_text("cannot be told apart")
    hand.press(name)
    expect(hand.page.locator("#verdict")).to_contain_text("All 36 pairs")
    expect(hand.page.locator("#contrasts summary")).to_be_focused()
    muted = find(hand.page, "token color.light.muted").input_value()
    hand.studio.expect_address("color.light.muted", muted)


def undoes_all(hand: Hand, name: str) -> None:
    """Undo all changes: the frame and the address have none."""
    default = str(TOKENS["shape.corner"].default)
    assert hand.studio.in_faq(custom_property("--corner")) != default
    hand.press(name)
    hand.studio.expect_in_faq(custom_property("--corner"), default)
    hand.studio.expect_address("shape.corner", None)
