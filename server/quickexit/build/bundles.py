"""Bundles: several files in, one minified text out, by webassets.

The settings make the output a function of the files alone, on every machine: no cache (its key is
a filter's name, not its options), no rebuilding by file times, no debug mode (`merge` would skip
minifying in silence); and it is built to a stream (writes are not atomic).
"""

import io
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import IO

from webassets.bundle import Bundle
from webassets.env import Environment
from webassets.filter import Filter

from quickexit.build.minify.scripts import (
    enclose_script,
    minify_script,
    put_constants,
    shorten_names,
)
from quickexit.build.minify.styles import minify_style
from quickexit.build.modules import module_body, order_modules, read_source
from quickexit.deployment.widget_options import OPTIONS_FILE
from quickexit.errors import QuickExitError
from quickexit.paths import shown_path


@dataclass(frozen=True)
class Bundles:
    """What `widget/bundles.toml` lists: the first modules of each script, and its styles.

    `options` is the file of the options that the page's script reads.
    """

    embed_scripts: tuple[Path, ...]
    embed_styles: tuple[Path, ...]
    frame_scripts: tuple[Path, ...]
    frame_styles: tuple[Path, ...]
    standby_scripts: tuple[Path, ...]
    standby_styles: tuple[Path, ...]
    options: Path


def load_bundles(widget: Path) -> Bundles:
    """Return the bundles that `bundles.toml` in the folder `widget` lists.

    Raises `QuickExitError` for a list that is missing, malformed or lacks an entry.
    """
    file = widget / "bundles.toml"
    try:
        tables = tomllib.loads(read_source(file))
        files: dict[str, tuple[Path, ...]] = {}
        for bundle, kind in product(("embed", "frame", "standby"), ("scripts", "styles")):
            names = tables[bundle][kind]
            if not isinstance(names, list):
                raise TypeError("a list of file names is needed")
            files[f"{bundle}_{kind}"] = tuple(widget / name for name in names)
        return Bundles(**files, options=widget / OPTIONS_FILE)
    except (KeyError, TypeError, tomllib.TOMLDecodeError) as error:
        raise QuickExitError(
            f"the list of bundles cannot be read ({type(error).__name__}: {error})",
            where=shown_path(file),
            hint="list scripts and styles of embed, frame and standby",
        ) from error


def bundle_script(
    entries: Sequence[Path],
    constants: Mapping[str, str] = MappingProxyType({}),
    *,
    minify: bool = True,
    short_names: bool = True,
) -> str:
    """Return the modules `entries` and all that they import, minified, inside one function.

    `constants` maps bare identifiers (`__MAJOR__`) to the JavaScript that stands for them. Without
    `minify` or `short_names` the same program comes out as it was written, or with its own names,
    which is for tests and reading alone. Raises `QuickExitError` for what `order_modules` refuses,
    a constant without a value, or a construct that minifying would break.
    """

    def change(module: str, name: str) -> str:
        body = module_body(put_constants(module, constants, name), name)
        return minify_script(body, name) if minify else body

    def finish(joined: str) -> str:
        script = enclose_script(joined)
        return shorten_names(script, "the joined script") if short_names else script

    return _bundled(order_modules(entries), _Changes(change, finish))


def bundle_style(files: Sequence[Path]) -> str:
    """Return `files` joined in their order and minified.

    Raises `QuickExitError` for a missing file, or for a construct that minifying would break.
    """
    for file in files:
        read_source(file)
    return _bundled(files, _Changes(minify_style))


class _Changes(Filter):  # type: ignore[misc]  # webassets ships no types
    """Changes each file by itself, and then the joined text.

    `change` takes the text of a file and its name, so that errors name it; `finish` takes the
    joined text. webassets has no csscompressor filter, and its own jsmin filter mangles template
    literals.
    """

    def __init__(
        self, change: Callable[[str, str], str], finish: Callable[[str], str] = str
    ) -> None:
        super().__init__()
        self.change = change
        self.finish = finish

    def input(self, _in: IO[str], out: IO[str], *, source_path: str, **_: object) -> None:
        out.write(self.change(_in.read(), shown_path(source_path)))

    def output(self, _in: IO[str], out: IO[str], **_: object) -> None:
        out.write(self.finish(_in.read()))


def _bundled(files: Sequence[Path], changes: Filter) -> str:
    if not files:
        return ""
    bundle = Bundle(
        *(str(file.resolve()) for file in files),
        filters=[changes],
        output="bundle",
        env=Environment(directory=str(files[0].parent), url="", cache=False, debug=False),
    )
    output = io.StringIO()
    bundle.build(force=True, output=output)
    return output.getvalue()
