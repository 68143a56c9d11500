"""The HTML of an answer: a few elements without attributes, whatever the Markdown holds."""

from __future__ import annotations

from contextlib import suppress
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quickexit.content.markdown import render
from quickexit.errors import QuickExitError

ALLOWED = {"p", "ul", "ol", "li", "h3", "h4", "strong", "em", "br"}
# fmt: off
PIECES = st.sampled_from([
    "<b>", "<script>", "&lt;", "&#60;b&#62;", "\\<", "[a](javascript:1)", "![x](y)", "<http://a.b>",
    "3. ", "- ", "### ", "**", "*", "`", "> ", "\n", "\n\n", "    ", "word", '"', "&", "\\",
    "{#f}", "{publisher}", "---", "|a|", "<!--", "]]>", "\0", "\u00a0",
])
# fmt: on


class Elements(HTMLParser):
    """Collects what an HTML parser makes of a text."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes += attrs

    def handle_comment(self, data: str) -> None:
        self.names.add(f"<!--{data}")

    def handle_decl(self, decl: str) -> None:
        self.names.add(f"<!{decl}")

    def handle_data(self, data: str) -> None:
        self.text += data


def elements(html: str) -> Elements:
    found = Elements()
    found.feed(html)
    found.close()
    return found


@given(st.lists(PIECES, max_size=12).map("".join))
@example("3. three\n4. four")
@example("&#60;script&#62;alert(1)&#60;/script&#62;")
@example("a \\<b\\> c")
def test_whatever_is_rendered_is_a_few_elements_without_attributes(text: str) -> None:
    with suppress(QuickExitError):
        found = elements(render(text, "x.md", '<img src="x">').html)
        assert found.names <= ALLOWED
        assert not found.attributes


def test_an_element_that_is_not_allowed_would_be_found() -> None:
    found = elements('<p>a<script src="x"></script><!-- b --></p>')
    assert found.names == {"p", "script", "<!-- b "}
    assert found.attributes == [("src", "x")]


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("3. three", "<ol>\n<li>three</li>\n</ol>"),
        ('say "yes" & go', '<p>say "yes" &amp; go</p>'),
        ("1 &lt; 2", "<p>1 &lt; 2</p>"),
        ("one\\\ntwo", "<p>one<br>\ntwo</p>"),
    ],
)
def test_text_is_escaped_and_a_list_begins_with_1(markdown: str, html: str) -> None:
    assert render(markdown, "x.md", "").html == html
