"""Each value that the studio's page offers becomes the snippet that the command prints for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest

import pytest
from playwright.sync_api import expect
from tests.browser.studio.studio import CODE, Studio
from tests.support.commands import choices_of_the_command, read_once, snippet_command
from tests.support.site import Widget

from quickexit.deployment.settings import Settings
from quickexit.deployment.source import Source
from quickexit.snippets.make import load_snippet_inputs

# The page's controls that are a choice of the command, each with the values that it offers.
OFFERED = """() => {
  const offered = {};
  for (const control of document.querySelectorAll("[data-choice]")) {
    const name = control.dataset.choice;
    const values = control.options ? [...control.options].map(one => one.value) : [control.value];
    offered[name] = [...(offered[name] || []), ...values];
  }
  return offered;
}"""
SET = """chosen => {
  for (const [name, value] of Object.entries(chosen)) {
    const radio = document.querySelector(`input[type=radio][name="${name}"][value="${value}"]`);
    const control = radio || document.querySelector(`[data-choice="${name}"]`);
    if (radio) radio.checked = true;
    else control.value = value;
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }
}"""
# What has no effect in a form, the page greys and leaves out.
GREYED = """() => [...document.querySelectorAll("[data-choice]:disabled")]
  .map(control => control.dataset.choice)"""
ADDRESSES = {
    "exit-href": ["https://weather.example/?a=1&b=2", "http://weather.example/"],
    "exit-fallback-href": ["https://news.example/", "https://news.example/#x"],
    "base-url": ["https://widget.example/help", "http://127.0.0.1:9"],
}


@pytest.fixture
def _material_read_once() -> Iterator[None]:
    source = Source(Settings())
    with read_once(source, load_snippet_inputs(source)):
        yield


def rounds(studio: Studio) -> Iterator[dict[str, str]]:
    """Yield choices for all controls at once, until each value of each was among them."""
    offered = {**studio.page.evaluate(OFFERED), **ADDRESSES}
    names = sorted(choices_of_the_command() & offered.keys())
    for values in zip_longest(*(offered[name] for name in names)):
        chosen = zip(names, values, strict=True)
        # Who has no value left keeps its first.
        yield {name: offered[name][0] if one is None else one for name, one in chosen}


def as_the_command_is_asked(chosen: Mapping[str, str], widget: Widget) -> dict[str, str]:
    """Return the options that mean what was chosen on the page."""
    options = {name: value for name, value in chosen.items() if value}
    return {"base-url": widget.origin, **options}


# In `make test`, tests/unit/web/studio/test_choices.py compares the server's answers of all
# variants; tests/browser/studio/test_controls.py sees that each control asks for its own.
@pytest.mark.slow
@pytest.mark.usefixtures("_material_read_once")
@pytest.mark.parametrize("variant", ["script", "pinned", "iframe", "exit-only"])
def test_every_value_that_the_page_offers_gives_the_commands_snippet(
    studio: Studio, widget: Widget, variant: str
) -> None:
    page = studio.open().page
    tried = 0
    for chosen in rounds(studio):
        # Heights that were measured in the preview are compared with the table elsewhere.
        reserve = chosen["reserve"].replace("measured", "none")
        wanted = {**chosen, "variant": variant, "reserve": reserve}
        page.evaluate(SET, wanted)
        greyed = page.evaluate(GREYED)
        asked = {name: value for name, value in wanted.items() if name not in greyed}
        command = snippet_command(widget.store, as_the_command_is_asked(asked, widget))
        assert command.status == 0, command.said
        expect(page.locator(CODE)).to_have_text(command.printed)
        tried += 1
    assert tried >= 11
