"""ES modules: the order of a script's modules, and each module as a part of one plain script."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from quickexit.build.minify.script_check import check_script, parse_script, walk
from quickexit.errors import QuickExitError
from quickexit.paths import shown_name

if TYPE_CHECKING:
    from tree_sitter import Node

_RELATIVE: Final = re.compile(r"\.\.?/")
_DECLARATIONS: Final = frozenset(
    {
        "class_declaration",
        "function_declaration",
        "generator_function_declaration",
        "lexical_declaration",
        "variable_declaration",
    }
)
_PATTERN_NAMES: Final = frozenset({"identifier", "shorthand_property_identifier_pattern"})


@dataclass(frozen=True)
class _Import:
    """One imported name, the file that it comes from, and the line of the name."""

    name: str
    file: Path
    line: int


@dataclass(frozen=True)
class _Module:
    """What a module imports, declares (each name with its line) and exports."""

    file: Path
    imports: tuple[_Import, ...]
    declared: dict[str, int]
    exported: frozenset[str]


def order_modules(entries: Sequence[Path]) -> tuple[Path, ...]:
    """Return `entries` and all modules that they import, each after those that it imports.

    This is the order in which a browser runs them (ECMAScript, "Evaluate"). Raises
    `QuickExitError` with file and line for a file that is missing or malformed, a form of import
    or export that `module_body` refuses, an imported name that is not exported, modules that
    import each other in a circle, and a name that two modules declare.
    """
    modules: dict[Path, _Module] = {}
    for entry in entries:
        _visit(entry.resolve(), [], modules)
    _check_names(list(modules.values()))
    return tuple(modules)


def module_body(source: str, name: str) -> str:
    """Return a module without its imports and the word `export`, each line in its place.

    Raises `QuickExitError` with `name` and the line for each form but `import { a } from "./b.js"`
    and `export` before a declaration.
    """
    root, encoded = parse_script(source), source.encode()
    parts, position = list[bytes](), 0
    for node in root.children:
        removed = node if node.type == "import_statement" else _export_word(node, name)
        if removed is None:
            continue
        if removed is node:
            _imported_names(node, name)
        lines = encoded.count(b"\n", removed.start_byte, removed.end_byte)
        parts += [encoded[position : removed.start_byte], b"\n" * lines]
        position = removed.end_byte
    return b"".join([*parts, encoded[position:]]).decode()


def read_source(file: Path) -> str:
    """Return the text of a script or style; raise `QuickExitError` where it cannot be read."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise QuickExitError(
            "the file is not UTF-8", where=shown_name(file), hint="save it as UTF-8"
        ) from error
    except OSError as error:
        raise QuickExitError(
            f"the file cannot be read ({error.strerror})",
            where=shown_name(file),
            hint="put it back, or correct the list in bundles.toml",
        ) from error


def _visit(file: Path, path: list[_Import], modules: dict[Path, _Module]) -> None:
    """Add the modules that `file` imports, then `file`; `path` are the imports that led here."""
    if file in modules:
        return
    module = _read_module(file)
    for imported in module.imports:
        begun = [*path, imported]
        if imported.file == file or any(step.file == imported.file for step in path):
            circle = " imports ".join(step.file.name for step in begun)
            raise QuickExitError(
                f"modules import each other in a circle ({circle})",
                where=f"{shown_name(file)}:{imported.line}",
                hint="move what both need into a module of its own",
            )
        if not imported.file.is_file():
            raise QuickExitError(
                f"there is no file {shown_name(imported.file)} to import",
                where=f"{shown_name(file)}:{imported.line}",
                hint="correct the path, or put the file back",
            )
        _visit(imported.file, begun, modules)
        if imported.name not in modules[imported.file].exported:
            raise QuickExitError(
                f"{imported.file.name} does not export {imported.name}",
                where=f"{shown_name(file)}:{imported.line}",
                hint="write `export` before its declaration, or correct the name",
            )
    modules[file] = module


def _read_module(file: Path) -> _Module:
    source, name = read_source(file), shown_name(file)
    check_script(source, name)
    imports, declared, exported = list[_Import](), dict[str, int](), set[str]()
    for node in parse_script(source).children:
        declaration = node
        if node.type == "import_statement":
            imports += _imports(node, file)
            continue
        if _export_word(node, name) is not None:
            declaration = node.child_by_field_name("declaration") or node
            exported.update(found for found, _ in _declared_names(declaration))
        declared.update(_declared_names(declaration))
    return _Module(file, tuple(imports), declared, frozenset(exported))


def _imports(node: Node, file: Path) -> Iterator[_Import]:
    names = _imported_names(node, shown_name(file))
    source = node.child_by_field_name("source")
    address = _text(source)[1:-1] if source else ""
    if not _RELATIVE.match(address) or "\\" in address:
        raise QuickExitError(
            f'"{address}" is not the path of a file beside this one',
            where=f"{shown_name(file)}:{_line(node)}",
            hint='begin it with "./" or "../"',
        )
    for name in names:
        yield _Import(_text(name), (file.parent / address).resolve(), _line(name))


def _imported_names(node: Node, name: str) -> list[Node]:
    """Return the names in the braces of an import; refuse what is no plain list of names."""
    children = {child.type: child for child in node.named_children}
    clause = children.pop("import_clause", None)
    children.pop("string", None)
    named = clause.named_children if clause else []
    if not children and [child.type for child in named] == ["named_imports"]:
        specifiers = named[0].named_children
        names = [part for specifier in specifiers for part in specifier.named_children]
        plain = all(part.type == "identifier" for part in names)
        if names and plain and len(names) == len(specifiers):
            return names
    raise QuickExitError(
        "this form of import is not supported",
        where=f"{name}:{_line(node)}",
        hint='write `import { name } from "./file.js";`, without default, `*` and `as`',
    )


def _export_word(node: Node, name: str) -> Node | None:
    """Return the word `export` of a statement; refuse what does not stand before a declaration."""
    if node.type != "export_statement":
        return None
    word, declaration = node.children[0], node.children[1]
    if word.type == "export" and declaration.type in _DECLARATIONS:
        return word
    raise QuickExitError(
        "this form of export is not supported",
        where=f"{name}:{_line(node)}",
        hint="write `export` before the declaration of a function, class, const or let",
    )


def _declared_names(declaration: Node) -> Iterator[tuple[str, int]]:
    """Yield the names that a statement declares, with their lines."""
    if declaration.type not in _DECLARATIONS:
        return
    targets = [declaration.child_by_field_name("name")]
    targets += [
        declarator.child_by_field_name("name")
        for declarator in declaration.named_children
        if declarator.type == "variable_declarator"
    ]
    for target in targets:
        for node in walk(target) if target else ():
            if node.type in _PATTERN_NAMES:
                yield _text(node), _line(node)


def _check_names(modules: Sequence[_Module]) -> None:
    """Refuse a name that two modules declare: in one script they would be the same."""
    seen: dict[str, Path] = {}
    for module in modules:
        for name, line in module.declared.items():
            other = seen.setdefault(name, module.file)
            if other != module.file:
                raise QuickExitError(
                    f"{name} is declared in {shown_name(other)} too",
                    where=f"{shown_name(module.file)}:{line}",
                    hint="give one of them another name, or import it",
                )


def _text(node: Node) -> str:
    return (node.text or b"").decode()


def _line(node: Node) -> int:
    return node.start_point[0] + 1
