"""The frame as one document: words, looks and script inline, nothing fetched."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Template
from markupsafe import Markup, escape

from quickexit.content.models import Faq, Language
from quickexit.errors import QuickExitError
from quickexit.releases.csp import hash_source

_PLACES = re.compile(r"(\{[a-z]+\})")
# Stands in the rendered page for what the theme decides. No parser lets a NUL into a page.
_MARK = re.compile("\0(policy|style)\0")
_LIMITS = ("history", "earlier_pages", "no_script", "loading", "tabs", "keys", "watched")


@dataclass(frozen=True)
class UnthemedPage:
    """The frame in one language without its looks: rendered once, however many themes there are.

    `parts` are texts and, between them, the names of what depends on the theme.
    """

    parts: tuple[str, ...]
    script: str

    def with_style(self, style: str) -> str:
        """Return the HTML with `style`, which is minified and begins with the theme's properties.

        Raises `QuickExitError` where the style cannot stand inline.
        """
        inline_style = inline("style", style)
        policy = content_security_policy(inline_style, self.script)
        looks = {"policy": str(escape(policy)), "style": inline_style}
        texts, names = self.parts[::2], self.parts[1::2]
        rest = zip(names, texts[1:], strict=True)
        return texts[0] + "".join(looks[name] + text for name, text in rest)


def unthemed_page(
    faq: Faq,
    script: str,
    template: Template,
    *,
    exit_href: str,
    exit_fallback_href: str,
    languages: Sequence[Language] = (),
    noindex: bool = True,
    show_unreviewed: bool = False,
    show_unchecked: bool = False,
) -> UnthemedPage:
    """Return the frame of one language, for any theme.

    `script` is minified text; the addresses are where the exit leads unless the page around the
    frame names others. `languages` are those that have a page beside this one. `noindex` keeps
    search engines away. `show_unreviewed` and `show_unchecked` put the notices on a draft and on
    unchecked numbers into the page. Raises `QuickExitError` where the script cannot stand inline.
    """
    inline_script = inline("script", script)
    html = template.render(
        faq=faq,
        s=faq.strings,
        questions=[
            {
                "identifier": question.identifier,
                "title": question.title,
                "html": Markup(question.html),  # noqa: S704 - cleaned by content
            }
            for question in faq.questions
        ],
        history_help=Markup(faq.history_help_html),  # noqa: S704 - cleaned by content
        limits=[faq.strings[f"limit_{name}"] for name in _LIMITS],
        emergency=faq.emergency,
        others=[language for language in languages if language.code != faq.language.code],
        noindex=noindex,
        hotline=_hotline_in_markup(faq, show_unreviewed),
        show_unreviewed=show_unreviewed,
        show_unchecked=show_unchecked,
        exit_href=exit_href,
        exit_fallback_href=exit_fallback_href,
        policy=Markup("\0policy\0"),
        style=Markup("\0style\0"),
        script=Markup(inline_script),  # noqa: S704 - inline() keeps it within its element
    )
    return UnthemedPage(tuple(_MARK.split(html)), inline_script)


def inline(element: str, text: str) -> str:
    """Return `text` so that it can stand in a `style` or `script` element and cannot end it.

    A script's `</script` and `<!--` are escaped, which changes no string, template or regular
    expression. Raises `QuickExitError` for a style that holds `</style`, which has no harmless
    spelling, and for a carriage return or NUL, which the browser's parser replaces: the hash of
    the Content-Security-Policy would then fit other bytes. Source: HTML Standard, "Restrictions
    for contents of script elements" and "Preprocessing the input stream".
    """
    if "\r" in text or "\0" in text:
        raise QuickExitError(
            f"the {element} of the frame holds a carriage return or NUL",
            hint="end its lines with a line feed alone",
        )
    if element == "script":
        return re.sub(r"<(/script|!--)", r"<\\\1", text, flags=re.IGNORECASE)
    if "</style" in text.lower():
        raise QuickExitError("the style of the frame holds </style", hint="take it out")
    return text


def content_security_policy(style: str, script: str | None) -> str:
    """Return the policy of a page: its own style and script by their hashes, nothing else.

    None for `script` forbids all scripts.
    """
    directives = {
        "default-src": "'none'",
        "style-src": hash_source(style),
        "script-src": "'none'" if script is None else hash_source(script),
        # The empty icon of the page, without which browsers ask the server for one.
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return ";".join(f"{name} {value}" for name, value in directives.items())


def _hotline_in_markup(faq: Faq, draft: bool) -> Markup:
    """Return the sentence on whom else to ask, empty where there is nobody.

    Beside the text of a draft it says in which languages.
    """
    if not faq.hotlines:
        return Markup("")
    contact = faq.hotlines[0]
    key = "hotline_sentence" if contact.text else "hotline_sentence_call"
    if draft and contact.languages:
        key = "unreviewed_hotline"
    # Numbers keep their order inside a text from right to left.
    number = Markup('<bdi dir="ltr">{}</bdi>')
    call = Markup('<a href="tel:{}">{}</a>').format(contact.call, number.format(contact.call_shown))
    values = {
        "{name}": escape(contact.name),
        "{call}": call,
        "{text}": number.format(contact.text_shown),
        "{languages}": escape(contact.languages or ""),
    }
    # What is no placeholder is escaped by the joining.
    return Markup("").join(values.get(part, part) for part in _PLACES.split(faq.strings[key]))
