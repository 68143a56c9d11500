"""What is published: every address of the store as an object, in the order in which it is written.

The table that the server answers from is the one source: bytes and headers of each object are those
that `quickexit serve` sends. A static target has no visitor to ask, so `/faq` is there in
English, `/` shows the releases, and `404.html` is the English frame.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum

from quickexit.deployment.settings import Settings
from quickexit.errors import QuickExitError
from quickexit.releases.channels import frame_languages
from quickexit.releases.compression import ENCODINGS
from quickexit.releases.layout import parse_frame
from quickexit.releases.ledger import LEDGER_FILE, Ledger
from quickexit.web.negotiation import choose_language
from quickexit.web.pages import missing_page
from quickexit.web.responses import Headers, Resource
from quickexit.web.routes import Routes, missing_headers

_HEADERS_FILE = "_headers"
# The host that reads it compresses by itself, and says so.
_OF_THE_HOST = frozenset({"Vary", "Content-Encoding"})
UNKNOWN_FRAME = "404.html"
MISSING_PAGE = "missing.html"
# Of the representation that is sent, not of the object: the target works them out itself.
_WORKED_OUT = frozenset({"Content-Length", "ETag"})


class Stage(IntEnum):
    """When an object is written: nothing names what is of a later stage."""

    IMMUTABLE = 0
    CHANNEL = 1
    PAGE = 2
    LEDGER = 3


@dataclass(frozen=True, slots=True)
class PublishObject:
    """One object: `key` below the target, `headers` that its answer should carry.

    `address` is where a reader asks for it (None for precompressed files, and for what only
    answers errors), `identity` the content without its encoding.
    """

    key: str
    address: str | None
    stage: Stage
    body: bytes
    identity: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Plan:
    """All objects in the order of writing, with the ledger that they belong to.

    `languages` maps the tags that `/faq` can answer in to the language that is then stated,
    `empty` the addresses that are a 204 to its headers: no target can hold those.
    """

    objects: tuple[PublishObject, ...]
    ledger: Ledger
    languages: Mapping[str, str]
    empty: Mapping[str, Mapping[str, str]]


def content_time(identity: bytes) -> int:
    """Return the time stamp (seconds) that a published file carries: a digest of its content.

    Web servers make the ETag of a file from its time. So it is the same on every host, changes
    with the content alone, and says nothing about when anything happened.
    """
    return int.from_bytes(hashlib.sha256(identity).digest()[:4]) & 0x7FFFFFFF


def make_plan(table: Routes, *, html_names: bool) -> Plan:
    """Return what is to be published of one state of the store.

    With `html_names` the pages are named as static hosts look for them (`/releases` is
    `releases.html`, and `_headers` tells the headers), else as an object store is asked for them.
    Raises `QuickExitError` for a damaged store, and for one in which no channel shows a release.
    """
    if table.problems:
        raise QuickExitError(
            table.problems[0].rstrip("."), hint="list the damage with: quickexit verify"
        )
    if not table.ledger["channels"]:
        raise QuickExitError(
            "no channel points to a release, so there is nothing to publish",
            hint="make a release with: quickexit release X.Y.Z",
        )
    objects = [
        *_released_objects(table),
        *_regional_frames(table),
        *_page_objects(table, ".html" if html_names else ""),
    ]
    objects.sort(key=lambda item: (item.stage, item.key.endswith(".js"), item.key))
    if html_names:
        objects.append(_headers_file(objects, table.prefix))
    # The ledger itself is the very last: its precompressed files are the ledger too.
    objects.sort(key=lambda item: (item.stage, item.key == LEDGER_FILE))
    languages = {tag: _sent_headers(r)["Content-Language"] for tag, r in table.languages.items()}
    empty = {address: _sent_headers(resource) for address, resource in table.resources.items()
             if resource["identity"].whole.status == 204}  # fmt: skip
    return Plan(tuple(objects), table.ledger, languages, empty)


def _sent_headers(resource: Resource, encoding: str = "identity") -> dict[str, str]:
    sent = resource[encoding].whole.headers
    return {name: value for name, value in sent if name not in _WORKED_OUT}


def _object(
    resource: Resource, encoding: str, key: str, address: str | None, stage: Stage
) -> PublishObject:
    body, identity = resource[encoding].whole.body, resource["identity"].whole.body
    return PublishObject(key, address, stage, body, identity, _sent_headers(resource, encoding))


def _encodings(
    resource: Resource, key: str, address: str | None, stage: Stage
) -> Iterator[PublishObject]:
    """Give a resource as an object, and each of its precompressed files as one beside it."""
    for encoding in resource:
        if encoding == "identity":
            yield _object(resource, encoding, key, address, stage)
        else:
            yield _object(resource, encoding, key + ENCODINGS[encoding].ending, None, stage)


def _released_objects(table: Routes) -> Iterator[PublishObject]:
    """Give the files of all versions and channels, which stand at their own addresses."""
    stages = dict.fromkeys(table.ledger["releases"], Stage.IMMUTABLE)
    stages |= dict.fromkeys(table.ledger["channels"], Stage.CHANNEL)
    for address, resource in table.resources.items():
        release, inside, _ = address[1:].partition("/")
        if inside and release in stages:
            yield from _encodings(resource, address[1:], address, stages[release])


def _regional_frames(table: Routes) -> Iterator[PublishObject]:
    """Give the frames of regional tags, in lower case too: such targets take keys literally.

    They have no compressed files beside them, which would be more objects than all others: CDNs and
    static hosts compress by themselves, and the configuration of nginx finds the language's own.
    """
    ledger = table.ledger
    for channel in ledger["channels"]:
        languages = frame_languages(ledger, channel)
        spellings = {
            spelling: language
            for tag, language in languages.items()
            for spelling in (tag, tag.lower())
            if spelling not in languages.values()
        }
        paths = ledger["releases"][ledger["channels"][channel]]["files"]
        for frame in filter(None, map(parse_frame, paths)):
            resource = table.resources[f"/{channel}/{frame.path}"]
            for spelling in (s for s, language in spellings.items() if language == frame.language):
                address = f"/{channel}/{frame._replace(language=spelling).path}"
                yield _object(resource, "identity", address[1:], address, Stage.CHANNEL)


def _page_objects(table: Routes, ending: str) -> Iterator[PublishObject]:
    """Give what is of no release: pages for people, answers to errors, the ledger."""
    releases = table.resources["/releases"]
    yield from _encodings(releases, "index.html", "/", Stage.PAGE)
    yield from _encodings(releases, f"releases{ending}", "/releases", Stage.PAGE)
    languages = table.languages
    if languages:
        chosen = choose_language("", languages)
        yield from _encodings(languages[chosen], f"faq{ending}", "/faq", Stage.PAGE)
        # Each language's once, whatever regional tags lead to it.
        hosted = {_sent_headers(p)["Content-Language"]: p for p in languages.values()}
        for language, page in hosted.items():
            yield from _encodings(page, hosted_key(language), None, Stage.PAGE)
    if ("", "") in table.unknown_frames:
        unknown = table.unknown_frames["", ""]
        yield from _encodings(unknown, UNKNOWN_FRAME, None, Stage.PAGE)
    missing = missing_page().html
    headers = dict(missing_headers())
    yield PublishObject(MISSING_PAGE, None, Stage.PAGE, missing, missing, headers)
    ledger = table.resources[f"/{LEDGER_FILE}"]
    yield from _encodings(ledger, LEDGER_FILE, f"/{LEDGER_FILE}", Stage.LEDGER)


def _headers_file(objects: Iterable[PublishObject], prefix: str) -> PublishObject:
    """Return `_headers`, from which static hosts (Netlify, Cloudflare Pages) know the headers.

    Such a host joins the values of all rules that match. So each address matches one rule of its
    own, and `/*` holds what every object has in common and no other rule repeats.
    """
    rules: dict[str, Headers] = {}
    for item in objects:
        if item.address is not None:
            # Pages of a version or channel share a rule.
            release, _, path = item.address[1:].partition("/")
            folder, inside, _ = path.partition("/")
            pattern = f"/{release}/{folder}/*" if inside else item.address
            rules[pattern] = [pair for pair in item.headers.items() if pair[0] not in _OF_THE_HOST]
    first, *others = rules.values()
    shared = [pair for pair in first if all(pair in pairs for pairs in others)]
    own = {pattern: [pair for pair in pairs if pair not in shared]
           for pattern, pairs in rules.items()}  # fmt: skip
    lines = []
    for pattern, pairs in {"/*": shared, **own}.items():
        lines.append(f"{prefix}{pattern}\n")
        lines += [f"  {name}: {value}\n" for name, value in pairs]
    body = "".join(lines).encode()
    return PublishObject(_HEADERS_FILE, None, Stage.PAGE, body, body, {})


def hosted_key(language: str) -> str:
    """Return the key of the hosted page in a language, for a host that can choose between them."""
    return f"hosted/{language}.html"


def header_warnings(plan: Plan, carried: frozenset[str] | None, settings: Settings) -> list[str]:
    """Return what a person should know of a target that sends the headers `carried` alone.

    None stands for a folder: the host that serves it may read `_headers`, or not.
    """
    wanted = {name for item in plan.objects for name in item.headers}
    lost = sorted(wanted - carried - {"Vary"}) if carried is not None else []
    sentences = []
    if settings.allowed_hosts:
        sentences.append(
            "Only headers can carry allowed_hosts: make sure that Content-Security-Policy arrives"
            " with the frames; otherwise every site can show them."
        )
    if lost:
        sentences.append(
            f"This target cannot send {', '.join(lost)}: let what stands before it send them "
            "(docs/deploy-static.md; --dry-run --json lists the headers of each object)."
        )
    return sentences
