"""Checks of the link: it is there, stands in the corner, and leads where it should."""

from collections.abc import Iterator

import tinycss2

from quickexit.page_checks.document import Element
from quickexit.page_checks.expected import Expected
from quickexit.page_checks.findings import Finding
from quickexit.page_checks.page_fetch import origin_of
from quickexit.page_checks.snippet_parts import SnippetParts, focusable

# Properties of a box around a fixed element that catch it: it then sticks to that box (CSS
# Positioned Layout, Transforms 2, Filter Effects, Containment 3, Will Change; seen in Chromium 156
# and Firefox ESR 153). `z-index` with a position puts it below what stands above that box.
_CATCHING = frozenset(
    {
        "transform",
        "translate",
        "rotate",
        "scale",
        "perspective",
        "filter",
        "backdrop-filter",
        "will-change",
        "contain",
        "container-type",
        "content-visibility",
        "offset-path",
        "z-index",
        "opacity",
    }
)
_WITHOUT_EFFECT = frozenset({"none", "normal", "visible", "initial", "unset"})
_OWN_WITHOUT_EFFECT = {"z-index": "auto", "will-change": "auto", "opacity": "1"}
# Elements and attributes whose content is not shown, or not yet.
_CONCEALING = {
    "noscript": "it stands in <noscript>, and is there without JavaScript alone",
    "dialog": "it stands in a <dialog>, and is there while that is open alone",
    "details": "it stands in a <details>, and is there while that is open alone",
}


def link_findings(document: Element, parts: SnippetParts, expected: Expected) -> Iterator[Finding]:
    """Yield what there is to say of the link of a page."""
    link = parts.link
    if link is None:
        yield Finding(
            "link",
            "wrong",
            "there is no link to leave with",
            "paste the snippet again, into a field that keeps HTML as it is",
        )
        return
    yield Finding("link", "right", f'the link is there: "{link.text()}"', line=link.line)
    yield _position(link)
    yield _order(document, link)
    yield _destination(parts, link, expected)
    yield from _surroundings(link)


def _position(link: Element) -> Finding:
    position = declarations(link.get("style") or "").get("position")
    if position == "fixed":
        return Finding("link-position", "right", "it is fixed in the corner", line=link.line)
    return Finding(
        "link-position",
        "wrong",
        "its style was removed, so that it scrolls away until the script runs",
        "allow the attribute style on links, or put the snippet into the template of the page",
        link.line,
    )


def _order(document: Element, link: Element) -> Finding:
    if next(focusable(document), None) is link:
        return Finding("link-order", "right", "it is the first stop of the Tab key", line=link.line)
    return Finding(
        "link-order",
        "notice",
        "other controls come before it in the order of the Tab key",
        "put the snippet right behind <body>",
        link.line,
    )


def _destination(parts: SnippetParts, link: Element, expected: Expected) -> Finding:
    wanted = parts.option("exit-href") or expected.settings.exit_href
    found = parts.address(link, "href")
    if found.rstrip("/") != wanted.rstrip("/"):
        return Finding(
            "link-destination",
            "wrong",
            f"it leads to {found or 'nowhere'}, and should lead to {wanted}",
            "exempt links with data-quick-exit from whatever rewrites links on this site",
            link.line,
        )
    if origin_of(found) == origin_of(parts.page):
        return Finding(
            "link-destination",
            "wrong",
            "it leads to the site that the visitor leaves",
            "choose a page of another site with --exit-href",
            link.line,
        )
    if (link.get("target") or "_self").lower() != "_self":
        return Finding(
            "link-destination",
            "wrong",
            f'it opens another tab (target="{link.get("target")}"), and the page stays open',
            "exempt links with data-quick-exit from whatever adds the target",
            link.line,
        )
    return Finding("link-destination", "right", f"it leads to {found}", line=link.line)


def _surroundings(link: Element) -> Iterator[Finding]:
    problems: list[tuple[str, str, Element]] = []
    for ancestor in link.ancestors():
        style = declarations(ancestor.get("style") or "")
        caught = [name for name in style if _catches(name, style[name])]
        if caught:
            text = f"a box around it has {', '.join(caught)}, which can hold it or cover it"
            problems.append((text, "take the snippet out of that box", ancestor))
        if ancestor.name in _CONCEALING and not ancestor.has("open"):
            problems.append((_CONCEALING[ancestor.name], "take the snippet out of it", ancestor))
        for attribute in ("hidden", "inert", "popover"):
            if ancestor.has(attribute):
                text = f"an element around it has the attribute {attribute}"
                problems.append((text, "take the snippet out of it", ancestor))
        if style.get("display") == "none" or style.get("visibility") == "hidden":
            problems.append(("an element around it is not shown", "show it", ancestor))
    for text, hint, ancestor in problems:
        yield Finding("link-surroundings", "wrong", text, hint, ancestor.line)
    if not problems:
        yield Finding("link-surroundings", "right", "no box in the markup holds it or covers it")


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
