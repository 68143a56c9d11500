"""A deployment's settings: `quickexit.toml`, checked, with the file and line of what is wrong."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from quickexit.deployment.widget_options import widget_options
from quickexit.errors import QuickExitError, did_you_mean, shown_value
from quickexit.text_files import read_text
from quickexit.toml_files import line_of_entry, parse_toml
from quickexit.urls import WrongBaseError, base_address, host_meant, is_host, web_address

SETTINGS_FILE = "quickexit.toml"
# What a partner's page shows that names nothing, and what unknown addresses show.
DEFAULT_THEME = "default"


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
    exit_href: str = widget_options()["exit-href"].default
    exit_fallback_href: str = widget_options()["exit-fallback-href"].default
    allowed_hosts: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    title: str | None = None
    noindex: bool = True
    file: Path | None = field(default=None, compare=False)


def _address_validator(check: Callable[[str], str]) -> AfterValidator:
    """Return a validator of addresses that says what is wrong as `check` does."""

    def checked(text: str) -> str:
        try:
            return check(text)
        except ValueError as error:
            context = {"text": repr(text), "problem": str(error)}
            if isinstance(error, WrongBaseError):
                context["hint"] = error.hint
            raise PydanticCustomError("address", "{text} {problem}", context) from error

    return AfterValidator(checked)


def _checked_words(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise PydanticCustomError("words", "it needs words on one line")
    return text.strip()


def _checked_names(names: list[str]) -> list[str]:
    if not names or len(set(names)) < len(names):
        raise PydanticCustomError("names", "it needs names, each once")
    return names


def _checked_hosts(hosts: list[str]) -> list[str]:
    for host in hosts:
        if not is_host(host):
            # Left out, the setting would let everybody show the frame.
            context = {"shown": repr(host), "entry": host, "hint": host_meant(host)}
            message = "{shown} is not a host like https://city.example or *.city.example"
            raise PydanticCustomError("host", message, context)
    return hosts


_WebAddress = Annotated[str, _address_validator(web_address)]


class _SettingsFile(BaseModel):
    """The keys of `quickexit.toml`; each may be left out."""

    model_config = ConfigDict(extra="forbid", strict=True)

    public_address: Annotated[str, _address_validator(base_address)] = Settings.public_address
    publisher: Annotated[str, AfterValidator(_checked_words)] | None = None
    destination: _WebAddress = Settings.exit_href
    fallback_destination: _WebAddress = Settings.exit_fallback_href
    allowed_hosts: Annotated[list[str], AfterValidator(_checked_hosts)] = []
    languages: Annotated[list[str], AfterValidator(_checked_names)] | None = None
    themes: Annotated[list[str], AfterValidator(_checked_names)] | None = None
    title: Annotated[str, AfterValidator(_checked_words)] | None = None
    noindex: bool = Settings.noindex


# What each kind of setting looks like, by the error of pydantic for anything else.
_TYPE_FORMS = {"string_type": "text in quotes", "bool_type": "true or false", "list_type": "a list"}
_EXAMPLES = {
    "allowed_hosts": 'a list such as ["https://city.example"]',
    "languages": 'a list such as ["en", "es"]',
    "themes": 'a list such as ["default"]',
}


def is_there(file: Path) -> bool:
    """Say whether something has that name, also a link to nothing, which cannot be read."""
    return file.exists() or file.is_symlink()


def load_settings(deployment: Path | None) -> Settings:
    """Return the settings of a deployment's folder, or the defaults where there is none.

    Raises `QuickExitError` with file, line and hint for the first thing that is wrong.
    """
    if deployment is None:
        return Settings()
    file = deployment / SETTINGS_FILE
    text = read_text(file)
    try:
        checked = _SettingsFile.model_validate(parse_toml(text, str(file)))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key, entry = str(first["loc"][0]), first.get("ctx", {}).get("entry")
        problem, hint = _problem_with(key, first)
        where = f"{file}:{line_of_entry(text, (key,), entry)}"
        raise QuickExitError(problem, where=where, hint=hint) from error
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
    Raises `QuickExitError` for a name that is not among them, and where `always` is not picked,
    which is shown where an address names nothing that exists.
    """
    names: tuple[str, ...] = getattr(settings, key)
    wrong = next((name for name in names if name not in there), None)
    if wrong is not None:
        hint = did_you_mean(wrong, there) or f"there are {', '.join(sorted(there))}"
        raise QuickExitError(
            f"the setting '{key}' names \"{wrong}\", which is not there",
            where=place_of(settings, key, wrong),
            hint=hint,
        )
    if names and always not in names:
        raise QuickExitError(
            f"the setting '{key}' lacks \"{always}\", which is shown if no other matches",
            where=place_of(settings, key),
            hint="add it",
        )
    return names or tuple(sorted(there))


def place_of(settings: Settings, key: str, entry: str | None = None) -> str | None:
    """Return file and line of a setting, or of one entry of its list; None where no file set it."""
    if settings.file is None:
        return None
    return f"{settings.file}:{line_of_entry(read_text(settings.file), (key,), entry)}"


def _problem_with(key: str, error: ErrorDetails) -> tuple[str, str]:
    if error["type"] == "extra_forbidden":
        known = list(_SettingsFile.model_fields)
        hint = did_you_mean(key, known) or f"known are {', '.join(known)}"
        return f"the setting {key!r} is not known", hint
    if error["type"] in _TYPE_FORMS:
        form = _EXAMPLES.get(key, _TYPE_FORMS[error["type"]])
        return f"the setting {key!r} cannot be {shown_value(error['input'])}", f"write {form}"
    hint = error.get("ctx", {}).get("hint", "correct it or leave it out")
    return f"the setting {key!r} is wrong: {error['msg']}", hint
