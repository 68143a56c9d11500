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
    """An element with its attributes (names in lower case), and where it stands."""

    name: str
    attributes: dict[str, str]
    line: int
    parent: Element | None = None
    children: list[Element | str] = field(default_factory=list)

    def get(self, attribute: str) -> str:
        """Return the value of an attribute, "" for one without a value or that is absent."""
        return self.attributes.get(attribute, "")

    def has(self, attribute: str) -> bool:
        """Say whether the attribute is there."""
        return attribute in self.attributes

    def walk(self) -> Iterator[Element]:
        """Yield the element and all elements in it, in document order."""
        return (node for node in self._nodes() if isinstance(node, Element))

    def ancestors(self) -> Iterator[Element]:
        """Yield the elements around this one, the nearest first."""
        element = self.parent
        while element is not None:
            yield element
            element = element.parent

    def text(self) -> str:
        """Return the text in the element, white space folded."""
        return " ".join("".join(node for node in self._nodes() if isinstance(node, str)).split())

    def _nodes(self) -> Iterator[Element | str]:
        pending: list[Element | str] = [self]
        while pending:
            node = pending.pop()
            yield node
            if isinstance(node, Element):
                pending += reversed(node.children)


def parse_document(html: str) -> Element:
    """Return the root of a page, an element named `#document`. Malformed HTML gives some tree."""
    builder = _TreeBuilder()
    builder.feed(html)
    builder.close()
    return builder.root


class _TreeBuilder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("#document", {}, 1)
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _ENDS_PARAGRAPH:
            self._close("p", until=("div", "td", "body"))
        # Of two attributes of one name, a browser keeps the first.
        attributes = {name: value or "" for name, value in reversed(attrs)}
        element = Element(tag, attributes, self.getpos()[0], self._open[-1])
        self._open[-1].children.append(element)
        if tag not in _VOID and len(self._open) <= _DEEPEST_ELEMENT:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # The slash of `<div/>` means nothing in HTML.
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self._close(tag)

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)

    def _close(self, tag: str, until: tuple[str, ...] = ()) -> None:
        for depth in range(len(self._open) - 1, 0, -1):
            name = self._open[depth].name
            if name == tag:
                del self._open[depth:]
                return
            if name in until:
                return
