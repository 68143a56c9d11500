"""A release of the present source: what nobody has checked is refused before anything is built.

Beside the widget it holds a script and plain pages for the day on which it is withdrawn.
"""

from collections.abc import Mapping
from datetime import date

from quickexit.build.budgets import check_budgets, load_budgets
from quickexit.build.bundles import bundle_script, bundle_style, load_bundles
from quickexit.build.frame import content_security_policy, inline
from quickexit.build.templates import page_templates
from quickexit.build.widget import build, regional_tags
from quickexit.content.models import Faq, contacts_due
from quickexit.deployment.source import Source, load_faqs
from quickexit.paths import checkout_directory
from quickexit.releases.layout import STANDBY_SCRIPT, standby_page
from quickexit.releases.notes import read_notes
from quickexit.releases.release import Release, ReviewGaps, make_release
from quickexit.releases.signing import SigningKey
from quickexit.releases.versions import parse_version


def build_release(
    source: Source,
    version: str,
    today: date,
    *,
    allow_unchecked: bool = False,
    allow_unreviewed: bool = False,
    key: SigningKey | None = None,
) -> Release:
    """Build a release of `source`, dated `today`.

    Raises `QuickExitError` for contacts that nobody has checked and languages that nobody has
    reviewed, unless they are allowed, and for whatever is wrong with the source.
    """
    parse_version(version)
    faqs = load_faqs(source)
    due = [due for faq in faqs.values() for due in contacts_due(faq.contacts, today)]
    unchecked = dict.fromkeys(item.contact.identifier for item in due if item.state != "due")
    drafts = [faq.language.code for faq in faqs.values() if faq.is_draft]
    findings = ReviewGaps(tuple(unchecked), tuple(drafts))
    findings.refuse(allow_unchecked=allow_unchecked, allow_unreviewed=allow_unreviewed)
    files = release_files(source, version, faqs)
    check_budgets(files, load_budgets())
    return make_release(
        version,
        files,
        today,
        findings,
        # A deployment has its own release numbers, and so its own notes.
        notes=read_notes(source.deployment or checkout_directory(), version),
        key=key,
        aliases=regional_tags(faqs),
    )


def release_files(source: Source, version: str, faqs: Mapping[str, Faq]) -> Mapping[str, bytes]:
    """Return the files of a release by their paths; `faqs` is what `load_faqs` gave of `source`."""
    files = build(source, major=parse_version(version).major, faqs=faqs)
    return {**files, **standby_files(source, faqs)}


def standby_files(source: Source, faqs: Mapping[str, Faq]) -> dict[str, bytes]:
    """Return the files for the day of a withdrawal: the script, and a page for each language.

    Like a build, they depend on `source` alone, of which `faqs` is the content. Raises
    `QuickExitError` for whatever is wrong with it.
    """
    bundles = load_bundles(source.widget)
    style = inline("style", bundle_style(bundles.standby_styles))
    policy = content_security_policy(style, None)
    template = page_templates(source.widget / "frame").get_template("standby.html")
    files = {STANDBY_SCRIPT: bundle_script(bundles.standby_scripts).encode()}
    for code, faq in faqs.items():
        page = template.render(
            faq=faq, s=faq.strings, settings=source.settings, policy=policy, style=style
        )
        files[standby_page(code)] = page.encode()
    return dict(sorted(files.items()))
