"""Contrast: which colours of a theme stand on which, and the nearest changes where they fail.

A change of a colour keeps its hue. Which colours pass is decided by luminance alone, so the
limits of luminance are computed first, and a colour only for the limits that come into question.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from quickexit.errors import QuickExitError
from quickexit.themes.colour import contrast, distance, luminance, oklch
from quickexit.themes.theme import Theme
from quickexit.themes.tokens import ROLES, SCHEMES

# WCAG 2.2, level AA: text by 1.4.3; outlines of controls and the ring of the focus by 1.4.11.
TEXT = 4.5
CONTROL = 3.0
# The exit stands on pages of unknown colours. Of two colours with a contrast of 9, one has at least
# 3 to any third colour, which is the square root of 9.
ON_ANY_PAGE = 9.0
# Each role's colour in one scheme, `#rrggbb`.
_Colours = Mapping[str, str]


@dataclass(frozen=True)
class Pair:
    """Two roles, of which `front` stands on `back`, and the least contrast that `what` needs."""

    front: str
    back: str
    least: float
    what: str


# What most parts of the page stand on.
_GROUNDS = ("paper", "surface")
PAIRS: tuple[Pair, ...] = (
    *(Pair(role, back, TEXT, "text") for role in ("text", "muted") for back in _GROUNDS),
    Pair("text", "notice", TEXT, "text"),
    *(Pair("accent", back, TEXT, "link") for back in (*_GROUNDS, "notice")),
    Pair("accent-text", "accent", TEXT, "text of the call button"),
    Pair("emergency-text", "emergency", TEXT, "text of the emergency line"),
    *(Pair("border", back, CONTROL, "outline of a button") for back in _GROUNDS),
    *(Pair("focus", back, CONTROL, "focus ring") for back in (*_GROUNDS, "notice", "emergency")),
    Pair("exit-text", "exit", TEXT, "label of the exit"),
    Pair("exit-ring", "exit", ON_ANY_PAGE, "ring of the exit, on any page"),
)
_PAIRS_OF = {role: [pair for pair in PAIRS if role in (pair.front, pair.back)] for role in ROLES}
# Added to each limit of luminance, so that a colour at the limit passes in spite of rounding.
_MARGIN = 1e-9
# Steps of lightness that are tried where both colours of a pair change.
_STEPS = 12


@dataclass(frozen=True)
class PairResult:
    """A pair as a theme colours it in one scheme: two tokens, and the `colours` of both.

    `ratio` is 1 to 21 (WCAG 2.2, "contrast ratio"). Where the pair fails, `fixes` is the nearest
    change after which it passes: a new colour by its token, several where one does not suffice.
    """

    scheme: str
    front: str
    back: str
    colours: tuple[str, str]
    what: str
    ratio: float
    least: float
    fixes: Mapping[str, str]

    @property
    def passes(self) -> bool:
        """Whether the contrast suffices."""
        return self.ratio >= self.least

    @property
    def shown(self) -> str:
        """The ratio with two decimals, rounded down, so that 4.499 is not shown as 4.50."""
        return f"{int(self.ratio * 100) / 100:.2f}"

    def as_json(self) -> dict[str, Any]:
        """Return the result for programs: the command's, and the studio's page."""
        return {**asdict(self), "ratio": float(self.shown), "passes": self.passes}


def check(theme: Theme) -> tuple[PairResult, ...]:
    """Return every pair of both schemes with its ratio, and the nearest changes where it fails."""
    results = []
    for scheme in SCHEMES:
        colours = {role: theme.colour(scheme, role) for role in ROLES}
        for pair in PAIRS:
            ratio = contrast(colours[pair.front], colours[pair.back])
            changed = colours if ratio >= pair.least else _mended(colours, pair)
            result = PairResult(
                scheme=scheme,
                front=f"color.{scheme}.{pair.front}",
                back=f"color.{scheme}.{pair.back}",
                colours=(colours[pair.front], colours[pair.back]),
                what=pair.what,
                ratio=ratio,
                least=pair.least,
                fixes={
                    f"color.{scheme}.{role}": colour
                    for role, colour in changed.items()
                    if colour != colours[role]
                },
            )
            results.append(result)
    return tuple(results)


def legible(theme: Theme) -> Theme:
    """Return the theme if all its pairs pass.

    Raises `QuickExitError`, with file and line if the theme knows them, for the first that fails.
    """
    failed = next((result for result in check(theme) if not result.passes), None)
    if failed is not None:
        raise refusal(failed, theme)
    return theme


def refusal(failed: PairResult, theme: Theme) -> QuickExitError:
    """Return the sentence that refuses a theme for a pair that fails."""
    # The line of the colour to change, if the file sets it.
    pair = sorted((failed.front, failed.back), key=lambda token: token not in failed.fixes)
    nearest = " and ".join(f"{token} = {colour}" for token, colour in failed.fixes.items())
    return QuickExitError(
        f"{failed.front} on {failed.back} has a contrast of {failed.shown}, too little to see",
        where=theme.place(*pair),
        hint=f"choose colours with at least {failed.least:g}, the nearest being {nearest}",
    )


def _mended(colours: _Colours, pair: Pair) -> _Colours:
    """Return the colours after the nearest change with which the pair passes.

    It is the front, else the back, if all pairs of that role can pass at once. Else it is the
    change after which the fewest pairs fail; if no change of one colour leaves fewer than before, a
    second colour changes, too, such as the only dark background of a text that stands on light
    ones. So whoever takes one piece of advice after the other comes to an end.
    """
    for role in (pair.front, pair.back):
        nearest = _nearest(colours, role)
        if nearest:
            return {**colours, role: nearest}
    changes: list[_Colours] = [
        {**colours, role: colour}
        for role in (pair.back, pair.front)
        for other in _PAIRS_OF[role]
        for colour in _passing(colours, role, [other])
    ]
    mended = [after for after in changes if not _failing(after, [pair])] or [
        _both_changed(colours, pair)
    ]
    if all(_failing(after) >= _failing(colours) for after in mended):
        mended += [further for after in mended for further in _with_another(after)]
    return _best(mended, colours)


def _both_changed(colours: _Colours, pair: Pair) -> _Colours:
    """Mend a pair on whose background neither black nor white passes."""
    back = oklch(colours[pair.back])
    mended = []
    for step in range(_STEPS + 1):
        # A front of this luminance needs a background that is lighter or darker by the contrast.
        front = (step / _STEPS) ** 3 + 0.05
        lighter = back.within(front * pair.least - 0.05 + _MARGIN, math.inf)
        darker = back.within(0, front / pair.least - 0.05 - _MARGIN)
        for colour in filter(None, (lighter, darker)):
            after = {**colours, pair.back: colour}
            nearest = _nearest(after, pair.front, [pair])
            mended += [{**after, pair.front: nearest}] if nearest else []
    return _best(mended, colours)


def _with_another(colours: _Colours) -> Iterator[_Colours]:
    """Yield the colours after one more change, of a role whose pairs then all pass."""
    for role in ROLES:
        nearest = _nearest(colours, role) if _failing(colours, _PAIRS_OF[role]) else None
        if nearest:
            yield {**colours, role: nearest}


def _best(mended: Iterable[_Colours], colours: _Colours) -> _Colours:
    """Return those of which the fewest pairs fail, and among them the nearest to `colours`."""

    def order(after: _Colours) -> tuple[int, float]:
        return _failing(after), sum(distance(after[role], colours[role]) for role in ROLES)

    return min(mended, key=order)


def _failing(colours: _Colours, pairs: Iterable[Pair] = PAIRS) -> int:
    """Return how many of the pairs have too little contrast."""
    return sum(contrast(colours[pair.front], colours[pair.back]) < pair.least for pair in pairs)


def _nearest(colours: _Colours, role: str, pairs: Sequence[Pair] = ()) -> str | None:
    """Return the role's nearest colour with which the pairs pass, by default all of the role."""
    passing = _passing(colours, role, pairs or _PAIRS_OF[role])
    return min(passing, key=lambda colour: distance(colour, colours[role]), default=None)


def _passing(colours: _Colours, role: str, pairs: Sequence[Pair]) -> list[str]:
    """Return the role's nearest colour in each range of luminance in which the pairs pass.

    Each pair rules out a range around the luminance of its other colour.
    """
    ruled_out = [(1 + _MARGIN, math.inf)]
    for pair in pairs:
        other = luminance(colours[pair.back if role == pair.front else pair.front]) + 0.05
        darker, lighter = other / pair.least - 0.05, other * pair.least - 0.05
        ruled_out.append((darker - _MARGIN, lighter + _MARGIN))
    colour = oklch(colours[role])
    passing = []
    lowest = 0.0
    for darker, lighter in sorted(ruled_out):
        passing.append(colour.within(lowest, darker))
        lowest = max(lowest, lighter)
    return [found for found in passing if found]
