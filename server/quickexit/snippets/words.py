"""The words of a snippet: sentences with the numbers, for whoever never sees the frame."""

from collections.abc import Mapping
from html import escape

from quickexit.content.models import Contact, Faq
from quickexit.errors import QuickExitError


def tag(name: str, attributes: Mapping[str, str | bool | None], content: str = "") -> str:
    """Return an element; `content` is HTML. True writes a name alone, None leaves it out."""
    written = "".join(
        f" {key}" if value is True else f' {key}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    return f"<{name}{written}>{content}</{name}>"


def dom_attributes(attributes: Mapping[str, str | bool | None]) -> dict[str, str]:
    """Return the attributes that `tag` writes, as the DOM has them."""
    return {
        name: "" if value is True else str(value)
        for name, value in attributes.items()
        if value is not None and value is not False
    }


def emergency_sentence(faq: Faq) -> str:
    """Return the emergency sentence, in which the number is a link that calls it."""
    sentence = escape(word(faq, "emergency_text"))
    contact = faq.emergency
    if contact is None or not contact.call:
        return sentence
    return sentence.replace(escape(contact.call_shown or contact.call), _call_link(contact), 1)


def hotline_sentences(faq: Faq) -> list[str]:
    """Return a sentence of each other contact that can be called, its number a link."""
    sentences = []
    for contact in faq.hotlines:
        key = "hotline_sentence" if contact.text else "hotline_sentence_call"
        sentence = escape(word(faq, key)).replace("{name}", escape(contact.name))
        sentence = sentence.replace("{call}", _call_link(contact))
        text = escape(contact.text_shown or contact.text or "")
        sentences.append(sentence.replace("{text}", text))
    return sentences


def _call_link(contact: Contact) -> str:
    shown = contact.call_shown or contact.call or ""
    return tag("a", {"href": f"tel:{contact.call}"}, escape(shown))


def word(faq: Faq, key: str) -> str:
    """Return words of a language; raise `QuickExitError` where it has none of that name."""
    try:
        return faq.strings[key]
    except KeyError:
        raise QuickExitError(
            f"the language {faq.language.code} has no words for {key!r}",
            hint=f"add {key} to its strings.toml",
        ) from None
