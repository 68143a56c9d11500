"""The commands `content …`: what is wrong with the words, and what a person must still check."""

from datetime import datetime
from pathlib import Path

import click

from quickexit.atomic_files import replace_file, write_new_file
from quickexit.cli.common import deployment_option, json_option, today
from quickexit.cli.output import say, say_json, warn
from quickexit.content.models import DEFAULT_LANGUAGE, contacts_due
from quickexit.content.readability import LONG_WORD
from quickexit.content.validation import all_problems, long_words_of
from quickexit.deployment.folder import CONTACTS_FILE, unread_files
from quickexit.deployment.source import load_faqs, open_source, override_notices
from quickexit.errors import QuickExitError
from quickexit.paths import checkout_directory


@click.group(epilog="Example: quickexit content check")
def content() -> None:
    """Check the content: languages, questions, contacts."""


@content.command("check", epilog="Example: quickexit content check --json")
@deployment_option
@json_option
def check_content(deployment: Path | None, as_json: bool) -> int:
    """Check all content: what is wrong, who to call, what to review, which files are not read.

    The status is 1 if a release would be wrong: a part is missing or extra, an English answer is
    too hard to read, a word promises too much, or the check of a contact has expired. Drafts,
    contacts that nobody has checked yet, and checks that end within 30 days are only named.
    """
    source = open_source(deployment)
    faqs = load_faqs(source)
    overrides = [str(notice) for notice in override_notices(source)]
    unread = list(unread_files(source.deployment)) if source.deployment else []
    problems = [str(problem) for problem in all_problems(faqs)]
    checks = (due for faq in faqs.values() for due in contacts_due(faq.contacts, today()))
    due = {check.contact.identifier: check for check in checks}
    drafts = [code for code, faq in faqs.items() if faq.is_draft]
    words = long_words_of(faqs[DEFAULT_LANGUAGE])
    if as_json:
        say_json(
            {
                "languages": list(faqs),
                "problems": problems,
                "contacts_due": list(map(str, due.values())),
                "contacts": {name: check.state for name, check in due.items()},
                "drafts": drafts,
                "long_words": words,
                "overrides": overrides,
                "unread": unread,
            }
        )
    else:
        for sentence in (*unread, *overrides):
            say(sentence)
        for problem in problems:
            warn(problem)
        for check in due.values():
            (warn if check.state == "stale" else say)(str(check))
        for code in drafts:
            say(
                f'Nobody has reviewed the language "{code}":'
                " read it, then record the review in language.toml."
            )
        for file, long in words.items():
            say(f"{file} has words of {LONG_WORD} syllables or more: {', '.join(long)}.")
        if not problems:
            say(f"The content of {len(faqs)} languages is well formed.")
    return 1 if problems or any(check.state == "stale" for check in due.values()) else 0


@content.command(epilog='Example: quickexit content checked hotline --by "A. Person"')
@click.argument("contact")
@click.option(
    "--by", required=True, metavar="NAME", help="The person who called and reached the right desk."
)
@click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), help="The day of the call. [default: today]"
)
@deployment_option
def checked(contact: str, by: str, on: datetime | None, deployment: Path | None) -> None:
    """Record in contacts.toml that NAME called CONTACT and reached the right desk."""
    # `content check` does not wait for the library that writes TOML.
    from quickexit.content.contact_checks import with_check

    source = open_source(deployment)
    override = source.deployment / CONTACTS_FILE if source.deployment else None
    file = override or source.contacts
    if override is None and checkout_directory() is None:
        # An update would overwrite it.
        raise QuickExitError(
            "this file belongs to the installed package",
            where=str(file),
            hint="make your own folder with: quickexit init city, then run this inside it",
        )
    day = on.date() if on else today()
    text = with_check(source.contacts, override, contact, by, day, today())
    (replace_file if file.is_file() else write_new_file)(file, text.encode())
    say(f'{file}: the contact "{contact}" was checked on {day} by {" ".join(by.split())}.')
