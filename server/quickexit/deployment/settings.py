"""A deployment's settings: `quickexit.toml`, checked, with the file and line of what is wrong."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from quickexit.deployment.widget_options import widget_options
from quickexit.errors import QuickExitError, did_you_mean, shown_value
from quickexit.text_files import read_text
from quickexit.toml_files import line_of_entry, parse_toml
from quickexit.urls import WrongBaseError, base_address, host_meant, is_host, web_address

SETTINGS_FILE = "quickexit.toml"
# What a partner's page shows that names nothing, and what unknown addresses show.
DEFAULT_THEME = "default"


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


def _checked_names(names: tuple[str, ...]) -> tuple[str, ...]:
    if not names or len(set(names)) < len(names):
        raise PydanticCustomError("names", "it needs names, each once")
    return names


def _checked_hosts(hosts: tuple[str, ...]) -> tuple[str, ...]:
    for host in hosts:
        if not is_host(host):
            # Left out, the setting would let everybody show the frame.
            context = {"shown": repr(host), "entry": host, "hint": host_meant(host)}
            message = "{shown} is not a host like https://city.example or *.city.example"
            raise PydanticCustomError("host", message, context)
    return hosts


_WebAddress = Annotated[str, _address_validator(web_address)]
_Words = Annotated[str, AfterValidator(_checked_words)]
# Not strict: TOML has lists and no tuples.
_List = Annotated[tuple[str, ...], Field(strict=False)]
_Names = Annotated[_List, AfterValidator(_checked_names)]


class Settings(BaseModel):
    """What a deployment says about itself; the defaults serve a trial on one's own machine.

    `public_address` is where the widget is served, without a slash at its end. `publisher` speaks
    in the text ("the … District Attorney's Office"); without it the text names police and
    advocates. `exit_href` is where a visitor who leaves arrives, `exit_fallback_href` where they
    arrive if that does not answer. `allowed_hosts` narrows who may frame the FAQ; empty means
    everybody. `languages` and `themes` name what is shipped, the first theme being that of
    `/faq`; empty means all. `title` stands in tabs and histories in the place of each language's
    own. `noindex` asks search engines to leave the pages out. An alias is the key in
    `quickexit.toml`, where that is not the name here.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, validate_by_name=True)

    public_address: Annotated[str, _address_validator(base_address)] = "http://127.0.0.1:8000"
    publisher: _Words | None = None
    exit_href: _WebAddress = Field(
        default=widget_options()["exit-href"].default, validation_alias="destination"
    )
    exit_fallback_href: _WebAddress = Field(
        default=widget_options()["exit-fallback-href"].default,
        validation_alias="fallback_destination",
    )
    allowed_hosts: Annotated[_List, AfterValidator(_checked_hosts)] = ()
    languages: _Names = ()
    themes: _Names = ()
    title: _Words | None = None
    noindex: bool = True


# What a setting looks like that is not text.
_FORMS = {
    "allowed_hosts": 'a list such as ["https://city.example"]',
    "languages": 'a list such as ["en", "es"]',
    "themes": 'a list such as ["default"]',
    "noindex": "true or false",
}


def load_settings(deployment: Path | None) -> Settings:
    """Return the settings of a deployment's folder, or the defaults where there is none.

    Raises `QuickExitError` with file, line and hint for the first thing that is wrong.
    """
    if deployment is None:
        return Settings()
    file = deployment / SETTINGS_FILE
    text = read_text(file)
    try:
        return Settings.model_validate(parse_toml(text, str(file)), by_alias=True, by_name=False)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key, entry = str(first["loc"][0]), first.get("ctx", {}).get("entry")
        problem, hint = _problem_with(key, first)
        where = f"{file}:{line_of_entry(text, (key,), entry)}"
        raise QuickExitError(problem, where=where, hint=hint) from error


def _problem_with(key: str, error: ErrorDetails) -> tuple[str, str]:
    if error["type"] == "extra_forbidden":
        fields = Settings.model_fields.items()
        known = [str(field.validation_alias or name) for name, field in fields]
        hint = did_you_mean(key, known) or f"known are {', '.join(known)}"
        return f"the setting {key!r} is not known", hint
    if error["type"] in {"string_type", "bool_type", "tuple_type"}:
        form = _FORMS.get(key, "text in quotes")
        return f"the setting {key!r} cannot be {shown_value(error['input'])}", f"write {form}"
    hint = error.get("ctx", {}).get("hint", "correct it or leave it out")
    return f"the setting {key!r} is wrong: {error['msg']}", hint
