"""The routes: every address that the server answers from memory, with its caching and headers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from quickexit.content.models import DEFAULT_LANGUAGE
from quickexit.deployment.settings import DEFAULT_THEME, Settings
from quickexit.errors import QuickExitError
from quickexit.releases.channels import channel_in_force, frame_languages, shown_files
from quickexit.releases.compression import Content, compressed
from quickexit.releases.layout import FRAMES, Frame, comparable_tag, parse_frame
from quickexit.releases.ledger import LEDGER_FILE, FileEntry, Ledger, empty_ledger
from quickexit.releases.reader import ContentCache, read_ledger, read_release
from quickexit.releases.signing import signature_headers
from quickexit.snippets.make import SnippetInputs, pinned_snippets
from quickexit.web.pages import missing_page, releases_page
from quickexit.web.responses import (
    ALWAYS,
    INERT_POLICY,
    Headers,
    Resource,
    make_empty_resource,
    make_resource,
)

# `no-transform`: an edge that rewrites scripts or styles breaks `integrity` and the hashes of the
# frame's policy (seen with what Rocket Loader does, and with one space added to a style).
IMMUTABLE = "public, max-age=31536000, immutable, no-transform"
FRESH = "public, max-age=300, stale-while-revalidate=86400, stale-if-error=604800, no-transform"
FIVE_MINUTES = "public, max-age=300, no-transform"
# An unknown frame may be released at any moment; a visitor who retries should then get it.
MISSING = "public, max-age=60, no-transform"
A_DAY = "public, max-age=86400, no-transform"

_CONTENT_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
}
# The address of another language in a frame, which names the file alone.
_LINK_TO_LANGUAGE = re.compile(rb'href="(?=[A-Za-z0-9-]+\.html")')
_LANGUAGE_OF_PAGE = re.compile(rb"<html\b[^>]*\blang=[\"']?([A-Za-z0-9-]+)")

# A file of a release, and what the ledger says about it.
Shown = tuple[Content, FileEntry]


@dataclass(frozen=True, slots=True)
class Routes:
    """One state of the store, ready to be served; it never changes after it is made.

    `resources` by path; `spellings` holds by channel the language that a tag (`comparable_tag`)
    means; `unknown_frames` are the 404s with the English frame as body, by (channel or version,
    theme), where `("", "")` stands for every other; `languages` are the responses of `/faq` by
    language tag; `problems` says in sentences what of the store could not be used;
    `ledger` is that of the store.
    A path is taken with `prefix` (``/help``) and without it, for proxies that keep it and for those
    that strip it.
    """

    resources: Mapping[str, Resource]
    spellings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    unknown_frames: Mapping[tuple[str, str], Resource] = field(default_factory=dict)
    languages: Mapping[str, Resource] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    prefix: str = ""
    ledger: Ledger = field(default_factory=empty_ledger)

    def without_prefix(self, path: str) -> str:
        """Return a path below the prefix.

        What is there as it stands is asked for by a proxy that strips, though the prefix be `/v0`.
        """
        if not self.prefix or path in self.resources or not path.startswith(f"{self.prefix}/"):
            return path
        return path[len(self.prefix) :]

    def find(self, path: str) -> Resource | None:
        """Return what stands at `path`; for a frame that is unknown its 404; else None."""
        if path in self.resources:
            return self.resources[path]
        release, _, below = path[1:].partition("/")
        frame = parse_frame(below)
        if frame is None:
            return None
        # The frame that a regional tag means.
        language = self.spellings.get(release, {}).get(comparable_tag(frame.language), "")
        known = self.resources.get(f"/{release}/{Frame(frame.theme, language).path}")
        if known:
            return known
        for key in ((release, frame.theme), (release, ""), ("", "")):
            if key in self.unknown_frames:
                return self.unknown_frames[key]
        return None


def frame_ancestors(settings: Settings) -> str:
    """Return the directive that says who may show a frame: everybody, or the allowed hosts."""
    allowed = " ".join(("'self'", *settings.allowed_hosts)) if settings.allowed_hosts else "*"
    return f"frame-ancestors {allowed}"


def file_headers(path: str, caching: str, ancestors: str) -> Headers:
    """Return the headers of one file of a release: a frame, a script, or something else."""
    suffix = PurePosixPath(path).suffix
    shared = [
        ("Content-Type", _CONTENT_TYPES.get(suffix, "application/octet-stream")),
        ("Cache-Control", caching),
        ("Cross-Origin-Resource-Policy", "cross-origin"),
    ]
    if suffix == ".html":
        return [
            *shared,
            ("Cross-Origin-Embedder-Policy", "require-corp"),
            ("Content-Security-Policy", ancestors),
        ]
    return [
        *shared,
        ("Access-Control-Allow-Origin", "*"),
        ("Content-Security-Policy", INERT_POLICY),
    ]


def page_headers(caching: str, policy: str) -> Headers:
    """Return the headers of a page of the server's own."""
    return [
        ("Content-Type", _CONTENT_TYPES[".html"]),
        ("Cache-Control", caching),
        ("Content-Security-Policy", policy),
    ]


