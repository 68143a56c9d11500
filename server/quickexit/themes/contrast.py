"""Contrast: what of a theme must be told apart from what, and whether it can be."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from quickexit.errors import QuickExitError
from quickexit.themes.colour import contrast, distance, luminance, oklch
from quickexit.themes.theme import ROLES, SCHEMES, Theme, load_theme

# WCAG 2.2, level AA: text by 1.4.3; outlines of controls and the ring of the focus by 1.4.11.
TEXT = 4.5
CONTROL = 3.0
# The exit stands on pages whose colours nobody knows. Of two colours with a contrast of 9, one has
# at least 3 to any third: the square root of 9, where the third lies between them.
ON_ANY_PAGE = 9.0
# The colour of each role, `#rrggbb`.
_Colours = Mapping[str, str]


@dataclass(frozen=True)
class Pair:
    """Two roles whose colours must be told apart: `what` stands in `front` of `back`."""

    front: str
    back: str
    least: float
    what: str


PAIRS: tuple[Pair, ...] = (
    *(
        Pair(role, back, TEXT, "text")
        for role in ("text", "muted")
        for back in ("paper", "surface")
    ),
    Pair("text", "notice", TEXT, "text"),
    *(Pair("accent", back, TEXT, "link") for back in ("paper", "surface", "notice")),
    Pair("accent-text", "accent", TEXT, "text of the call button"),
    Pair("emergency-text", "emergency", TEXT, "text of the emergency line"),
    *(Pair("border", back, CONTROL, "outline of a button") for back in ("paper", "surface")),
    *(
        Pair("focus", back, CONTROL, "focus ring")
        for back in ("paper", "surface", "notice", "emergency")
    ),
    Pair("exit-text", "exit", TEXT, "label of the exit"),
    Pair("exit-ring", "exit", ON_ANY_PAGE, "ring of the exit, on any page"),
)
_PAIRS_OF = {role: [pair for pair in PAIRS if role in (pair.front, pair.back)] for role in ROLES}
# A limit of luminance is this much stricter, so that its rounding never lets a pair fail.
_SLACK = 1e-9


@dataclass(frozen=True)
class Fix:
    """A change of one colour, the nearest that serves: the token and its new value."""

    token: str
    colour: str


@dataclass(frozen=True)
class PairResult:
    """A pair as a theme colours it in one scheme; `front` and `back` are names of tokens.

    `ratio` is 1 to 21 (WCAG 2.2, "contrast ratio"). Where the pair fails, `fixes` holds the one
    change that lets it pass, or those that do so together where one would break others.
    """

    scheme: str
    front: str
    back: str
    front_colour: str
    back_colour: str
    ratio: float
    least: float
    what: str
    fixes: tuple[Fix, ...]

    @property
    def passes(self) -> bool:
        """Whether the two can be told apart."""
        return self.ratio >= self.least

    @property
    def shown(self) -> str:
        """The ratio for people: cut off, so that 4.499 never looks like the 4.5 that it is not."""
        return f"{int(self.ratio * 100) / 100:.2f}"


def check(theme: Theme) -> tuple[PairResult, ...]:
    """Return every pair of both schemes, with its ratio, and what would mend it."""
    return tuple(_result(theme, scheme, pair) for scheme in SCHEMES for pair in PAIRS)


def load_legible_theme(file: Path) -> Theme:
    """Read a theme, as `load_theme` does, and refuse one that cannot be read.

    Raises `QuickExitError` with file and line for what `load_theme` refuses, and for the first two
    colours that cannot be told apart.
    """
    return legible(load_theme(file))


def legible(theme: Theme) -> Theme:
    """Return the theme if it can be read.

    Raises `QuickExitError`, with file and line where it has them, for the first two colours that
    cannot be told apart.
    """
    failed = next((one for one in check(theme) if not one.passes), None)
    if failed is not None:
        raise refusal(failed, theme)
    return theme


def refusal(failed: PairResult, theme: Theme) -> QuickExitError:
    """Return the sentence that refuses a theme for a pair that fails."""
    changed = {fix.token for fix in failed.fixes}
    # The one to change comes first.
    pair = sorted((failed.front, failed.back), key=lambda token: token not in changed)
    nearest = " and ".join(f"{fix.token} = {fix.colour}" for fix in failed.fixes)
    return QuickExitError(
        f"{failed.front} on {failed.back} has a contrast of {failed.shown}, too little to see",
        where=theme.place(*pair),
        hint=f"choose colours with at least {failed.least:g}, the nearest being {nearest}",
    )


def _result(theme: Theme, scheme: str, pair: Pair) -> PairResult:
    front, back = (theme.colour(scheme, role) for role in (pair.front, pair.back))
    ratio = contrast(front, back)
    return PairResult(
        scheme=scheme,
        front=f"color.{scheme}.{pair.front}",
        back=f"color.{scheme}.{pair.back}",
        front_colour=front,
        back_colour=back,
        ratio=ratio,
        least=pair.least,
        what=pair.what,
        fixes=() if ratio >= pair.least else _fixes(theme, scheme, pair),
    )


def _fixes(theme: Theme, scheme: str, pair: Pair) -> tuple[Fix, ...]:
    """Return the nearest change: one colour with which all its pairs pass, else several."""
    colours = {role: theme.colour(scheme, role) for role in ROLES}
    for role in (pair.front, pair.back):
        nearest = _nearest(colours, role)
        if nearest:
            return (Fix(f"color.{scheme}.{role}", nearest),)
    mended = _fewest_failing(colours, pair)
    changed = (role for role in ROLES if mended[role] != colours[role])
    return tuple(Fix(f"color.{scheme}.{role}", mended[role]) for role in changed)


def _fewest_failing(colours: _Colours, pair: Pair) -> _Colours:
    """Mend a pair where neither of its two colours can pass in all its pairs.

    Taking one piece of advice after the other must come to an end. So the change is taken after
    which the fewest pairs fail; where no change of one colour leaves fewer than before, a second
    colour changes, too, such as the one dark background of a text that stands on light ones.
    """
    moved = [
        {**colours, role: colour}
        for role in (pair.back, pair.front)
        for other in _PAIRS_OF[role]
        for colour in _passing(colours, role, [other])
    ]
    mended = [after for after in moved if not _failing(after, [pair])]
    mended = mended or [_both_moved(colours, pair)]
    if all(_failing(after) >= _failing(colours) for after in mended):
        mended += [further for after in mended for further in _with_another(after)]
    return min(mended, key=lambda after: (_failing(after), _change(after, colours)))


def _both_moved(colours: _Colours, pair: Pair) -> _Colours:
    """Mend a pair whose background is such that neither black nor white passes on it."""
    back = oklch(colours[pair.back])
    moved = []
    # The front's luminance, from black to white, in even steps of lightness.
    for front in ((step / 12) ** 3 for step in range(13)):
        lighter = back.within((front + 0.05) * pair.least - 0.05 + _SLACK, math.inf)
        darker = back.within(0, (front + 0.05) / pair.least - 0.05 - _SLACK)
        moved += [{**colours, pair.back: colour} for colour in (lighter, darker) if colour]
    mended = [
        {**after, pair.front: nearest}
        for after in moved
        if (nearest := _nearest(after, pair.front, [pair]))
    ]
    return min(mended, key=lambda after: (_failing(after), _change(after, colours)))


def _with_another(colours: _Colours) -> Iterator[_Colours]:
    """Yield what results from changing one more colour to where all its pairs pass."""
    for role in ROLES:
        if _failing(colours, _PAIRS_OF[role]):
            nearest = _nearest(colours, role)
            if nearest:
                yield {**colours, role: nearest}


def _change(colours: _Colours, others: _Colours) -> float:
    return sum(distance(colours[role], others[role]) for role in ROLES)


def _failing(colours: _Colours, pairs: Iterable[Pair] = PAIRS) -> int:
    """Return how many of the pairs have too little contrast."""
    return sum(contrast(colours[pair.front], colours[pair.back]) < pair.least for pair in pairs)


def _nearest(colours: _Colours, role: str, pairs: Sequence[Pair] = ()) -> str | None:
    """Return the nearest colour for `role` with which `pairs` pass, or all its pairs; else None."""
    passing = _passing(colours, role, pairs or _PAIRS_OF[role])
    return min(passing, key=lambda colour: distance(colour, colours[role]), default=None)


def _passing(colours: _Colours, role: str, pairs: Sequence[Pair]) -> list[str]:
    """Return the colours for `role` with which `pairs` pass: the nearest of each range of luminance.

    A pair forbids a range around the luminance of its other colour; these lie between them.
    """
    colour = oklch(colours[role])
    forbidden = []
    for pair in pairs:
        other = luminance(colours[pair.back if role == pair.front else pair.front]) + 0.05
        forbidden.append((other / pair.least - 0.05 - _SLACK, other * pair.least - 0.05 + _SLACK))
    passing = []
    low = 0.0
    for start, end in sorted([*forbidden, (1 + _SLACK, 1.0)]):
        found = colour.within(low, start) if low <= start else None
        passing += [found] if found else []
        low = max(low, end)
    return passing
