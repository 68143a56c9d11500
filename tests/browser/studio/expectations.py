"""What is done with a control of the studio by either hand, and what must come of it."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect
from tests.browser.studio.controls import find
from tests.browser.studio.operations import Hand, Keys, near
from tests.browser.studio.studio import CODE, PREVIEW, Studio, custom_property, printed

from quickexit.themes.tokens import TOKENS, Choice, Colour, Length, Number

Check = Callable[[], None]
# Gets the control's name; what it returns is checked later, once others were worked as well.
Deed = Callable[[Hand, str], Check | None]


def selects(value: str, shown: str) -> Deed:
    """Choose a value of a list: it is in the snippet as `shown`, and in the address."""

    def deed(hand: Hand, name: str) -> None:
        hand.select(name, value)
        hand.studio.expect_code(shown)
        hand.studio.expect_address(name[1:], value)

    return deed


def keeps_no_room(hand: Hand, name: str) -> None:
    """Choose that no room is kept: the snippet names no height for the frame."""
    hand.studio.expect_code(";height:max(")
    hand.select(name, "none")
    expect(hand.page.locator(CODE)).not_to_contain_text(";height:max(")
    hand.studio.expect_address("reserve", "none")


def writes(text: str) -> Deed:
    """Write an address: it is in the snippet, and in the page's address."""

    def deed(hand: Hand, name: str) -> None:
        hand.write(name, text)
        hand.studio.expect_code(text)
        hand.studio.expect_address(name[1:], text)

    return deed


def lowers(hand: Hand, name: str) -> None:
    """Lower the exit by some pixels: they are in the snippet, and in the address."""
    hand.write(name, "96")
    hand.studio.expect_code('data-exit-offset="96"')
    hand.studio.expect_address(name[1:], "96")


def chooses_variant(hand: Hand, name: str) -> None:
    """Choose a form: the snippet is what the command prints for it."""
    variant = name.partition("=")[2]
    hand.choose(name)
    expect(hand.page.locator(CODE)).to_have_text(printed(hand.studio.widget, "--variant", variant))
    expect(hand.page.locator("#room")).to_be_visible(visible=variant != "exit-only")
    hand.studio.expect_address("variant", None if variant == "script" else variant)


def chooses_policy(holds: str, lacks: str) -> Deed:
    """Choose a kind of policy: its lines hold the one and lack the other."""

    def deed(hand: Hand, name: str) -> None:
        hand.choose(name)
        expect(hand.page.locator("#csp-code")).to_contain_text(holds)
        expect(hand.page.locator("#csp-code")).not_to_contain_text(lacks)
        kind = name.partition("=")[2]
        hand.studio.expect_address("csp", None if kind == "strict" else kind)

    return deed


def chooses_tab(hand: Hand, name: str) -> None:
    """Choose a tab: its panel is shown, and the other is not."""
    hand.choose(name)
    for tab in ("snippet", "theme"):
        shown = name == f"#tab-{tab}"
        expect(hand.page.locator(f"#panel-{tab}")).to_be_visible(visible=shown)
    hand.studio.expect_address("tab", "theme" if name == "#tab-theme" else None)


def chooses_width(hand: Hand, name: str) -> None:
    """Choose how wide the preview is: the page in it is, and the words say so."""
    width = name.partition("=")[2]
    hand.choose(name)
    expect(hand.page.locator("#shown")).to_contain_text(f"{width} px wide")
    hand.studio.expect_in_sample("innerWidth", int(width))
    hand.studio.expect_address("width", None if width == "320" else width)


def toggles(expression: str, value: object) -> Deed:
    """Switch something of the preview on, and off: then the preview is as it was."""

    def deed(hand: Hand, name: str) -> None:
        choice, before = name.partition("=")[0], hand.studio.in_faq(expression)
        assert before != value
        for seen, kept in ((value, "on"), (before, None)):
            hand.tick(name)
            hand.studio.expect_in_faq(expression, seen)
            hand.studio.expect_address(choice, kept)

    return deed


def opens(hand: Hand, name: str) -> None:
    """Open and close: each press does the other. It is left open, for what is in it."""
    details = find(hand.page, name).evaluate_handle("one => one.parentElement")
    was = details.evaluate("one => one.open")
    for is_open in (not was, was, True):
        if details.evaluate("one => one.open") != is_open:
            hand.press(name)
            assert details.evaluate("one => one.open") == is_open


