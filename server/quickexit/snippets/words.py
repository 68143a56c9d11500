"""The words of a snippet: sentences with the numbers, for whoever never sees the frame."""

from collections.abc import Iterator, Mapping
from html import escape

from quickexit.content.models import Contact, Faq


def tag(name: str, attributes: Mapping[str, str], content: str = "") -> str:
    """Return an element; `content` is HTML."""
    return f"<{name}{written_attributes(attributes)}>{content}</{name}>"


def written_attributes(attributes: Mapping[str, str]) -> str:
    """Return attributes as HTML, a space before each; an empty value is left out."""
    pairs = attributes.items()
    return "".join(f' {name}="{escape(value)}"' if value else f" {name}" for name, value in pairs)


def emergency_sentence(faq: Faq) -> str:
    """Return the emergency sentence, in which the number is a link that calls it."""
    sentence = escape(faq.strings["emergency_text"])
    contact = faq.emergency
    if contact is None or not contact.call:
        return sentence
    return sentence.replace(escape(contact.call_shown or contact.call), _call_link(contact), 1)


def hotline_sentences(faq: Faq) -> Iterator[str]:
    """Yield a sentence of each other contact that can be called, its number a link."""
    for contact in faq.hotlines:
        key = "hotline_sentence" if contact.text else "hotline_sentence_call"
        sentence = escape(faq.strings[key]).replace("{name}", escape(contact.name))
        sentence = sentence.replace("{call}", _call_link(contact))
        yield sentence.replace("{text}", escape(contact.text_shown or ""))


def _call_link(contact: Contact) -> str:
    return tag("a", {"href": f"tel:{contact.call}"}, escape(contact.call_shown or ""))
