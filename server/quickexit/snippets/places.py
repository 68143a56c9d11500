"""The snippet as a file for the place where it is pasted: HTML, or a component of a framework.

Frameworks do not run a script that stands in a template or that they insert, and JSX takes no style
as text. So each component holds link, words and frame as one string, which the server renders, too,
and puts the script into the page once, in the browser. None needs a package of ours.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from quickexit.snippets.render import SnippetParts
from quickexit.snippets.words import tag

# The nonce of a policy stands on the scripts of the page.
_SVELTE_MOUNT = 'onMount(() => addScript(document.querySelector("script[nonce]")?.nonce));'
_ABOUT = "Quick exit and questions. Made by: quickexit snippet --for {place}"


def _react(parts: SnippetParts) -> str:
    """Return QuickExit.tsx. `suppressHydrationWarning`: the page's script changes the frame."""
    parameters = "{ nonce }: { nonce?: string }" if parts.script else ""
    lines = [
        '"use client";',
        f"// {_ABOUT.format(place='react')}",
        *(['import { useEffect } from "react";'] if parts.script else []),
        "",
        *_constants(parts, ": Record<string, string>"),
        *_add_script(parts, "nonce?: string", ": HTMLScriptElement"),
        f"export default function QuickExit({parameters}) {{",
        *(["  useEffect(() => addScript(nonce), [nonce]);"] if parts.script else []),
        "  return <div {...attributes} suppressHydrationWarning"
        " dangerouslySetInnerHTML={{ __html: html }} />;",
        "}",
    ]
    return "\n".join(lines) + "\n"


def _vue(parts: SnippetParts) -> str:
    lines = [
        f"<!-- {_ABOUT.format(place='vue')} -->",
        "<script setup>",
        *(['import { onMounted } from "vue";'] if parts.script else []),
        *(["const props = defineProps({ nonce: String });"] if parts.script else []),
        *_constants(parts),
        *_add_script(parts, "nonce"),
        *(["onMounted(() => addScript(props.nonce));"] if parts.script else []),
        "</script>",
        "",
        "<template>",
        '  <div v-bind="attributes" v-html="html"></div>',
        "</template>",
    ]
    return "\n".join(lines) + "\n"


def _svelte(parts: SnippetParts) -> str:
    """Return QuickExit.svelte, for Svelte 4 and 5.

    It has no property: what runes mode wants is an error in Svelte 4, and the other way round.
    """
    lines = [
        f"<!-- {_ABOUT.format(place='svelte')} -->",
        "<script>",
        *(['import { onMount } from "svelte";'] if parts.script else []),
        *_constants(parts),
        *_add_script(parts, "nonce"),
        *([_SVELTE_MOUNT] if parts.script else []),
        "</script>",
        "",
        "<div {...attributes}>{@html html}</div>",
    ]
    return "\n".join(lines) + "\n"


def _mdx(parts: SnippetParts) -> str:
    """Return lines for an MDX page: Docusaurus renders it by React, Astro by a runtime of its own.

    The script stands in the HTML, for the page that is loaded; React does not run it after a
    client-side navigation, so the module puts it into the page then. Astro loads no module.
    """
    script = () if parts.script is None else (tag("script", parts.script),)
    lines = [
        f"{{/* {_ABOUT.format(place='mdx')} */}}",
        "",
        *_constants(replace(parts, content=(*parts.content, *script)), export="export "),
    ]
    if script:
        lines += [
            *_adding_function("export const addScript = () =>"),
            'export const added = typeof document !== "undefined" && addScript();',
        ]
    lines += [
        "export const content = (<i />).$$typeof",
        "  ? { dangerouslySetInnerHTML: { __html: html }, suppressHydrationWarning: true }",
        '  : { "set:html": html };',
        "",
        "<div {...attributes} {...content} />",
    ]
    return "\n".join(lines) + "\n"


def _constants(parts: SnippetParts, kind: str = "", export: str = "") -> list[str]:
    """Return the lines that declare the content and the attributes of div and script."""
    lines = [
        f"{export}const html = {_literal_in_script(chr(10).join(parts.content))};",
        f"{export}const attributes{kind} = {_literal_in_script(parts.container)};",
    ]
    if parts.script is not None:
        script = _literal_in_script(parts.script)
        lines.append(f"{export}const scriptAttributes{kind} = {script};")
    return lines


def _add_script(parts: SnippetParts, parameter: str, kind: str = "") -> list[str]:
    """Return the function that puts the script into the page, unless it is there."""
    if parts.script is None:
        return [""]
    nonce = "  if (nonce) script.nonce = nonce;"
    return ["", *_adding_function(f"function addScript({parameter})", kind, nonce), ""]


def _adding_function(head: str, kind: str = "", *lines: str) -> list[str]:
    return [
        f"{head} {{",
        '  if (document.querySelector("script[data-quick-exit-script]")) return;',
        f'  const script{kind} = document.createElement("script");',
        "  for (const [name, value] of Object.entries(scriptAttributes))"
        " script.setAttribute(name, value);",
        *lines,
        "  document.head.append(script);",
        "};" if head.endswith("=>") else "}",
    ]


def _literal_in_script(value: object) -> str:
    # A closing tag would end the element in which a component's code stands.
    return json.dumps(value, ensure_ascii=False).replace("</script", "<\\/script")


# Its file holds every language, and so it is made of more than one snippet (`wordpress.plugin`).
WORDPRESS = "wordpress"
PLACES: Mapping[str, Callable[[SnippetParts], str]] = MappingProxyType(
    {"html": SnippetParts.html, "react": _react, "vue": _vue, "svelte": _svelte, "mdx": _mdx}
)