def ticks(hand: Hand, name: str) -> None:
    """Tick what was done, and take the tick away, and tick it again: the address has it."""
    box = find(hand.page, name)
    for is_ticked in (True, False, True):
        hand.tick(name)
        assert box.is_checked() == is_ticked
        hand.studio.expect_address(name.partition("=")[0], "on" if is_ticked else None)


def folds(hand: Hand, name: str) -> None:
    """Fold the preview on a phone, and unfold it: the address has it."""
    for is_unfolded in (False, True):
        hand.press(name)
        expect(hand.page.locator(PREVIEW)).to_be_visible(visible=is_unfolded)
        hand.studio.expect_address("preview", "on" if is_unfolded else "off")


def copies(hand: Hand, name: str) -> None:
    """Copy: the clipboard holds what is shown, and the page says so."""
    hand.press(name)
    expect(hand.page.locator("#said")).to_have_text("Copied")
    expect(hand.page.locator(f"[data-copy={name.partition(' ')[2]}]")).to_have_text("Copied ✓")
    shown = hand.page.locator("#" + name.partition(" ")[2]).text_content()
    assert hand.page.evaluate("navigator.clipboard.readText()") == shown


def scrolls(hand: Hand, name: str) -> None:
    """Scroll to the end of what is longer than its room; here the room is made small."""
    place = find(hand.page, name)
    place.evaluate("one => (one.style.maxHeight = '3rem')")
    hand.scroll(name)
    hand.studio.visit.wait_for(
        lambda: place.evaluate("one => one.scrollTop && one.scrollTop + one.clientHeight + 1"
                               " >= one.scrollHeight"),
        f"{name} is scrolled to its end",
    )  # fmt: skip


def leads_to(address: str) -> Deed:
    """Press a link: its page comes."""

    def deed(hand: Hand, name: str) -> None:
        before = hand.page.url
        hand.press(name)
        hand.page.wait_for_url(hand.studio.widget.origin + address)
        hand.studio.open(before.removeprefix(hand.studio.widget.origin + "/"))

    return deed


def skips(hand: Hand, name: str) -> None:
    """Skip to the studio. The link is there only for who is on it by keys."""
    if not isinstance(hand, Keys):
        hand.page.keyboard.press("Tab")
    hand.press(name)
    expect(hand.page.locator("#work")).to_be_focused()


def leaves_and_comes_back(hand: Hand, _: str) -> None:
    """Leave within the preview, and load it again by the link of the practice page."""
    words = hand.page.locator("#stage-words")
    hand.press_within("[data-quick-exit]")
    expect(words).to_contain_text("You left.")
    hand.press_within("[data-again]")
    expect(words).to_contain_text("Press the exit")


def loads_again(hand: Hand, name: str) -> None:
    """Load the preview again: nothing is left of the page that was there."""
    hand.studio.in_sample("window.isOld = true")
    hand.press(name)
    hand.studio.expect_in_sample("window.isOld ?? false", False)


def resets_choices(hand: Hand, name: str) -> None:
    """Start the choices again: the snippet is what the command prints without any."""
    hand.press(name)
    expect(hand.page.locator(CODE)).to_have_text(printed(hand.studio.widget))
    hand.studio.expect_address("theme", None)


def changes_token(hand: Hand, name: str) -> Check:
    """Change a token by the control that fits it: the frame has it, and so has the address."""
    token = name.partition(" ")[2]
    kind, default = TOKENS[token].kind, TOKENS[token].default
    if isinstance(kind, Colour):
        hand.write(name, near(str(default)))
    elif isinstance(kind, Choice):
        hand.select(name, next(one for one in kind.options if one != default))
    else:
        hand.slide(name)
    return lambda: _check_token(hand.studio, name, token)


def picks_token(hand: Hand, name: str) -> Check:
    """Pick a token's colour: the frame has it, and so have the field beside it and the address."""
    token = name.partition(" ")[2]
    hand.pick(name)
    return lambda: _check_token(hand.studio, f"token {token}", token)


def _check_token(studio: Studio, name: str, token: str) -> None:
    kind, default = TOKENS[token].kind, TOKENS[token].default
    unit = "px" if isinstance(kind, Length) else ""
    control = find(studio.page, name)
    # Beside a picker stands a field, which has its colour only once the server has answered.
    studio.expect(lambda: control.input_value() + unit != str(default), True)
    text = control.input_value() + unit
    value = kind.read(float(text) if isinstance(kind, Number) else text)
    assert value is not None, f"{name} has a value that the theme refuses: {text}"
    studio.expect_in_faq(custom_property(TOKENS[token].css), kind.css(value))
    studio.expect_address(token, text)
