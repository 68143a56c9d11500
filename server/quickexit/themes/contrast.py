"""Contrast: what of a theme must be told apart from what, and whether it can be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from quickexit.errors import QuickExitError
from quickexit.themes.colour import at_least, at_most, contrast, distance, luminance, oklch
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
    """Find the nearest change: best one that mends or keeps all pairs of that colour."""
    colours = {role: theme.colour(scheme, role) for role in ROLES}
    for role in (pair.front, pair.back):
        nearest = _nearest(colours, role, _pairs_of(role))
        if nearest:
            return (Fix(f"color.{scheme}.{role}", nearest),)
    mended = _fewest_broken(colours, pair)
    changed = (role for role in ROLES if mended[role] != colours[role])
    return tuple(Fix(f"color.{scheme}.{role}", mended[role]) for role in changed)


def _fewest_broken(colours: _Colours, pair: Pair) -> _Colours:
    """Mend a pair where neither of its two can serve all its pairs.

    Whoever follows one piece of advice after the other must come to an end. So the change is
    taken that leaves the fewest pairs broken; where none leaves fewer than there are, a second
    colour moves with the first, such as the one dark ground of a text that stands on light ones.
    """
    moves = ((role, one) for role in (pair.back, pair.front) for one in _ends(colours, role))
    mended: list[_Colours] = [{**colours, role: one} for role, one in moves]
    mended = [one for one in mended if not _broken(one, [pair])] or [_both_moved(colours, pair)]
    if all(_broken(one) >= _broken(colours) for one in mended):
        mended += [further for one in mended for further in _with_another(one)]
    return min(mended, key=lambda one: (_broken(one), _farness(one, colours)))


def _both_moved(colours: _Colours, pair: Pair) -> _Colours:
    """Mend a pair where even black or white is too near to the other."""
    roomy = {**colours, pair.back: _room_for(colours[pair.back], pair.least)}
    front = _nearest(roomy, pair.front, [pair])
    assert front  # noqa: S101 - black or white has the contrast, by what `_room_for` returns
    return {**roomy, pair.front: front}


def _with_another(colours: _Colours) -> Iterator[_Colours]:
    """Yield what comes of moving one more colour to where all its pairs can be told apart."""
    for role in ROLES:
        nearest = _nearest(colours, role, _pairs_of(role))
        if nearest and _broken(colours, _pairs_of(role)):
            yield {**colours, role: nearest}


def _farness(colours: _Colours, others: _Colours) -> float:
    return sum(distance(colours[role], others[role]) for role in ROLES)


def _pairs_of(role: str) -> list[Pair]:
    return [one for one in PAIRS if role in (one.front, one.back)]


def _broken(colours: _Colours, pairs: Iterable[Pair] = PAIRS) -> int:
    """Return how many of the pairs cannot be told apart."""
    return sum(contrast(colours[one.front], colours[one.back]) < one.least for one in pairs)


def _room_for(back: str, least: float) -> str:
    """Return the colour nearest to `back` on which black or white has a contrast of `least`."""
    own = oklch(back)
    ends = at_least(own, 0.05 * least - 0.05), at_most(own, 1.05 / least - 0.05)
    return min(ends, key=lambda one: distance(one, back))


def _nearest(colours: _Colours, role: str, wanted: Sequence[Pair]) -> str | None:
    """Return the nearest colour for `role` that lets all `wanted` pairs pass; None: there is none.

    Only lightness moves, and chroma where it must.
    """
    passing = [
        one for one in _ends(colours, role, wanted) if _broken({**colours, role: one}, wanted) == 0
    ]
    return min(passing, key=lambda one: distance(one, colours[role]), default=None)


def _ends(colours: _Colours, role: str, wanted: Sequence[Pair] | None = None) -> list[str]:
    """Return the colours at which one of the `wanted` pairs, or of all, begins to pass.

    A pair forbids a range of luminance round its other colour, and these are the ends of each.
    """
    own = oklch(colours[role])
    ends = []
    for pair in wanted or _pairs_of(role):
        other = luminance(colours[pair.back if role == pair.front else pair.front]) + 0.05
        ends += [at_least(own, pair.least * other - 0.05), at_most(own, other / pair.least - 0.05)]
    return ends
