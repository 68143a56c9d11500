"""Checks of the link: it is there, stands in the corner, and leads where it should."""

from collections.abc import Iterator

import tinycss2

from quickexit.page_checks.document import Element
from quickexit.page_checks.expected import Expected
from quickexit.page_checks.findings import Finding
from quickexit.page_checks.page_fetch import origin_of
from quickexit.page_checks.snippet_parts import FoundParts

# Properties of a box around a fixed element that catch it: it then sticks to that box (CSS
# Positioned Layout, Transforms 2, Filter Effects, Containment 3, Will Change; seen in Chromium 156
# and Firefox ESR 153). `z-index` with a position puts it below what stands above that box.
_CATCHING = frozenset((
    "transform", "translate", "rotate", "scale", "perspective", "filter", "backdrop-filter",
    "will-change", "contain", "container-type", "content-visibility", "offset-path", "z-index",
    "opacity",
))  # fmt: skip
_WITHOUT_EFFECT = frozenset({"none", "normal", "visible", "initial", "unset"})
_OWN_WITHOUT_EFFECT = {"z-index": "auto", "will-change": "auto", "opacity": "1"}
# Elements and attributes whose content is not shown, or not yet.
_CONCEALING = {
    "noscript": "it stands in <noscript>, and is there without JavaScript alone",
    "dialog": "it stands in a <dialog>, and is there while that is open alone",
    "details": "it stands in a <details>, and is there while that is open alone",
}


def link_findings(document: Element, parts: FoundParts, expected: Expected) -> Iterator[Finding]:
    """Yield what there is to say of the link of a page."""
    link = parts.link
    if link is None:
        hint = "paste the snippet again, into a field that keeps HTML as it is"
        yield Finding("link", "wrong", "there is no link to leave with", hint)
        return
    yield Finding("link", "right", f'the link is there: "{link.text()}"', line=link.line)
    if declarations(link.get("style")).get("position") == "fixed":
        yield Finding("link-position", "right", "it is fixed in the corner", line=link.line)
    else:
        text = "its style was removed, so that it scrolls away until the script runs"
        hint = (
            "allow the attribute style on links, or put the snippet into the template of the page"
        )
        yield Finding("link-position", "wrong", text, hint, link.line)
    if next(_focusable(document), None) is link:
        yield Finding("link-order", "right", "it is the first stop of the Tab key", line=link.line)
    else:
        text = "other controls come before it in the order of the Tab key"
        hint = "put the snippet right behind <body>"
        yield Finding("link-order", "notice", text, hint, link.line)
    yield _destination(parts, link, expected)
    yield from _surroundings(link)


def _focusable(document: Element) -> Iterator[Element]:
    """Yield the elements that Tab reaches, in document order, as far as the markup tells."""
    for element in document.walk():
        if element.get("tabindex") == "-1" or element.has("disabled") or element.has("hidden"):
            continue
        control = element.name in {"button", "input", "select", "textarea", "summary", "iframe"}
        link = element.name == "a" and element.has("href")
        if link or (control and element.get("type") != "hidden"):
            yield element


def _destination(parts: FoundParts, link: Element, expected: Expected) -> Finding:
    wanted = parts.option("exit-href") or expected.settings.exit_href
    found = parts.address(link, "href")
    target = link.get("target") or "_self"
    if found.rstrip("/") != wanted.rstrip("/"):
        text = f"it leads to {found or 'nowhere'}, and should lead to {wanted}"
        hint = "exempt links with data-quick-exit from whatever rewrites links on this site"
    elif origin_of(found) == origin_of(parts.page):
        text = "it leads to the site that the visitor leaves"
        hint = "choose a page of another site with --exit-href"
    elif target.lower() != "_self":
        text = f'it opens another tab (target="{target}"), and the page stays open'
        hint = "exempt links with data-quick-exit from whatever adds the target"
    else:
        return Finding("link-destination", "right", f"it leads to {found}", line=link.line)
    return Finding("link-destination", "wrong", text, hint, link.line)


def _surroundings(link: Element) -> list[Finding]:
    found = [
        Finding("link-surroundings", "wrong", text, hint, box.line)
        for box in link.ancestors()
        for text, hint in _problems_of(box)
    ]
    right = "no box in the markup holds it or covers it"
    return found or [Finding("link-surroundings", "right", right)]


def _problems_of(box: Element) -> Iterator[tuple[str, str]]:
    """Yield why a link in an element may be out of reach, and what to do."""
    style = declarations(box.get("style"))
    caught = [name for name, value in style.items() if _catches(name, value)]
    if caught:
        text = f"a box around it has {', '.join(caught)}, which can hold it or cover it"
        yield text, "take the snippet out of that box"
    if box.name in _CONCEALING and not box.has("open"):
        yield _CONCEALING[box.name], "take the snippet out of it"
    for attribute in filter(box.has, ("hidden", "inert", "popover")):
        yield f"an element around it has the attribute {attribute}", "take the snippet out of it"
    if style.get("display") == "none" or style.get("visibility") == "hidden":
        yield "an element around it is not shown", "show it"


def _catches(name: str, value: str) -> bool:
    return name in _CATCHING and value not in {*_WITHOUT_EFFECT, _OWN_WITHOUT_EFFECT.get(name)}


def declarations(style: str) -> dict[str, str]:
    """Return the declarations of a style attribute: values in lower case by property."""
    parsed = tinycss2.parse_declaration_list(style, skip_comments=True, skip_whitespace=True)
    return {
        declaration.lower_name: tinycss2.serialize(declaration.value).strip().lower()
        for declaration in parsed
        if declaration.type == "declaration"
    }
