"""Markdown of the content pack: a small part of CommonMark, with a mark for each fact."""

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token

from quickexit.content.schema import PLACEHOLDER
from quickexit.errors import QuickExitError

_FACT = re.compile(r"[ \t]*\{#([a-z0-9]+(?:-[a-z0-9]+)*)\}")
_BLOCKS = frozenset({"paragraph", "bullet_list", "ordered_list", "list_item", "heading", "inline"})
_IN_BLOCKS = frozenset({"text", "softbreak", "hardbreak", "strong", "em"})
_HEADING_TAGS = ("h3", "h4")
_KIND_NAMES = {
    "link": "a link",
    "image": "an image",
    "blockquote": "a quotation",
    "hr": "a rule",
    "fence": "code",
    "code_block": "code (four spaces before a line)",
    "code_inline": "code",
    "html": "HTML",
}


@dataclass(frozen=True)
class Passage:
    """A Markdown file, rendered: its HTML and the facts that are marked in it, in order."""

    html: str
    facts: tuple[str, ...]


def title_and_body(text: str, where: str) -> tuple[str, str]:
    """Split off the first line, `# Title`, which stays plain text.

    Returns the title and a body with as many lines as the file, so that lines can be named.
    """
    first, _, rest = text.partition("\n")
    title = re.fullmatch(r"#[ \t]+(\S.*?)\s*", first)
    if title is None:
        raise QuickExitError(
            'the first line is not "# " and the question',
            where=f"{where}:1",
            hint="begin the file with that line",
        )
    _refuse_placeholders(title.group(1), where)
    return title.group(1), "\n" + rest


# A server reads all languages anew whenever its store or source changes, and most answers are
# then as they were. The eleven languages of the package have 77 passages.
@lru_cache(maxsize=512)
def render(text: str, where: str, publisher: str) -> Passage:
    """Return the HTML of a Markdown text, and its facts.

    Allowed are paragraphs, lists, headings of level 3 and 4, strong and emphasised words;
    `{#name}` marks a fact and is not shown; `{publisher}` becomes `publisher`.
    Raises `QuickExitError` with file and line for anything else.
    """
    facts = _marked_facts(text, where)
    plain = _FACT.sub("", text)
    _refuse_placeholders(plain, where)
    tokens = _PARSER.parse(plain)
    if not tokens:
        raise QuickExitError("there is no text", where=where, hint="write a text")
    for token in tokens:
        _check_block(token, where)
    html = _PARSER.renderer.render(tokens, _PARSER.options, {})
    # After rendering, so that a publisher's name is never read as Markdown.
    return Passage(html.strip().replace("{publisher}", escape(publisher)), facts)


# Takes HTML for text, and escapes text as text nodes need.
_PARSER = MarkdownIt("commonmark", {"html": False, "xhtmlOut": False})
_PARSER.add_render_rule("text", lambda _, tokens, at, *__: escape(tokens[at].content, quote=False))


def _marked_facts(text: str, where: str) -> tuple[str, ...]:
    seen: dict[str, None] = {}
    for mark in _FACT.finditer(text):
        if mark.group(1) in seen:
            raise QuickExitError(
                f'the fact "{mark.group(1)}" is marked twice',
                where=f"{where}:{text.count(chr(10), 0, mark.start()) + 1}",
                hint="mark each fact once",
            )
        seen[mark.group(1)] = None
    return tuple(seen)


def _refuse_placeholders(text: str, where: str) -> None:
    for found in PLACEHOLDER.finditer(text):
        if found.group() != "{publisher}":
            raise QuickExitError(
                f'"{found.group().splitlines()[0]}" is not known here',
                where=f"{where}:{text.count(chr(10), 0, found.start()) + 1}",
                hint="write {publisher}, or {#name-of-a-fact} in small letters, or no brackets",
            )


def _check_block(token: Token, where: str) -> None:
    line = f"{where}:{token.map[0] + 1}" if token.map else where
    for part in (token, *(token.children or ())):
        kind = part.type.removesuffix("_open").removesuffix("_close")
        if kind == "text" and re.search(r"<[A-Za-z/!?]", part.content):
            kind = "html"
        if kind not in _BLOCKS | _IN_BLOCKS:
            raise QuickExitError(
                f"{_KIND_NAMES.get(kind, kind)} is not allowed in an answer",
                where=line,
                hint="use plain paragraphs, lists and **strong** words",
            )
    # A list that begins with another number than 1 would carry an attribute.
    token.attrs.clear()
    if token.type == "heading_open" and token.tag not in _HEADING_TAGS:
        raise QuickExitError(
            "this heading has the wrong level", where=line, hint="begin it with ### or ####"
        )
