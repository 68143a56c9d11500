"""The script and the plain pages that a release holds for the day on which it is withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from quickexit.build import Files, Source, load_faqs
from quickexit.bundle import bundle_script, bundle_style, load_bundles
from quickexit.content import Faq
from quickexit.page import content_security_policy, inline
from quickexit.standby import STANDBY_SCRIPT, standby_page


def with_standby(files: Mapping[str, bytes], source: Source) -> Files:
    """Return a build's files with those that `standby_files` makes; none is made before its time.

    `source` is what the build was made of.
    """
    makers = {path: partial(files.__getitem__, path) for path in files}
    standby = standby_files(source)
    return Files({**makers, **{path: partial(standby.__getitem__, path) for path in standby}})


def standby_files(source: Source) -> dict[str, bytes]:
    """Return the files by their paths: the script, and a page for each language and regional tag.

    Like a build, they depend on `source` alone. Raises `QuickExitError` for whatever is wrong
    with it.
    """
    bundles = load_bundles(source.widget)
    style = inline("style", bundle_style(bundles.standby_styles))
    files = {STANDBY_SCRIPT: bundle_script(bundles.standby_scripts).encode()}
    for code, faq in load_faqs(source).items():
        page = _page(source, faq, style).encode()
        files.update({standby_page(name): page for name in (code, *faq.language.aliases)})
    return dict(sorted(files.items()))


def _page(source: Source, faq: Faq, style: str) -> str:
    environment = Environment(
        loader=FileSystemLoader(source.widget / "frame"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("standby.html").render(
        faq=faq,
        s=faq.strings,
        emergency=next((one for one in faq.contacts if one.identifier == "emergency"), None),
        show_unreviewed=faq.language.review_status == "draft",
        show_unchecked=any(contact.checked_on is None for contact in faq.contacts),
        exit_href=source.settings.exit_href,
        policy=content_security_policy(style, None),
        style=Markup(style),  # noqa: S704 - inline() keeps it within its element
    )
