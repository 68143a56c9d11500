"""The frame as one document: words, looks and script inline, nothing fetched."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Template
from markupsafe import Markup, escape

from quickexit.content.models import Faq, Language
from quickexit.deployment.settings import Settings
from quickexit.errors import QuickExitError
from quickexit.releases.csp import hash_source

_PLACES = re.compile(r"(\{[a-z]+\})")
# Stand in the rendered page for what the theme decides. No parser lets a NUL into a page.
_POLICY = "\0policy\0"
_STYLE = "\0style\0"


@dataclass(frozen=True)
class UnthemedPage:
    """The frame in one language without its looks: rendered once, however many themes there are."""

    html: str
    script: str

    def with_style(self, style: str) -> str:
        """Return the HTML with `style`, which is minified and begins with the theme's properties.

        Raises `QuickExitError` where the style cannot stand inline.
        """
        inline_style = inline("style", style)
        policy = content_security_policy(inline_style, self.script)
        return self.html.replace(_POLICY, escape(policy)).replace(_STYLE, inline_style)


def unthemed_page(
    faq: Faq, script: str, template: Template, settings: Settings, languages: Sequence[Language]
) -> UnthemedPage:
    """Return the frame of one language, for any theme.

    `script` is minified text; `languages` are those that have a page beside this one. Raises
    `QuickExitError` where the script cannot stand inline.
    """
    inline_script = inline("script", script)
    html = template.render(
        faq=faq,
        s=faq.strings,
        settings=settings,
        others=[language for language in languages if language.code != faq.language.code],
        hotline=_hotline_in_markup(faq),
        policy=_POLICY,
        style=_STYLE,
        script=inline_script,
    )
    return UnthemedPage(html, inline_script)


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


def _hotline_in_markup(faq: Faq) -> Markup:
    """Return the sentence on whom else to ask, empty where there is nobody.

    Beside the text of a draft it says in which languages.
    """
    if not faq.hotlines:
        return Markup("")
    contact = faq.hotlines[0]
    key = "hotline_sentence" if contact.text else "hotline_sentence_call"
    if faq.is_draft and contact.languages:
        key = "unreviewed_hotline"
    # Numbers keep their order inside a text from right to left.
    number = Markup('<bdi dir="ltr">{}</bdi>')
    call = Markup('<a href="tel:{}">{}</a>').format(contact.call, number.format(contact.call_shown))
    values = {
        "{name}": contact.name,
        "{call}": call,
        "{text}": number.format(contact.text_shown),
        "{languages}": contact.languages or "",
    }
    # The joining escapes what is no markup.
    return Markup("").join(values.get(part, part) for part in _PLACES.split(faq.strings[key]))
