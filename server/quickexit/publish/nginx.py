"""The nginx configuration of a published folder, which answers as `quickexit serve` does.

Headers are taken from the plan, which has them from the server's own table. What depends on a
file's content (signatures) is looked up by the ETag of the bytes that go out, so that it never
speaks of other bytes, not even while a channel moves.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from quickexit.content.models import DEFAULT_LANGUAGE
from quickexit.deployment.settings import DEFAULT_THEME, Settings
from quickexit.errors import QuickExitError
from quickexit.publish.nginx_syntax import (
    BROTLI_ENDING,
    ENCODING,
    added_headers,
    file_location,
    location,
    map_block,
    quoted,
)
from quickexit.publish.plan import (
    MISSING_PAGE,
    UNKNOWN_FRAME,
    Plan,
    PublishObject,
    Stage,
    content_time,
    hosted_key,
)
from quickexit.releases.channels import frame_languages
from quickexit.releases.compression import ENCODINGS
from quickexit.releases.layout import Frame, comparable_tag, frame_pattern
from quickexit.releases.ledger import LEDGER_FILE
from quickexit.releases.signing import DIGEST, INPUT, SIGNATURE
from quickexit.web.negotiation import choose_language
from quickexit.web.responses import ALWAYS, INERT_POLICY, NOT_ALLOWED
from quickexit.web.routes import missing_headers

_SEGMENTS = {
    Stage.IMMUTABLE: r"\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?",
    Stage.CHANNEL: r"(?:v\d+(?:\.\d+)?|next)",
}
_MAJOR_OR_NEXT = r"(?:v\d+|next)"
_FRAME_ADDRESS = (
    rf"^/(?P<quickexit_release>{{segment}})/{frame_pattern('quickexit_theme', 'quickexit_tag')}$"
)
# Of a file's content: looked up by its ETag.
_OF_THE_CONTENT = {
    DIGEST: "$quickexit_digest",
    INPUT: "$quickexit_signature_input",
    SIGNATURE: "$quickexit_signature",
}
_HEALTHY = {
    **dict(ALWAYS),
    "Content-Type": "application/json",
    "Cache-Control": "no-store",
    "Content-Security-Policy": INERT_POLICY,
}
# A weight of 0 forbids (RFC 9110, section 12.4.2); `*` alone is no browser's.
_ACCEPTS_BROTLI = r"~*(?:^|,)\s*br\s*(?:;\s*q\s*=\s*(?:1(?:\.0*)?|0\.\d*[1-9]\d*)\s*)?(?:,|$)"
_UNQUOTABLE = re.compile(r"[\"$\\\n\r]")

_HEAD = """\
# Written by `quickexit publish --nginx`, and anew by the next one. What is yours (addresses,
# certificates) stands in {listen}, which is written once.
# About visitors nothing is logged: neither requests nor errors, since each line of an error log
# names the visitor's address and request. nginx says faults of a configuration elsewhere.
"""

_SERVER = """\
server {{
    include "{listen}";
    root "{root}";

    access_log off;
    log_not_found off;
    error_log /dev/null emerg;
    server_tokens off;

    # Times of files are digests of their contents: they make the ETag, and are no times.
    etag on;
    if_modified_since off;
    max_ranges 0;
    absolute_redirect off;

    gzip off;
    gzip_static on;
    gzip_http_version 1.0;
    gzip_proxied any;
    types {{ }}

    error_page 404 @missing;
    error_page 405 @not_allowed;
{always}
    if ($request_method !~ "^(?:GET|HEAD)$") {{
        return 405;
    }}
{prefix}
{locations}}}
"""


def configuration(plan: Plan, settings: Settings, root: Path, listen: Path) -> str:
    """Return the configuration, to be included in nginx's `http` block.

    `root` is the published folder, `listen` the file beside it that the administrator owns. It
    depends on versions only where scripts are signed, or a major, a language or a kind of file is
    new. Raises `QuickExitError` for a path that cannot be quoted.
    """
    for path in (root, listen):
        if _UNQUOTABLE.search(str(path)):
            raise QuickExitError(
                "nginx cannot use a path with a quote, a dollar sign or a backslash",
                where=str(path),
                hint="publish to another folder",
            )
    prefix = re.escape(urlsplit(settings.public_address).path.rstrip("/"))
    return _HEAD.format(listen=listen.name) + "\n".join(
        [
            "",
            *_maps(plan),
            _SERVER.format(
                listen=listen,
                root=root,
                always=added_headers([*ALWAYS, ("Content-Security-Policy", INERT_POLICY)]),
                prefix=f'    rewrite "^{prefix}(/.*)$" $1;' if prefix else "",
                locations="\n".join(
                    [*_page_locations(plan), *_file_locations(plan), *_answers_without_file(plan)]
                ),
            ),
        ]
    )


def listening(settings: Settings) -> str:
    """Return what stands in the administrator's file at first: where nginx listens."""
    parts = urlsplit(settings.public_address)
    port = (parts.port or 80) if parts.scheme == "http" else 80
    return (
        "# Yours: where nginx listens, and with which certificate. It is never written again.\n"
        f"listen {port};\n"
        f"listen [::]:{port};\n"
        f"server_name {parts.hostname};\n"
        "# listen 443 ssl;\n"
        "# listen [::]:443 ssl;\n"
        f"# ssl_certificate /etc/letsencrypt/live/{parts.hostname}/fullchain.pem;\n"
        f"# ssl_certificate_key /etc/letsencrypt/live/{parts.hostname}/privkey.pem;\n"
    )


