"""A deployment's settings: `quickexit.toml`, checked, with the file and line of what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError
from pydantic_core import PydanticCustomError

from quickexit.errors import QuickExitError, UsageError
from quickexit.sentences import did_you_mean
from quickexit.written_files import line_of, parse_toml, read_text

SETTINGS_FILE = "quickexit.toml"
# What a partner's page shows that names nothing, and what unknown addresses show.
DEFAULT_LANGUAGE = "en"
DEFAULT_THEME = "default"

# What `frame-ancestors` takes and a header can carry: an optional scheme, a host name with an
# optional leading wildcard, an optional port (CSP Level 3, "host-source", without its path).
_ALLOWED_HOST = re.compile(
    r"(?:https?://)?(?:\*\.)?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*"
    r"(?::\d{1,5})?",
    re.IGNORECASE,
)
# Characters that end an attribute, a header or a directive, or that a browser drops unseen.
_NOT_IN_AN_ADDRESS = re.compile(r"[\s\x00-\x20\x7f\"'<>\\`]")


@dataclass(frozen=True)
class Settings:
    """What a deployment says about itself; the defaults serve a trial on one's own machine.

    `public_address` is where the widget is served, without a slash at its end. `publisher` speaks
    in the text ("the … District Attorney's Office"); without it the text names police and
    advocates. `exit_href` is where a visitor who leaves arrives, `exit_fallback_href` where they
    arrive if that does not answer. `allowed_hosts` narrows who may frame the FAQ; empty means
    everybody. `languages` and `themes` name what is shipped, the first theme being that of
    `/faq`; empty means all. `title` stands in tabs and histories in the place of each language's
    own. `noindex` asks search engines to leave the pages out. `file` is where all this was read.
    """

    public_address: str = "http://127.0.0.1:8000"
    publisher: str | None = None
    exit_href: str = "https://www.weather.gov/"
    exit_fallback_href: str = "https://www.wikipedia.org/"
    allowed_hosts: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    title: str | None = None
    noindex: bool = True
    file: Path | None = field(default=None, compare=False)


def web_address(text: str) -> str:
    """Return `text` if it is an http(s) address with a host and no user name.

    Raises `ValueError` with a half sentence that says what is wrong with it.
    """
    if _NOT_IN_AN_ADDRESS.search(text):
        raise ValueError("has a space, a quote or another character that no address has")
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("is not an address that begins with https:// or http://")
    if parts.username is not None or parts.password is not None:
        raise ValueError("holds a user name, which browsers refuse")
    _ = parts.port  # raises ValueError where it is no port
    return text


def base_address(text: str) -> str:
    """Return the address under which the widget stands, without a slash at its end.

    Raises `ValueError` for what is not one: a query or a fragment cannot be built upon.
    """
    if "?" in text or "#" in text:
        raise ValueError("has a query or a fragment, and paths are to be put behind it")
    return web_address(text).rstrip("/")


def option_address(option: str, text: str, *, base: bool = False) -> str:
    """Return an address given on the command line; raises `UsageError` naming `option`."""
    try:
        return base_address(text) if base else web_address(text)
    except ValueError as error:
        raise UsageError(
            f"{option} {text!r} {error}", cure="write it like https://www.example.org/"
        ) from error


def _checked(text: str) -> str:
    return _as_pydantic(web_address, text)


def _checked_base(text: str) -> str:
    return _as_pydantic(base_address, text)


def _as_pydantic(check: Callable[[str], str], text: str) -> str:
    try:
        return check(text)
    except ValueError as error:
        raise PydanticCustomError("address", "{text} {problem}", _context(text, error)) from error


def _context(text: str, error: ValueError) -> dict[str, str]:
    return {"text": repr(text), "problem": str(error)}


def _checked_words(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise PydanticCustomError("words", "it needs words on one line: write some or leave it out")
    return text.strip()


def _checked_names(names: list[str]) -> list[str]:
    if not names or len(set(names)) < len(names):
        raise PydanticCustomError("names", "it needs names, each once")
    return names


def _checked_hosts(hosts: list[str]) -> list[str]:
    for host in hosts:
        if not _ALLOWED_HOST.fullmatch(host):
            raise PydanticCustomError(
                "host",
                "{host} is not a host like https://city.example or *.city.example",
                {"host": repr(host)},
            )
    return hosts


class _SettingsFile(BaseModel):
    """The keys of `quickexit.toml`; each may be left out."""

    model_config = ConfigDict(extra="forbid", strict=True)

    public_address: Annotated[str, AfterValidator(_checked_base)] = Settings.public_address
    publisher: Annotated[str, AfterValidator(_checked_words)] | None = None
    destination: Annotated[str, AfterValidator(_checked)] = Settings.exit_href
    fallback_destination: Annotated[str, AfterValidator(_checked)] = Settings.exit_fallback_href
    allowed_hosts: Annotated[list[str], AfterValidator(_checked_hosts)] = []
    languages: Annotated[list[str], AfterValidator(_checked_names)] | None = None
    themes: Annotated[list[str], AfterValidator(_checked_names)] | None = None
    title: Annotated[str, AfterValidator(_checked_words)] | None = None
    noindex: bool = Settings.noindex


def find_deployment(named: Path | None, working_directory: Path) -> Path | None:
    """Return the deployment's folder: the one named, else the present one if it is one, else None.

    Raises `UsageError` if the one named has no `quickexit.toml`.
    """
    if named is None:
        return working_directory if (working_directory / SETTINGS_FILE).is_file() else None
    if not (named / SETTINGS_FILE).is_file():
        raise UsageError(
            f"{named} is not a deployment, since it has no {SETTINGS_FILE}",
            cure=f"make one with: quickexit init {named}",
        )
    return named


def load_settings(deployment: Path | None) -> Settings:
    """Return the settings of a deployment's folder, or the defaults where there is none.

    Raises `QuickExitError` with file, line and cure for the first thing that is wrong.
    """
    if deployment is None:
        return Settings()
    file = deployment / SETTINGS_FILE
    text = read_text(file)
    checked = _check(text, parse_toml(text, str(file)), file)
    return Settings(
        public_address=checked.public_address,
        publisher=checked.publisher,
        exit_href=checked.destination,
        exit_fallback_href=checked.fallback_destination,
        allowed_hosts=tuple(checked.allowed_hosts),
        languages=tuple(checked.languages or ()),
        themes=tuple(checked.themes or ()),
        title=checked.title,
        noindex=checked.noindex,
        file=file,
    )


def chosen(settings: Settings, key: str, there: Collection[str], always: str) -> tuple[str, ...]:
    """Return the names that the setting `key` (`languages` or `themes`) picks, in its order.

    `there` holds the names that exist; all of them are picked where the setting is left out.
    Raises `QuickExitError` for a name that is not among them, and where `always` is not picked:
    addresses that name nothing, or nothing that is there, show that one.
    """
    names: tuple[str, ...] = getattr(settings, key)
    wrong = next((name for name in names if name not in there), None)
    if wrong is not None:
        cure = did_you_mean(wrong, there) or f"there are {', '.join(sorted(there))}"
        raise QuickExitError(
            f"the setting '{key}' names \"{wrong}\", which is not there",
            where=_place(settings, key),
            cure=cure,
        )
    if names and always not in names:
        raise QuickExitError(
            f"the setting '{key}' lacks \"{always}\", which is shown where nothing else fits",
            where=_place(settings, key),
            cure="add it",
        )
    return names or tuple(sorted(there))


def _place(settings: Settings, key: str) -> str | None:
    return f"{settings.file}:{line_of(read_text(settings.file), (key,))}" if settings.file else None


def _check(text: str, table: dict[str, object], file: Path) -> _SettingsFile:
    try:
        return _SettingsFile.model_validate(table)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = str(first["loc"][0])
        where = f"{file}:{line_of(text, (key,))}"
        if first["type"] == "extra_forbidden":
            raise QuickExitError(
                f"the setting {key!r} is not known", where=where, cure=_suggestion(key)
            ) from error
        problem = first["msg"][:1].lower() + first["msg"][1:]
        raise QuickExitError(
            f"the setting {key!r} is wrong: {problem}",
            where=where,
            cure="correct it or leave it out",
        ) from error


def _suggestion(key: str) -> str:
    known = list(_SettingsFile.model_fields)
    return did_you_mean(key, known) or f"known are {', '.join(known)}"
