"""Section 7: our minified output against that of other minifiers, from the same sources."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.bench.section import Row, Section
from tests.bench.tools import Tools, run

from quickexit.build.bundles import bundle_script, bundle_style, load_bundles
from quickexit.build.minify.scripts import script_string
from quickexit.deployment.widget_options import load_widget_options, script_table
from quickexit.paths import widget_directory
from quickexit.releases.compression import precompressed

_LIGHTNING = (
    "let text='';process.stdin.on('data',d=>text+=d).on('end',()=>process.stdout.write("
    "require('lightningcss').transform({filename:'a.css',code:Buffer.from(text),minify:true}).code))"
)


def _row(source: str, minifier: str, data: bytes) -> Row:
    sizes = precompressed(data)
    return {
        "source": source,
        "minifier": minifier,
        "raw": len(sizes["identity"]),
        "gzip": len(sizes["gzip"]),
        "brotli": len(sizes["br"]),
    }


def _scripts(tools: Tools, name: str, ours: bytes, source: bytes) -> list[Row]:
    programs = tools.npm / ".bin"
    esbuild = run(programs / "esbuild", "--minify", "--target=es2017", "--loader=js", data=source)
    terser = run(programs / "terser", "--compress", "--mangle", "--ecma", "2017", data=source)
    return [
        _row(name, "ours (jsmin, tdewolff-minify)", ours),
        _row(name, "esbuild", esbuild),
        _row(name, "terser", terser),
        _row(name, "none", source),
    ]


def _styles(tools: Tools, name: str, files: Sequence[Path]) -> list[Row]:
    source = b"\n".join(file.read_bytes() for file in files)
    esbuild = run(tools.npm / ".bin" / "esbuild", "--minify", "--loader=css", data=source)
    lightning = run("node", "-e", _LIGHTNING, where=tools.npm.parent, data=source)
    return [
        _row(name, "ours (csscompressor)", bundle_style(files).encode()),
        _row(name, "lightningcss", lightning),
        _row(name, "esbuild", esbuild),
        _row(name, "none", source),
    ]


def _measure(tools: Tools, _quick: bool) -> Sequence[Row]:
    bundles = load_bundles(widget_directory())
    style = script_string(bundle_style(bundles.embed_styles))
    options = script_table(load_widget_options(bundles.options))
    embed = {"__FRAMES__": '"/v0/faq/"', "__OPTIONS__": options, "__CONTROL_STYLE__": style}
    frame: dict[str, str] = {}
    rows: list[Row] = []
    for name, files, constants in (
        ("embed.js", bundles.embed_scripts, embed),
        ("the frame's script", bundles.frame_scripts, frame),
    ):
        source = bundle_script(files, constants, minify=False, short_names=False).encode()
        rows += _scripts(tools, name, bundle_script(files, constants).encode(), source)
    return rows + _styles(tools, "the frame's style", bundles.frame_styles)


SECTION = Section(
    "minifying",
    "Minified by us and by others, from the same sources (bytes)",
    "esbuild, terser and tdewolff-minify shorten names; each with the options for ES2017. "
    "The style of the control stands inside embed.js, minified before.",
    _measure,
)
