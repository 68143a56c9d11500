"""The values of one snippet, and those that a release takes from its script and its frame."""

from __future__ import annotations

from dataclasses import dataclass

from quickexit.deployment.settings import Settings

# What stands in the snippet: link, words, frame and script; without a script; link and script.
VARIANTS = ("script", "pinned", "signed", "iframe", "exit-only")


@dataclass(frozen=True)
class SnippetOptions:
    """What a partner chooses.

    `base_url` has no slash at its end. `channel` is the segment of evergreen addresses (`v1`,
    `next`). `release` is the exact version that `pinned` needs. `nonce` is what a host's template
    engine replaces by its nonce (`{{ nonce }}`). `reserve` are declarations that give the frame its
    height (`heights.height_style`); empty: it has that of its attribute. `position` None is the
    theme's own corner, `offset` moves the exit down by pixels. `frame_exit_href` and
    `frame_exit_fallback_href` are the destinations that the frame has without others in its
    address. What the others take is listed in `widget/exit/options.toml` and
    `widget/loader/options.toml`.
    """

    variant: str = "script"
    theme: str = "default"
    exit_href: str = Settings.exit_href
    exit_fallback_href: str = Settings.exit_fallback_href
    frame_exit_href: str = Settings.exit_href
    frame_exit_fallback_href: str = Settings.exit_fallback_href
    base_url: str = Settings.public_address
    channel: str = "v0"
    release: str | None = None
    position: str | None = None
    offset: str = "0"
    keys: str = "shift escape"
    tabs: str = "all"
    history: str = "normal"
    color_scheme: str = "auto"
    heading_level: str = "2"
    open: str = ""
    nonce: str | None = None
    reserve: str = ""

    @property
    def has_frame(self) -> bool:
        """Say whether the snippet holds the words and the frame with the questions."""
        return self.variant != "exit-only"

    @property
    def has_script(self) -> bool:
        """Say whether the snippet holds the script."""
        return self.variant != "iframe"
