"""What a partner chooses for one snippet."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from quickexit.deployment.settings import Settings
from quickexit.deployment.widget_options import widget_options

# What stands in the snippet: link, words, frame and script; without a script; link and script.
VARIANTS = ("script", "pinned", "signed", "iframe", "exit-only")


@dataclass(frozen=True)
class SnippetOptions:
    """What a partner chooses.

    `values` are those of the options in `widget/options.toml`; what is left out has its default.
    `base_url` has no slash at its end. `channel` is the segment of evergreen addresses (`v1`,
    `next`). `release` is the exact version that `pinned` needs. `nonce` is what a host's template
    engine replaces by its nonce (`{{ nonce }}`). `height` is the declaration that gives the frame
    its height (`heights.height_style`); empty: it has that of its attribute. `frame_defaults` are
    the values that the frame has without others in its address, where they are not the defaults.
    """

    variant: str = "script"
    values: Mapping[str, str] = field(default_factory=dict)
    base_url: str = Settings().public_address
    channel: str = "v0"
    release: str | None = None
    nonce: str | None = None
    height: str = ""
    frame_defaults: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        """Return the value of an option."""
        return self.values.get(name, widget_options()[name].default)

    def attributes(self, *parts: str) -> dict[str, str]:
        """Return what the elements of the snippet say of the options of these parts.

        Values that the script has by itself are left out, but the theme and the destination: a host
        may rewrite the link's address.
        """
        return {
            f"data-{name}": self[name]
            for name, option in widget_options().items()
            if option.part in parts
            and name != "lang"
            and (self[name] != option.default or name in ("theme", "exit-href"))
        }

    def fragment(self) -> dict[str, str]:
        """Return what the frame must be told by the fragment of its address, in order.

        A value is left out only where the script and the frame both have it by themselves.
        """
        return {
            option.fragment: self[name]
            for name, option in widget_options().items()
            if option.fragment
            and {self[name]} != {option.default, self.frame_defaults.get(name, option.default)}
        }

    @property
    def has_frame(self) -> bool:
        """Say whether the snippet holds the words and the frame with the questions."""
        return self.variant != "exit-only"

    @property
    def has_script(self) -> bool:
        """Say whether the snippet holds the script."""
        return self.variant != "iframe"