def _maps(plan: Plan) -> list[str]:
    maps = [
        map_block(
            "$http_accept_encoding", BROTLI_ENDING, [(_ACCEPTS_BROTLI, ENCODINGS["br"].ending)]
        ),
        # The file that is about to go out; a 304 has no content that could be encoded.
        map_block('"$status $uri"', ENCODING, [(r"~^(?!304 ).*\.br$", "br")]),
    ]
    # The language that a tag means below a channel, in any case.
    rows = {
        f"~*^{channel} {comparable_tag(tag).replace('-', '[-_]')}$": language
        for channel in plan.ledger["channels"]
        for tag, language in frame_languages(plan.ledger, channel).items()
    }
    key = '"$quickexit_release $quickexit_tag"'
    maps.append(map_block(key, "$quickexit_spoken", sorted(rows.items())))
    if plan.languages:
        maps += _language_maps(plan.languages)
    for name, variable in _OF_THE_CONTENT.items():
        # nginx makes the ETag of a file of its time and its size, in hexadecimal.
        tags = {
            f'"{content_time(item.identity):x}-{len(item.body):x}"': item.headers[name]
            for item in plan.objects
            if name in item.headers
        }
        maps.append(map_block("$sent_http_etag", variable, tags.items()))
    return maps


def _language_maps(languages: Mapping[str, str]) -> list[str]:
    """Return the maps of `/faq`: the first language that the visitor names, weights not read."""
    ranges = {*languages, *(tag.partition("-")[0] for tag in languages)}
    rows = []
    for wanted in sorted(ranges, key=lambda tag: (-len(tag), tag)):
        chosen = choose_language(wanted, languages)
        rows.append((rf"~*^\s*{wanted.replace('-', '[-_]')}(?:[-_,;\s]|$)", chosen))
    default = choose_language("", languages)
    return [
        map_block("$http_accept_language", "$quickexit_chosen", rows, default),
        map_block("$quickexit_chosen", "$quickexit_language", sorted(languages.items())),
    ]


def _page_locations(plan: Plan) -> Iterator[str]:
    pages = {item.address: item for item in plan.objects}
    for address in ("/", "/releases", f"/{LEDGER_FILE}"):
        page = pages[address]
        yield file_location(f"= {address}", page.headers, [f"/{page.key}"])
    if plan.languages:
        headers = {**pages["/faq"].headers, "Content-Language": "$quickexit_language"}
        yield file_location("= /faq", headers, [f"/{hosted_key('$quickexit_language')}"])


def _file_locations(plan: Plan) -> Iterator[str]:
    """Give a location for each kind of file below versions and channels."""
    spoken = f"/$quickexit_release/{Frame('$quickexit_theme', '$quickexit_spoken').path}"
    for stage, segment in _SEGMENTS.items():
        kinds: dict[str, PublishObject] = {}
        for item in plan.objects:
            if item.stage == stage and item.address:
                kinds.setdefault(PurePosixPath(item.key).suffix, item)
        frame = kinds.get(".html")
        if frame:
            unknown = "error_page 404 @unknown_frame;"
            if stage == Stage.CHANNEL:
                match = f"~ {quoted(_FRAME_ADDRESS.format(segment=_MAJOR_OR_NEXT))}"
                yield file_location(match, frame.headers, [spoken, "$uri"], unknown)
            match = f"~ {quoted(_FRAME_ADDRESS.format(segment=segment))}"
            yield file_location(match, frame.headers, ["$uri"], unknown)
        for suffix, item in sorted(kinds.items()):
            headers = {**item.headers, **(_OF_THE_CONTENT if suffix == ".js" else {})}
            pattern = f"^/{segment}/.+{re.escape(suffix)}$"
            yield file_location(f"~ {quoted(pattern)}", headers, ["$uri"])


def _answers_without_file(plan: Plan) -> Iterator[str]:
    """Give what answers where no file is: errors, and addresses that are a status alone."""
    any_frame = quoted(_FRAME_ADDRESS.format(segment="[^/]+"))
    yield location(f"~ {any_frame}", {}, "error_page 404 @unknown_frame;", "return 404;")
    for item in plan.objects:
        if item.key == UNKNOWN_FRAME:
            themes = ("$quickexit_theme", DEFAULT_THEME)
            paths = [f"/$quickexit_release/{Frame(t, DEFAULT_LANGUAGE).path}" for t in themes]
            yield file_location("@unknown_frame", item.headers, [*paths, f"/{item.key}"])
    missing = [f"try_files /{MISSING_PAGE} =404;", "gzip_static off;", "etag off;"]
    yield location("@missing", dict(missing_headers()), *missing)
    yield location("/", {}, "return 404;")
    sent = {name: value for name, value in NOT_ALLOWED.headers if name != "Content-Length"}
    yield location("@not_allowed", sent, f"return 405 {quoted(NOT_ALLOWED.body.decode())};")
    for address, nothing in plan.empty.items():
        yield location(f"= {address}", nothing, "return 204;")
    there = f"if (!-f $document_root/{LEDGER_FILE}) {{ return 503; }}"
    yield location("= /healthz", _HEALTHY, there, r"""return 200 '{"status":"ok"}\n';""")
