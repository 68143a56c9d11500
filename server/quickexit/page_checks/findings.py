"""What a check of a page says: one finding for each thing that was looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

State = Literal["right", "wrong", "notice"]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    `check` names it (`link-destination`), `state` is `right`, `wrong` or `notice` (works, and could
    be better), `text` says what was found, `hint` what to do, and `line` is the page's line.
    """

    check: str
    state: State
    text: str
    hint: str = ""
    line: int | None = None


@dataclass(frozen=True)
class PageReport:
    """All findings of one page. `address` is as it was given, `final` that after redirects."""

    address: str
    final: str
    findings: Sequence[Finding]

    @property
    def is_wrong(self) -> bool:
        """Whether anything on the page is wrong."""
        return any(finding.state == "wrong" for finding in self.findings)
