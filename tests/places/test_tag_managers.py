"""docs/places/tag-managers.md: our imitation of how tag managers insert HTML, seen in Chromium."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from tests.places.recipe import recipe_code
from tests.places.whole_widget import (
    expect_control,
    expect_leaves_by_the_control,
    expect_leaves_by_the_link,
    expect_questions,
    expect_whole,
    expect_words,
)
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site

pytestmark = pytest.mark.slow

Begin = Callable[..., PlaywrightVisit]
# The address that the recipe's own lines have.
ADDRESS = "https://widget.example"
SCRIPT = recipe_code("tag-managers", "html")

# Each puts the HTML of a tag into the page, and leaves a script nothing but its address.
PARSED = """
  const inert = new DOMParser().parseFromString(html, "text/html");
  const bare = (old) => {
    const script = document.createElement("script");
    script.src = old.src;
    script.async = true;
    return script;
  };
"""
CONTAINERS = {
    "nodes one by one, and scripts made anew": f"""
      {PARSED}
      const insert = (node) => {{
        document.body.append(node);
        const inner = node.querySelectorAll?.("script") || [];
        const scripts = node.tagName === "SCRIPT" ? [node] : inner;
        scripts.forEach((old) => old.replaceWith(bare(old)));
      }};
      const nodes = [...inert.head.childNodes, ...inert.body.childNodes];
      addEventListener("load", () => nodes.forEach(insert));
    """,
    "innerHTML and scripts made anew": f"""
      {PARSED}
      addEventListener("load", () => {{
        const box = document.body.appendChild(document.createElement("div"));
        box.innerHTML = html;
        box.querySelectorAll("script").forEach((old) => old.replaceWith(bare(old)));
      }});
    """,
    "document.write": f"""
      {PARSED}
      inert.querySelectorAll("script").forEach((old) => old.replaceWith(bare(old)));
      document.write(inert.head.innerHTML + inert.body.innerHTML);
    """,
}
NO_SCRIPTS = 'document.body.insertAdjacentHTML("beforeend", html);'


def page(site: Site, container: str, tag: str, pasted: str = "<p>No snippet.</p>") -> str:
    """Put up a page whose tag manager has one tag; return its address."""
    html = json.dumps(tag).replace("</", "<\\/")
    code = f"<script>(() => {{ const html = {html}; {container} }})();</script>"
    return site.page(pasted, after=code)


def own_line(site: Site) -> str:
    """Return the recipe's line with the widget's address."""
    assert ADDRESS in SCRIPT
    return SCRIPT.replace(ADDRESS, site.widget.origin)


def with_keys(snippet: str, *tags: str) -> str:
    """Return the snippet with keys turned off on some of its elements."""
    for tag in tags:
        assert snippet.count(f"<{tag} ") == 1
        snippet = snippet.replace(f"<{tag} ", f'<{tag} data-exit-keys="none" ')
    return snippet


@pytest.mark.parametrize("container", CONTAINERS)
def test_the_script_by_the_tag_manager_makes_the_page_s_part_whole(
    begin: Begin, site: Site, container: str
) -> None:
    address = page(site, CONTAINERS[container], own_line(site), site.snippet("iframe"))
    visit = begin()
    site.open(visit, address)
    expect_whole(visit, site)
    site.destination.hits.clear()
    plain = begin(java_script_enabled=False)
    plain.open(address)
    expect_words(plain)
    expect_questions(plain)
    expect_leaves_by_the_link(plain, site)


@pytest.mark.parametrize("container", CONTAINERS)
def test_the_whole_snippet_comes_by_the_tag_manager(
    begin: Begin, site: Site, container: str
) -> None:
    visit = begin()
    site.open(visit, page(site, CONTAINERS[container], site.snippet()))
    assert visit.evaluate("document.querySelectorAll('[data-quick-exit-script]').length") == 0
    expect_whole(visit, site)


@pytest.mark.parametrize("container", CONTAINERS)
def test_the_exit_alone_comes_by_the_tag_manager(begin: Begin, site: Site, container: str) -> None:
    visit = begin()
    site.open(visit, page(site, CONTAINERS[container], site.snippet("exit-only")))
    expect_control(visit)
    assert visit.page.locator("iframe").count() == 0
    expect_leaves_by_the_control(visit, site)


@pytest.mark.parametrize("container", CONTAINERS)
def test_an_option_on_the_link_holds(begin: Begin, site: Site, container: str) -> None:
    snippet = with_keys(site.snippet("exit-only"), "a", "script")
    visit = begin()
    site.open(visit, page(site, CONTAINERS[container], snippet))
    visit.press("Shift", 3)
    site.expect_stayed(visit)


@pytest.mark.parametrize("container", CONTAINERS)
def test_an_option_on_the_script_alone_is_lost(begin: Begin, site: Site, container: str) -> None:
    snippet = with_keys(site.snippet("exit-only"), "script")
    visit = begin()
    site.open(visit, page(site, CONTAINERS[container], snippet))
    visit.press("Shift", 3)
    site.expect_left(visit)


@pytest.mark.parametrize("variant", ["script", "exit-only"])
@pytest.mark.parametrize("container", CONTAINERS)
def test_without_javascript_nothing_of_the_tag_is_there(
    begin: Begin, site: Site, container: str, variant: str
) -> None:
    plain = begin(java_script_enabled=False)
    plain.open(page(site, CONTAINERS[container], site.snippet(variant)))
    assert plain.page.locator("[data-quick-exit], [href='tel:911'], iframe").count() == 0


def test_a_manager_that_runs_no_scripts_of_the_tag_leaves_link_words_and_questions(
    begin: Begin, site: Site
) -> None:
    visit = begin()
    visit.open(page(site, NO_SCRIPTS, site.snippet()))
    expect_words(visit)
    expect_questions(visit)
    expect_leaves_by_the_link(visit, site)