def missing_headers() -> Headers:
    """Return the headers of the page for addresses where nothing is."""
    return [*ALWAYS, *page_headers(MISSING, missing_page().policy)]


class _RoutesBuilder:
    """Collects the routes of one state of the store."""

    def __init__(self, settings: Settings) -> None:
        self.ancestors = frame_ancestors(settings)
        self.theme = next(iter(settings.themes), DEFAULT_THEME)
        self.resources: dict[str, Resource] = {}
        self._made: dict[tuple[int, tuple[tuple[str, str], ...]], Resource] = {}
        self.unknown: dict[tuple[str, str], Resource] = {}

    def add(self, segment: str, files: Mapping[str, Shown], caching: str) -> None:
        """Add files below ``/<segment>/``, and the 404s of its frames."""
        for path, (content, about) in files.items():
            headers = [*file_headers(path, caching, self.ancestors), *signature_headers(about)]
            # Of hundreds of releases most files are the same: their responses take memory once.
            key = (id(content), tuple(headers))
            if key not in self._made:
                self._made[key] = make_resource(content, headers)
            self.resources[f"/{segment}/{path}"] = self._made[key]
            frame = parse_frame(path)
            if frame and frame.language == DEFAULT_LANGUAGE:
                headers = file_headers(path, MISSING, self.ancestors)
                missing = make_resource(content, headers, status=404)
                self.unknown[segment, frame.theme] = missing
                if frame.theme == DEFAULT_THEME or (segment, "") not in self.unknown:
                    self.unknown[segment, ""] = missing

    def languages(self, channel: str, files: Mapping[str, Shown]) -> dict[str, Resource]:
        """Return the resources of ``/faq`` by language.

        They are the frames that ``/<channel>/`` shows, in the first theme of the settings.
        """
        frames = {frame: content for path, (content, _) in files.items()
                  if (frame := parse_frame(path))}  # fmt: skip
        themes = (frame.theme for frame in frames)
        theme = min(themes, key=lambda t: (t != self.theme, t != DEFAULT_THEME, t), default="")
        headers = file_headers("faq.html", FIVE_MINUTES, self.ancestors)
        folder = f"{channel}/{FRAMES}/{theme}/".encode()
        resources = {}
        for frame, content in frames.items():
            if frame.theme != theme:
                continue
            page = content["identity"]
            # Shown at `/faq`, its links to other languages lead into the channel's folder.
            shown = _LINK_TO_LANGUAGE.sub(rb"\g<0>" + folder, page)
            stated = _LANGUAGE_OF_PAGE.search(page)
            language = stated[1].decode() if stated else frame.language
            resources[frame.language] = make_resource(
                content if shown == page else compressed(shown),
                [*headers, ("Content-Language", language)],
                vary="Accept-Language",
            )
        return resources


def load_routes(
    directory: Path,
    settings: Settings,
    contents: ContentCache,
    inputs: SnippetInputs | None = None,
) -> Routes:
    """Read the store in `directory` and make the routes of everything that it serves.

    `contents` are shared between calls. The page of releases shows snippets made of `inputs`.
    Damaged files are left out and named in `Routes.problems`. Raises `QuickExitError` where there
    is no usable ledger.
    """
    raw, ledger = read_ledger(directory)
    builder = _RoutesBuilder(settings)
    problems: list[str] = []
    releases: dict[str, dict[str, Shown]] = {}
    shown: dict[str, dict[str, Shown]] = {}
    for version, entry in ledger["releases"].items():
        files = releases[version] = {}
        for path, found in read_release(directory, version, entry, contents):
            if isinstance(found, QuickExitError):
                problems.append(str(found))
            else:
                files[path] = found, entry["files"][path]
        builder.add(version, files, IMMUTABLE)
    for channel, version in ledger["channels"].items():
        files = releases[version]
        paths = shown_files(ledger, channel).items()
        shown[channel] = {path: files[source] for path, source in paths if source in files}
        builder.add(channel, shown[channel], FRESH)
    newest = channel_in_force(ledger)
    languages: dict[str, Resource] = {}
    if newest:
        languages = builder.languages(newest, shown[newest])
        for tag, language in frame_languages(ledger, newest).items():
            if language in languages:
                languages[tag] = languages[language]
        if (newest, "") in builder.unknown:
            builder.unknown["", ""] = builder.unknown[newest, ""]
    page = releases_page(ledger, pinned_snippets(inputs, ledger) if inputs else {})
    own = {
        "/releases.json": make_resource(
            compressed(raw), file_headers(LEDGER_FILE, FIVE_MINUTES, INERT_POLICY)
        ),
        "/releases": make_resource(compressed(page.html), page_headers(FIVE_MINUTES, page.policy)),
        "/favicon.ico": make_empty_resource(
            [("Cache-Control", A_DAY), ("Content-Security-Policy", INERT_POLICY)]
        ),
    }
    spellings = {
        channel: {
            comparable_tag(tag): language
            for tag, language in frame_languages(ledger, channel).items()
        }
        for channel in shown
    }
    return Routes(
        {**builder.resources, **own},
        spellings,
        builder.unknown,
        languages,
        tuple(problems),
        urlsplit(settings.public_address).path.rstrip("/"),
        ledger,
    )
