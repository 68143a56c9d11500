"""The elements of a page's HTML as a tree, enough to find the snippet and what stands around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

# Elements without content (HTML, "Void elements").
_VOID = frozenset(
    "area base br col embed hr img input link meta source track wbr".split()  # noqa: SIM905
)
# What ends an open paragraph (HTML, "The p element", its end tag).
_ENDS_PARAGRAPH = frozenset(
    "address article aside blockquote details dialog div dl fieldset figure footer form h1 h2 h3 h4"  # noqa: SIM905
    " h5 h6 header hr main nav ol p pre section table ul".split()
)
# Deeper pages are cut: a browser's own limit is 512.
_DEEPEST_ELEMENT = 512


@dataclass(eq=False)
class Element:
    """An element with its attributes (names in lower case; None: no value), and where it stands."""

    name: str
    attributes: dict[str, str | None]
    line: int
    parent: Element | None = None
    children: list[Element | str] = field(default_factory=list)

    def get(self, attribute: str) -> str | None:
        """Return the value of an attribute, "" for one without a value, None where it is absent."""
        return (self.attributes[attribute] or "") if attribute in self.attributes else None

    def has(self, attribute: str) -> bool:
        """Say whether the attribute is there."""
        return attribute in self.attributes

    def walk(self) -> Iterator[Element]:
        """Yield the element and all elements in it, in document order."""
        pending: list[Element] = [self]
        while pending:
            element = pending.pop()
            yield element
            pending += [child for child in reversed(element.children) if isinstance(child, Element)]

    def ancestors(self) -> Iterator[Element]:
        """Yield the elements around this one, the nearest first."""
        element = self.parent
        while element is not None:
            yield element
            element = element.parent

    def text(self) -> str:
        """Return the text in the element, white space folded."""
        pieces: list[str] = []
        pending: list[Element | str] = [self]
        while pending:
            node = pending.pop()
            if isinstance(node, str):
                pieces.append(node)
            else:
                pending += reversed(node.children)
        return " ".join("".join(pieces).split())


def parse_document(html: str) -> Element:
    """Return the root of a page, an element named `#document`. Malformed HTML gives some tree."""
    builder = _TreeBuilder()
    builder.feed(html)
    builder.close()
    return builder.root


class _TreeBuilder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self._open = Element("#document", {}, 1)
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _ENDS_PARAGRAPH:
            self._close("p", until=("div", "td", "body"))
        attributes: dict[str, str | None] = {}
        for name, value in attrs:
            # Of two attributes of one name, a browser keeps the first.
            attributes.setdefault(name, value)
        element = Element(tag, attributes, self.getpos()[0], self._open)
        self._open.children.append(element)
        if tag not in _VOID and self._depth < _DEEPEST_ELEMENT:
            self._open = element
            self._depth += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # The slash of `<div/>` means nothing in HTML.
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self._close(tag)

    def handle_data(self, data: str) -> None:
        self._open.children.append(data)

    def _close(self, tag: str, until: tuple[str, ...] = ()) -> None:
        steps, element = 1, self._open
        while element.name != tag:
            if element.parent is None or element.name in until:
                return
            element, steps = element.parent, steps + 1
        if element.parent is not None:
            self._open = element.parent
            self._depth -= steps
