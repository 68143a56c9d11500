"""Random themes."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from quickexit.themes.contrast import check
from quickexit.themes.palette import derive
from quickexit.themes.theme import Theme, theme_from_values
from quickexit.themes.tokens import TOKENS, Choice, Kind, Length, Number

NAME = "own"
# `make test-all` asks for ten times the examples.
MORE = settings().max_examples // 40
# A page that stays is used for every example: each opens its own address in it.
IN_ONE_PAGE = settings(
    max_examples=4 * MORE,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
    # Making a failing example smaller takes minutes here, and the first says enough.
    phases=[Phase.generate],
)


def values_of(kind: Kind) -> st.SearchStrategy[object]:
    """Return every value that a kind allows."""
    if isinstance(kind, Choice):
        return st.sampled_from(sorted(kind.options))
    if isinstance(kind, Length):
        return st.integers(kind.least, kind.most).map("{}px".format)
    if isinstance(kind, Number):
        return st.floats(kind.least, kind.most)
    return st.integers(0, 0xFFFFFF).map("#{:06x}".format)


COLOURS = values_of(TOKENS["color.light.paper"].kind)
# Any theme at all: almost none of these can be read.
ANY_THEME = st.fixed_dictionaries(
    {}, optional={name: values_of(token.kind) for name, token in TOKENS.items()}
).map(lambda values: theme_from_values(NAME, values))
_SHAPES = st.fixed_dictionaries(
    {name: values_of(token.kind) for name, token in TOKENS.items() if not name.startswith("color.")}
)
_ODD = st.dictionaries(
    st.sampled_from([name for name in TOKENS if name.startswith("color.")]), COLOURS, max_size=6
)


def passes(theme: Theme) -> bool:
    """Say whether every pair of a theme can be told apart."""
    return all(one.passes for one in check(theme))


def _mended(brand: object, shapes: dict[str, object], odd: dict[str, object]) -> Theme:
    """Spoil a palette with colours of no plan, then press every mend until nothing changes."""
    theme = theme_from_values(NAME, {**derive(NAME, str(brand)).tokens, **shapes, **odd})
    for _ in range(12):
        fixes = dict(fix for one in check(theme) for fix in one.fixes.items())
        theme = theme_from_values(NAME, {**theme.tokens, **fixes})
    return theme


# Themes of every look, of which nearly all can be read.
MENDED = st.builds(_mended, COLOURS, _SHAPES, _ODD)


def hexadecimal(computed: str) -> str:
    """Return an opaque computed colour as `#rrggbb`."""
    assert computed.startswith("rgb("), f"{computed} is not opaque"
    return "#{:02x}{:02x}{:02x}".format(*map(int, computed[4:-1].split(",")))
