"""Commands on the content: what is wrong with it, and what a person has yet to look at."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import click

from quickexit.build import load_faqs, overlay_notices
from quickexit.cli.common import (
    deployment_option,
    json_option,
    open_deployment,
    say,
    say_json,
    today,
)
from quickexit.content import Faq, contacts_due
from quickexit.release import Findings


def find(faqs: Collection[Faq]) -> Findings:
    """Return what nobody has looked at: contacts by today's date, languages in draft."""
    due = {
        one.contact.identifier: None
        for faq in faqs
        for one in contacts_due(faq.contacts, today())
        if one.state != "due"
    }
    drafts = [faq.language.code for faq in faqs if faq.language.review_status == "draft"]
    return Findings(tuple(due), tuple(drafts))


@click.group(epilog="Example: quickexit content check")
def content() -> None:
    """Look at the content: languages, questions, contacts."""


@content.command(epilog="Example: quickexit content check --json")
@deployment_option
@json_option
def check(deployment: Path | None, as_json: bool) -> None:
    """Read all content; say what is wrong, which contacts to ring, which languages to review."""
    source = open_deployment(deployment).source
    faqs = load_faqs(source).values()
    overrides = [str(one) for one in overlay_notices(source)]
    due = {str(one): None for faq in faqs for one in contacts_due(faq.contacts, today())}
    drafts = find(faqs).unreviewed_languages
    if as_json:
        codes = [faq.language.code for faq in faqs]
        say_json(
            {
                "languages": codes,
                "contacts_due": list(due),
                "drafts": drafts,
                "overrides": overrides,
            }
        )
        return
    for sentence in overrides:
        say(sentence)
    for sentence in due:
        say(sentence)
    for code in drafts:
        say(f'Nobody has reviewed the language "{code}": read it, then say so in language.toml.')
    say(f"The content of {len(faqs)} languages is well formed.")
