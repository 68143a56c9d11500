"""A theme's file that is handed to the studio: its gate says of it what the preview shows."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Frame, expect
from tests.browser.studio.studio import Studio, custom_property
from tests.browser.themes.states import Parts, faults, unchecked
from tests.support.themes import NAME

from quickexit.themes.contrast import TEXT, check
from quickexit.themes.palette import derive
from quickexit.themes.theme import Theme, theme_from_values, to_toml

GOOD = derive(NAME, "#8a1538")
# Links that pale on every ground, in the light scheme alone.
PALE = theme_from_values(NAME, {**GOOD.tokens, "color.light.accent": "#c9a0ac"})


def preview_of(studio: Studio, theme: Theme, folder: Path) -> Frame:
    """Hand the theme's file in, and return the frame of the preview once it is dressed in it."""
    file = folder / f"{NAME}.toml"
    file.write_text(to_toml(theme), "utf-8")
    page = studio.open("#tab=theme").page
    page.locator("#upload").set_input_files(file)
    studio.expect_in_faq(custom_property("--accent"), theme.colour("light", "accent"))
    frame = page.frame_locator("#preview").locator("[data-quick-exit-faq] iframe")
    shown = frame.element_handle().content_frame()
    assert shown
    shown.evaluate("document.querySelectorAll('details').forEach(one => (one.open = true))")
    return shown


def test_what_the_gate_passes_is_legible_in_the_preview(studio: Studio, tmp_path: Path) -> None:
    frame = preview_of(studio, GOOD, tmp_path)
    expect(studio.page.locator("#verdict")).to_contain_text("All 36 pairs")
    seen = list(Parts(frame).seen_without_pointer())
    assert len({one.part for one in seen}) > 6
    assert faults(seen) == []
    assert unchecked(seen, GOOD, "light") <= {"section.leave a.exit: edge"}


def test_what_the_gate_refuses_is_seen_in_the_preview_with_the_same_contrasts(
    studio: Studio, tmp_path: Path
) -> None:
    frame = preview_of(studio, PALE, tmp_path)
    page = studio.page
    expect(page.locator("#download-toml")).to_have_attribute("aria-disabled", "true")
    failed = [one for one in check(PALE) if not one.passes]
    expect(page.locator("#verdict")).to_contain_text(f"{len(failed)} of 36")
    seen = list(Parts(frame).seen_without_pointer())
    painted = {(one.fronts[0], one.back, round(one.ratio, 6)) for one in seen if one.what == "text"}
    refused = {(*one.colours, round(one.ratio, 6)) for one in failed}
    assert painted & refused == {one for one in painted if one[2] < TEXT}
    assert len(painted & refused) >= 3
