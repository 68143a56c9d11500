"""What an agency's folder begins with: little, since everything else comes from the package."""

from __future__ import annotations

import json
import re
from pathlib import Path

from quickexit.content.markdown import render, title_and_body
from quickexit.content.models import DEFAULT_LANGUAGE
from quickexit.content.override_strings import STRINGS_FILE
from quickexit.content.schema import StringsFile, read_toml
from quickexit.deployment.settings import SETTINGS_FILE
from quickexit.paths import widget_directory
from quickexit.text_files import entries, read_text
from quickexit.themes.palette import derive
from quickexit.themes.theme import Theme, theme_from_values
from quickexit.themes.toml_export import to_toml

_SETTINGS = """\
# The settings of this deployment; every one may be left out.

# Where the widget is served, without a slash at its end.
# public_address = "https://widget.example.org"

# Who speaks in the text, as it reads inside a sentence.
# publisher = "the District Attorney's Office"

# Where a visitor who leaves arrives, and where if that does not answer. A fast page, rich in
# content and not personalised: never the home page of a search engine.
destination = "https://www.weather.gov/"
fallback_destination = "https://www.wikipedia.org/"

# Which sites may show the questions and answers in a frame; empty means all.
allowed_hosts = []

# Which languages and themes are shipped; "en" and "default" must be among them. The theme that is
# named first is that of /faq. Without these, all are shipped.
# languages = ["en", "es"]
# themes = ["default"]

# What tabs and histories show, in place of each language's neutral words. Whoever looks at the
# device reads it: say nothing here of what the page is about.
# title = "Questions and answers"

# Whether search engines are asked to leave the pages out of their lists.
noindex = true
"""

_CONTACTS = """\
# What is yours in the contacts. The package's own stay in force: write here only what differs.
# Ring a number, reach the right desk, and only then run
#   quickexit content checked hotline --by "Name of the person who rang"
# which writes both lines into its table. Never dial an emergency number to try it: ask its
# operator on the ordinary line.

# A contact of the package that is not for your readers is left out everywhere, with its words. This
# line stands above every [table]. The emergency line cannot be left out: change it.
# remove = ["hotline"]

[contacts.emergency]
# checked_on = 2026-01-31
# checked_by = "Name of the person who asked"

[contacts.hotline]
# checked_on = 2026-01-31
# checked_by = "Name of the person who rang"

# A contact of your own; its name and hours stand in content/en/strings.toml, and in the same file
# of each language that you ship.
# [contacts.shelter]
# call = "+12125550100"
# call_shown = "212-555-0100"
# valid_days = 90
"""

_STRINGS = """\
# Words of your own. The package's stay in force: write here only what differs, by the same name.
# `quickexit content check` says when the package's words change under yours. Other languages have a
# file of their own, such as content/es/strings.toml.

# all_answers = "Open all answers"

# All that there are, as the package had them when this folder was made.
{strings}

# What is said about a contact (name, note, hours, languages, cost, owner), in each language that
# you ship.
# [contacts.shelter]
# name = "City shelter"
# hours = "Every day, 8 am to 8 pm"

# What each of yours replaced, so that a later change of it is noticed.
# [based_on]
# all_answers = "Show all answers"
"""

_README = """\
# {name}

This folder is one agency's own part of the questions and answers: what differs from the package
quickexit, and nothing else. Run the commands inside it.

| file | what is yours to change |
|---|---|
| `quickexit.toml` | where it is served, who speaks, where leaving leads, which sites may show it |
| `themes/{theme}.toml` | colours, type, corners; every line says what it is |
| `contacts.toml` | who rang which number when, numbers of your own, what is left out |
| `content/en/strings.toml` | single words and sentences; all that there are stand in it |
| `content/en/questions/` | answers of your own, each under the file name of the one it replaces |
| `content/en/history.md` | help of your own about the browser's history |
| `content/en/language.toml` | who reviewed the language, and words that it must not use |

Another language has the same files in a folder of its own, such as `content/es/`. Make the last
three where you need them.

```sh
quickexit theme check {theme}      # can every colour be read on every other?
quickexit content check            # what is wrong, whom to ring, what changed under your words
quickexit serve --watch            # look at it on http://127.0.0.1:8000; each change shows at once
quickexit snippet --theme {theme}  # what partners paste
```

A new look from one colour: `quickexit theme new NAME --brand "#005ea2"`. Ring each number before
the first release; a release refuses numbers that nobody checked.

## Answers

These are the package's, as they were when this folder was made.

| file in `content/en/` | what it answers | its marks |
|---|---|---|
{answers}

Each fact in an answer ends with a mark, which is not shown: `You must pay it off first. {{#debt}}`.
Every language holds the same marks, so that none says less than another. An answer of your own
keeps them, each behind the words that say the fact. Where it says something else, write the same
answer in each language that you ship (`content/es/questions/…`), or name fewer `languages` in
`quickexit.toml`.

A question under a new name is added. It needs a file in each language that you ship, too.
"""


def theme_name(folder: str) -> str:
    """Return the name that a deployment's theme takes from that of its folder."""
    plain = re.sub(r"[^a-z0-9]+", "-", folder.lower()).strip("-")[:40].strip("-")
    # Its own theme, so that the package's stay what they are.
    taken = {file.stem for file in entries(widget_directory() / "themes")}
    return plain if plain and plain not in taken else "own"


def _strings(english: Path) -> str:
    """Return the package's strings, each as a comment that can be made a line."""
    strings, _ = read_toml(english / STRINGS_FILE, StringsFile)
    values = strings.model_dump(exclude={"contacts"})
    return "\n".join(f"# {key} = {json.dumps(values[key], ensure_ascii=False)}" for key in values)


def _answers(english: Path) -> str:
    """Return the package's answers with their marks, each as a row of a table."""
    rows = []
    for file in entries(english / "questions"):
        title, body = title_and_body(read_text(file), str(file))
        rows.append((f"questions/{file.name}", title, render(body, str(file), "").facts))
    file = english / "history.md"
    facts = render(read_text(file), str(file), "").facts
    rows.append((file.name, "help about the browser's history", facts))
    return "\n".join(
        f"| `{name}` | {title} | {' '.join(f'`{{#{fact}}}`' for fact in facts)} |"
        for name, title, facts in rows
    )


def starter_files(folder: str, brand: str | None) -> dict[str, bytes]:
    """Return the files of a new deployment by their paths; `folder` is the folder's name.

    Its theme is derived from `brand`, `#rrggbb`, or looks like the default. Raises
    `QuickExitError` for what is not such a colour.
    """
    name = theme_name(folder)
    look: Theme = derive(name, brand) if brand else theme_from_values(name, {})
    english = widget_directory() / "content" / DEFAULT_LANGUAGE
    files = {
        SETTINGS_FILE: _SETTINGS,
        f"themes/{name}.toml": to_toml(look),
        "contacts.toml": _CONTACTS,
        "content/en/strings.toml": _STRINGS.format(strings=_strings(english)),
        "README.md": _README.format(name=folder, theme=name, answers=_answers(english)),
    }
    return {path: text.encode() for path, text in files.items()}
