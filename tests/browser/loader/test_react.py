"""The React component in an application: rendered on the server, hydrated, put in again."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from tests.browser.studio.studio import printed
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site

ROOT = Path(__file__).parents[3]
APP = (ROOT / "examples" / "09-react" / "App.tsx").read_text("utf-8")
# React ships modules of CommonJS; the page below gives them each other.
MODULES = {
    "react": "react/cjs/react.development.js",
    "react/jsx-runtime": "react/cjs/react-jsx-runtime.development.js",
    "react-dom": "react-dom/cjs/react-dom.development.js",
    "react-dom/client": "react-dom/cjs/react-dom-client.development.js",
    "scheduler": "scheduler/cjs/scheduler.development.js",
}
# Reads {name: TypeScript}, and prints {modules: {name: JavaScript}, html: what a server renders}.
_BUILD = """const ts = require("typescript");
const { createElement, StrictMode } = require("react");
const { renderToString } = require("react-dom/server");
const sources = JSON.parse(require("fs").readFileSync(0, "utf8"));
const modules = {}, loaded = {};
for (const [name, text] of Object.entries(sources)) modules[name] = ts.transpileModule(text, {
  compilerOptions: { jsx: ts.JsxEmit.ReactJSX, module: ts.ModuleKind.CommonJS, target: "ES2019" },
}).outputText;
const load = name => {
  if (!modules[name]) return require(name);
  const module = (loaded[name] ??= { exports: {} });
  new Function("require", "module", "exports", modules[name])(load, module, module.exports);
  return module.exports;
};
const app = createElement(StrictMode, null, createElement(load("./App").default));
console.log(JSON.stringify({ modules, html: renderToString(app) }));"""
_HYDRATE = """const cache = {};
const process = { env: { NODE_ENV: "development" } };
function load(name) {
  if (cache[name]) return cache[name].exports;
  const module = (cache[name] = { exports: {} });
  definitions[name](load, module, module.exports, process);
  return module.exports;
}
const { createElement, StrictMode } = load("react");
const app = createElement(StrictMode, null, createElement(load("./App").default));
load("react-dom/client").hydrateRoot(document.getElementById("root"), app);"""


def page_of(component: str, view: str = "help") -> str:
    """Return a page with the application, rendered with the component and hydrated."""
    app = APP.replace('useState("help")', f'useState("{view}")')
    sources = json.dumps({"./App": app, "./QuickExit": component})
    done = subprocess.run(
        ["node", "-e", _BUILD], input=sources, capture_output=True, text=True, cwd=ROOT, check=True
    )
    built = json.loads(done.stdout)
    libraries = {
        name: (ROOT / "node_modules" / path).read_text("utf-8") for name, path in MODULES.items()
    }
    definitions = ",\n".join(
        f"{json.dumps(name)}: function (require, module, exports, process) {{\n{code}\n}}"
        for name, code in {**libraries, **built["modules"]}.items()
    )
    script = f"const definitions = {{\n{definitions}\n}};\n{_HYDRATE}".replace("</", "<\\/")
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Partner</title>'
        '<link rel="icon" href="data:,">'
        f'<body><div id="root">{built["html"]}</div><script>{script}</script>'
    )


@pytest.fixture
def component(site: Site) -> str:
    return printed(site.widget, "--for", "react", "--exit-href", f"{site.destination.origin}/")


def change_the_view(visit: PlaywrightVisit) -> None:
    visit.page.get_by_role("button", name="Help, or opening hours").click()


def test_the_server_renders_link_words_and_frame(component: str) -> None:
    html = page_of(component)
    root = html[html.index('<div id="root">') : html.index("<script>")]
    assert (
        root.index("data-quick-exit ") < root.index('href="tel:911"') < root.index("<iframe src=")
    )
    assert "position:fixed!important" in root


def test_the_component_works_when_loaded_and_after_each_change_of_the_view(
    chromium_visit: PlaywrightVisit, site: Site, component: str
) -> None:
    said: list[str] = []
    chromium_visit.page.on("console", lambda message: said.append(message.text))
    chromium_visit.open(site.partner.html("/react", page_of(component)))
    chromium_visit.wait_for_faq()
    for _ in range(2):
        change_the_view(chromium_visit)
        chromium_visit.wait_for_page(
            "!document.querySelector('[data-quick-exit-faq]')", "the view has gone"
        )
        change_the_view(chromium_visit)
        chromium_visit.wait_for_faq()
    scripts = "document.querySelectorAll('script[data-quick-exit-script]').length"
    assert chromium_visit.evaluate(scripts) == 1
    assert [text for text in said if "hydrat" in text.lower() or "Warning" in text] == []
    chromium_visit.click_control()
    chromium_visit.wait_for_arrival(f"{site.destination.origin}/")


ASKED = "performance.getEntriesByType('resource').some(one => one.name.endsWith('/embed.js'))"


def test_a_view_that_comes_later_brings_the_script(
    chromium_visit: PlaywrightVisit, site: Site, component: str
) -> None:
    chromium_visit.open(site.partner.html("/react", page_of(component, "hours")))
    change_the_view(chromium_visit)
    chromium_visit.wait_for_faq()
    assert chromium_visit.evaluate(ASKED)


def test_the_printed_html_inserted_as_it_is_never_runs_its_script(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    inserted = (
        "export default function QuickExit() { return "
        f"<div dangerouslySetInnerHTML={{{{ __html: {json.dumps(printed(site.widget))} }}}} />; }}"
    )
    chromium_visit.open(site.partner.html("/react", page_of(inserted, "hours")))
    change_the_view(chromium_visit)
    frame = chromium_visit.page.frame_locator("[data-quick-exit-faq] iframe")
    frame.locator("details summary").first.wait_for()
    assert not chromium_visit.evaluate(ASKED)
