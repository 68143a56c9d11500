"""The shapes of a deployment's files, which hold any lines of the package's.

A table `based_on` says what each line replaced, so that a later change of the original is noticed.
"""

from typing import Annotated, Any, TypeVar, get_type_hints

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    create_model,
    model_validator,
)

from quickexit.content.models import Language
from quickexit.content.schema import STRINGS, ContactData, ContactWords, Strict, String


def _dotted_keys(table: object, prefix: str = "") -> Any:  # noqa: ANN401 - what is no table stays
    """Let `history.md = "…"` mean what `"history.md" = "…"` means."""
    if not isinstance(table, dict):
        return table
    flat: dict[str, Any] = {}
    for key, value in table.items():
        name = f"{prefix}{key}"
        flat |= _dotted_keys(value, f"{name}.") if isinstance(value, dict) else {name: value}
    return flat


def _list_of_names(given: object) -> object:
    if not isinstance(given, list) or not all(isinstance(name, str) for name in given):
        raise ValueError('is not a list of names such as ["hotline"]')
    return given


def _not_misplaced(given: object) -> object:
    """Refuse what was written at the end of the file, where TOML takes it into the last table."""
    if isinstance(given, list):
        raise ValueError("stands in a table: move it to the top of the file, above every table")
    return given


class Overrides(Strict):
    """Lines of a deployment, and what they replaced."""

    based_on: Annotated[
        dict[str, Annotated[str, BeforeValidator(_not_misplaced)]], BeforeValidator(_dotted_keys)
    ] = Field(default_factory=dict)


class _StringsOverrides(Overrides):
    contacts: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _drop_former(cls, data: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
        """Leave out strings that the package had once: `content check` names them."""
        based_on = data.get("based_on") if isinstance(data, dict) else None
        if not isinstance(based_on, dict):
            return data
        return {k: v for k, v in data.items() if k in cls.model_fields or k not in based_on}


class _ContactsOverrides(Overrides):
    contacts: dict[str, Any]
    remove: Annotated[list[str], BeforeValidator(_list_of_names)] = Field(default_factory=list)


TableShape = TypeVar("TableShape", bound=Strict)


def _partial_shape(shape: type[BaseModel], base: type[TableShape]) -> type[TableShape]:
    """Return the shape of a table of which any line may be left out."""
    hints = get_type_hints(shape, include_extras=True)
    fields: dict[str, Any] = {name: (hints[name], None) for name in shape.model_fields}
    return create_model(f"{shape.__name__}Overrides", __base__=base, **fields)


def _tables(shape: type[BaseModel]) -> tuple[Any, Any]:
    """Return a field of such tables by name; those without lines, which change nothing, go."""

    def with_lines(tables: dict[str, Any]) -> dict[str, Any]:
        return {name: table for name, table in tables.items() if table.model_fields_set}

    partial = _partial_shape(shape, Strict)
    tables = dict[str, partial]  # type: ignore[valid-type] # made at run time
    return Annotated[tables, AfterValidator(with_lines)], {}


# `language.toml`: any lines of the package's, and in `based_on` which words were reviewed.
LanguageOverrides = _partial_shape(Language, Overrides)
_STRING_FIELDS: dict[str, Any] = dict.fromkeys(STRINGS, (String, None))
# `strings.toml` and `contacts.toml`: any lines of the package's, and `based_on`; of contacts also
# `remove`, the names of the package's contacts that are left out.
StringsOverrides = create_model(
    "StringsOverrides", __base__=_StringsOverrides, contacts=_tables(ContactWords), **_STRING_FIELDS
)
ContactsOverrides = create_model(
    "ContactsOverrides", __base__=_ContactsOverrides, contacts=_tables(ContactData)
)
