"""The script and the plain pages that a release holds for the day on which it is withdrawn."""

from collections.abc import Mapping

from markupsafe import Markup

from quickexit.build.bundles import bundle_script, bundle_style, load_bundles
from quickexit.build.frame import content_security_policy, inline
from quickexit.build.templates import page_templates
from quickexit.content.models import Faq
from quickexit.deployment.source import Source
from quickexit.releases.layout import STANDBY_SCRIPT, standby_page


def standby_files(source: Source, faqs: Mapping[str, Faq]) -> dict[str, bytes]:
    """Return the files by their paths: the script, and a page for each language.

    Like a build, they depend on `source` alone, of which `faqs` is the content. Raises
    `QuickExitError` for whatever is wrong with it.
    """
    bundles = load_bundles(source.widget)
    style = inline("style", bundle_style(bundles.standby_styles))
    files = {STANDBY_SCRIPT: bundle_script(bundles.standby_scripts).encode()}
    template = page_templates(source.widget / "frame").get_template("standby.html")
    for code, faq in faqs.items():
        page = template.render(
            faq=faq,
            s=faq.strings,
            emergency=faq.emergency,
            show_unreviewed=faq.is_draft,
            show_unchecked=faq.has_unchecked_numbers,
            exit_href=source.settings.exit_href,
            policy=content_security_policy(style, None),
            style=Markup(style),  # noqa: S704 - inline() keeps it within its element
        )
        files[standby_page(code)] = page.encode()
    return dict(sorted(files.items()))
