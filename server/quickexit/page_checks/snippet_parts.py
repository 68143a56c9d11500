"""The parts of the snippet on a page: element, link, frame and script."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from quickexit.page_checks.document import Element
from quickexit.releases.layout import SCRIPT, frame_pattern

FRAME_PATH = re.compile(rf"(?P<base>.*)/(?P<release>[^/]+)/{frame_pattern('theme', 'lang')}")
SCRIPT_PATH = re.compile(rf"(?P<base>.*)/(?P<release>[^/]+)/{re.escape(SCRIPT)}")


@dataclass(frozen=True)
class FoundParts:
    """What was found of the snippet; each part None where the page has none.

    `page` is the page's address, which relative addresses are resolved against.
    """

    page: str
    element: Element | None
    link: Element | None
    frame: Element | None
    scripts: tuple[Element, ...]

    def address(self, element: Element, attribute: str = "src") -> str:
        """Return the absolute address in an attribute, "" where there is none."""
        written = element.get(attribute).strip()
        return urljoin(self.page, written) if written else ""

    def option(self, name: str) -> str:
        """Return an option of the snippet: of the element, else of the link, else of a script.

        It is "" where none has it.
        """
        element = self.element
        if element is not None and element.name == "quick-exit-faq" and element.has(name):
            return element.get(name)
        for part in (self.element, self.link, *self.scripts):
            if part is not None and part.has(f"data-{name}"):
                return part.get(f"data-{name}")
        return ""


def find_parts(document: Element, page: str) -> FoundParts:
    """Return the parts of the snippet in a document; a page may hold some of them alone."""
    elements = [
        element
        for element in document.walk()
        if not any(ancestor.name == "template" for ancestor in element.ancestors())
    ]
    roots = (e for e in elements if e.name == "quick-exit-faq" or e.has("data-quick-exit-faq"))
    return FoundParts(
        page=page,
        element=next(roots, None),
        link=next((e for e in elements if e.name == "a" and e.has("data-quick-exit")), None),
        frame=next((e for e in elements if _is_frame(e)), None),
        scripts=tuple(e for e in elements if _is_script(e)),
    )


def path_of(address: str) -> str:
    """Return scheme, host and path of an address, without query and fragment."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"


def _is_frame(element: Element) -> bool:
    # Scripts that load frames late move the address to another attribute.
    sources = map(element.get, ("src", "data-src", "data-lazy-src"))
    return element.name == "iframe" and any(FRAME_PATH.match(path_of(source)) for source in sources)


def _is_script(element: Element) -> bool:
    ours = any(SCRIPT_PATH.fullmatch(path_of(element.get(name))) for name in ("src", "data-src"))
    return element.name == "script" and (ours or element.has("data-quick-exit-script"))
