"""ES modules: the order of a script's modules, and each module as a part of one plain script.

The plain script does what the modules would do in a browser. What would make a difference is
refused: modules in a circle, and names of one module that would reach into another.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tree_sitter import Node

from quickexit.build.minify.script_scopes import Uses, declared_names, free_names
from quickexit.build.minify.script_syntax import check_syntax
from quickexit.build.minify.script_tree import error_at, line_of, parse_script, parts_of, text_of
from quickexit.build.minify.scripts import check_whole
from quickexit.errors import QuickExitError
from quickexit.paths import shown_path

_RELATIVE: Final = re.compile(r"\.\.?/[^\\:?#%]*")
_DECLARATIONS: Final = frozenset({"function_declaration", "lexical_declaration"})


@dataclass(frozen=True)
class _Import:
    """One imported name, the file that it comes from, and the line of the name."""

    name: str
    file: Path
    line: int


@dataclass(frozen=True)
class _Module:
    """What a module imports, declares (each name with its line), exports and uses."""

    file: Path
    imports: tuple[_Import, ...]
    declared: dict[str, int]
    exported: frozenset[str]
    uses: Uses


def order_modules(entries: Sequence[Path]) -> tuple[Path, ...]:
    """Return `entries` and all modules that they import, each after those that it imports.

    This is the order in which a browser runs them (ECMAScript, "Evaluate"). Raises
    `QuickExitError` with file and line for a file that is missing or malformed, what
    `module_body` and `check_syntax` refuse, an imported name that is not exported, modules that
    import each other in a circle, and a name that two modules would share or that a module assigns
    to without declaring it.
    """
    modules: dict[Path, _Module] = {}
    for entry in entries:
        _visit(entry.resolve(), [], modules)
    _check_names(list(modules.values()))
    return tuple(modules)


def module_body(source: str, name: str) -> str:
    """Return a module without its imports and the word `export`, each line in its place.

    Raises `QuickExitError` with `name` and the line for each form but `import { a } from "./b.js"`
    and `export` before the declaration of a function, const or let.
    """
    encoded, parts, position = source.encode(), list[bytes](), 0
    for node in parse_script(source).children:
        if node.type == "import_statement":
            _imported_names(node, name)
            removed = node
        elif node.type == "export_statement":
            removed, declaration = node.children[0], node.children[1]
            if removed.type != "export" or declaration.type not in _DECLARATIONS:
                hint = "write `export` before the declaration of a function, const or let"
                raise error_at(node, name, "this form of export is not supported", hint)
        else:
            continue
        lines = encoded.count(b"\n", removed.start_byte, removed.end_byte)
        # The line of an error stays the same, and `export` and a declaration may share a line.
        parts += [encoded[position : removed.start_byte], b"\n" * lines]
        position = removed.end_byte
    return b"".join([*parts, encoded[position:]]).decode()


def read_source(file: Path) -> str:
    """Return the text of a script or style; raise `QuickExitError` where it cannot be read."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise QuickExitError(
            "the file is not UTF-8", where=shown_path(file), hint="save it as UTF-8"
        ) from error
    except OSError as error:
        raise QuickExitError(
            f"the file cannot be read ({error.strerror})",
            where=shown_path(file),
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
            circle = ", ".join(step.file.name for step in begun)
            problem = f"modules import each other in a circle ({circle})"
            hint = "move what both need into a module of its own"
            raise _error_in(module, imported.line, problem, hint)
        if not imported.file.is_file():
            problem = f"there is no file {shown_path(imported.file)} to import"
            hint = "correct the path, or put the file back"
            raise _error_in(module, imported.line, problem, hint)
        _visit(imported.file, begun, modules)
        if imported.name not in modules[imported.file].exported:
            problem = f"{shown_path(imported.file)} does not export {imported.name}"
            hint = "write `export` before its declaration, or correct the name"
            raise _error_in(module, imported.line, problem, hint)
    modules[file] = module


def _read_module(file: Path) -> _Module:
    source, name = read_source(file), shown_path(file)
    body = module_body(source, name)
    check_syntax(body, name)
    check_whole(body, name)
    root = parse_script(source)
    declared, exported = dict[str, int](), set[str]()
    for statement in root.children:
        for node in declared_names(statement):
            if text_of(node) in declared:
                problem = f"{text_of(node)} is declared twice"
                raise error_at(node, name, problem, "rename one of the two")
            declared[text_of(node)] = line_of(node)
            if statement.type == "export_statement":
                exported.add(text_of(node))
    statements = [node for node in root.children if node.type == "import_statement"]
    imports = tuple(found for node in statements for found in _imports(node, file))
    return _Module(file, imports, declared, frozenset(exported), free_names(root))


def _imports(node: Node, file: Path) -> Iterator[_Import]:
    names = _imported_names(node, shown_path(file))
    address = text_of(node.child_by_field_name("source"))[1:-1]
    if not _RELATIVE.fullmatch(address):
        problem = f'"{address}" is not the path of a file from this one'
        raise error_at(node, shown_path(file), problem, 'begin it with "./" or "../"')
    for name in names:
        yield _Import(text_of(name), (file.parent / address).resolve(), line_of(name))


def _imported_names(node: Node, name: str) -> list[Node]:
    """Return the names in the braces of an import; refuse what is no plain list of names."""
    children = {child.type: child for child in parts_of(node)}
    clause = children.pop("import_clause", None)
    children.pop("string", None)
    named = parts_of(clause)
    if not children and [child.type for child in named] == ["named_imports"]:
        specifiers = parts_of(named[0])
        names = [part for specifier in specifiers for part in specifier.children]
        plain = all(part.type == "identifier" for part in names)
        if names and plain and len(names) == len(specifiers):
            return names
    hint = 'write `import { name } from "./file.js";`, without default, `*` and `as`'
    raise error_at(node, name, "this form of import is not supported", hint)


def _check_names(modules: Sequence[_Module]) -> None:
    """Refuse a name that would stand for something else in the joined script."""
    owners: dict[str, _Module] = {}
    for module in modules:
        for name, line in module.declared.items():
            owner = owners.setdefault(name, module)
            if owner != module:
                problem = f"{name} is declared in {shown_path(owner.file)} too"
                raise _error_in(module, line, problem, "rename one of the two")
    for module in modules:
        imported: set[str] = set()
        for found in module.imports:
            if found.name in imported:
                problem = f"{found.name} is imported twice"
                raise _error_in(module, found.line, problem, "leave one of the two out")
            imported.add(found.name)
        for (name, assigned), line in module.uses.items():
            if name not in owners or (name in imported and not assigned):
                continue
            problem, hint = "not imported here", "import it, or rename it"
            if assigned:
                problem, hint = "cannot be changed here", "export a function that changes it"
            problem = f"{name} is declared in {shown_path(owners[name].file)}, and {problem}"
            raise _error_in(module, line, problem, hint)


def _error_in(module: _Module, line: int, problem: str, hint: str) -> QuickExitError:
    return QuickExitError(problem, where=f"{shown_path(module.file)}:{line}", hint=hint)
