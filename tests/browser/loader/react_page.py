"""A React application of `examples/`, bundled into a page."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[3]
_ROOT = '<div id="root"></div>'
_SHELL = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Partner</title>'
    f'<link rel="icon" href="data:,"><body>{_ROOT}'
)
# Prints {script: what shows the application, html: what a server renders, or nothing}.
_BUNDLE = """const { buildSync } = require("esbuild");
const [folder, modules, onServer] = process.argv.slice(1);
const app = `import { createElement, StrictMode } from "react"; import App from "./App";
  const app = createElement(StrictMode, null, createElement(App));`;
const bundle = (code, options) => buildSync({
  bundle: true, write: false, jsx: "automatic", nodePaths: [modules],
  define: { "process.env.NODE_ENV": '"development"' },
  stdin: { contents: app + code, resolveDir: folder, loader: "ts" }, ...options,
}).outputFiles[0].text;
const show = onServer ? "hydrateRoot(root, app);" : "createRoot(root).render(app);";
const script = bundle(`import { createRoot, hydrateRoot } from "react-dom/client";
  const root = document.getElementById("root"); ${show}`, { platform: "browser" });
let html = "";
if (onServer) {
  const server = bundle(`import { renderToString } from "react-dom/server";
    export const html = renderToString(app);`, { platform: "node", format: "cjs" });
  const module = { exports: {} };
  new Function("require", "module", "exports", server)(require, module, module.exports);
  html = module.exports.html;
}
console.log(JSON.stringify({ script, html }));"""


def react_page(folder: Path, *, on_server: bool = True, shell: str = _SHELL) -> str:
    """Return a page with the application `App.tsx` of a folder, in strict mode.

    It is rendered on the server and hydrated, or rendered in the browser alone. `shell` is the
    HTML around it.
    """
    words = ["node", "-e", _BUNDLE, str(folder), str(ROOT / "node_modules")]
    done = subprocess.run(
        [*words, *["server"] * on_server], capture_output=True, text=True, cwd=ROOT, check=True
    )
    made = json.loads(done.stdout)
    # A closing tag would end the script in which the code stands.
    script = made["script"].replace("</", "<\\/")
    assert _ROOT in shell
    return shell.replace(_ROOT, f'<div id="root">{made["html"]}</div><script>{script}</script>')
