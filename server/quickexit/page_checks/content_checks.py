"""Checks of words, frame and script: they are there, current, and of this deployment."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from quickexit.page_checks.document import Element
from quickexit.page_checks.expected import Expected
from quickexit.page_checks.findings import Finding
from quickexit.page_checks.snippet_parts import FRAME_PATH, SCRIPT_PATH, FoundParts, path_of
from quickexit.releases.layout import SCRIPT, Frame
from quickexit.releases.ledger import FileEntry
from quickexit.releases.signing import key_integrity
from quickexit.releases.versions import is_version

# What links to phones, the exit and keys need (HTML, "sandbox"; seen in Chromium 156).
_TOKENS = frozenset((
    "allow-scripts", "allow-same-origin", "allow-popups", "allow-popups-to-escape-sandbox",
    "allow-top-navigation-by-user-activation",
))  # fmt: skip
# Types that a browser runs (HTML, "JavaScript MIME type"); another one is data, until somebody's
# script makes it run.
_RUNS = re.compile(r"|module|(?:text|application)/(?:x-)?(?:java|ecma)script", re.IGNORECASE)
_TEL = re.compile(r"tel:([+0-9]+)")
_AGAIN = "print the snippet again with: quickexit snippet"


def word_findings(document: Element, parts: FoundParts, expected: Expected) -> Iterator[Finding]:
    """Yield whether the numbers on the page are those of the newest release."""
    if parts.option("faq") == "off" or not expected.numbers:
        return
    around = parts.element or document
    shown = {number for element in around.walk() for number in _TEL.findall(element.get("href"))}
    current = frozenset[str]().union(*expected.numbers.values())
    line = around.line
    if not shown:
        yield Finding("words", "wrong", "no phone number stands beside the link", _AGAIN, line)
    elif old := ", ".join(sorted(shown - current)):
        yield Finding("words", "wrong", f"{old} is no number of the newest release", _AGAIN, line)
    else:
        yield Finding("words", "right", f"the numbers are current: {', '.join(sorted(shown))}")


def frame_findings(parts: FoundParts, expected: Expected) -> Iterator[Finding]:
    """Yield what there is to say of the frame's address, title and sandbox."""
    frame = parts.frame
    if parts.option("faq") == "off":
        return
    if frame is None:
        text = "there is no frame with the questions in the page"
        if parts.scripts and parts.element is not None:
            hint = "the script makes one; without it the questions never come"
            yield Finding("frame", "notice", text, hint)
        else:
            yield Finding("frame", "wrong", text, "use a field that keeps frames")
        return
    yield _frame_address(parts, frame, expected)
    if not frame.get("title").strip():
        hint = "screen readers name the frame by its title; put it back"
        yield Finding("frame-title", "wrong", "it has no title", hint, frame.line)
    else:
        yield Finding("frame-title", "right", f'its title is "{frame.get("title")}"')
    yield _frame_sandbox(frame)


def _frame_address(parts: FoundParts, frame: Element, expected: Expected) -> Finding:
    address = parts.address(frame)
    match = FRAME_PATH.match(path_of(address))
    if match is None:
        text = "its address was moved to another attribute, and it stays empty without that script"
        hint = "exempt the frame from loading late"
        return Finding("frame-address", "wrong", text, hint, frame.line)
    problem = _wrong_address(match, expected)
    if not problem:
        files = _files_of(match["release"], expected)
        path = Frame(match["theme"], match["lang"]).path
        tags = {known.lower() for known in files}
        if files and path.lower() not in tags and match["lang"].lower() not in expected.numbers:
            problem = f"the release has no frame {match['theme']}/{match['lang']}"
    if problem:
        return Finding("frame-address", "wrong", problem, _AGAIN, frame.line)
    return Finding("frame-address", "right", f"the frame comes from {path_of(address)}")


def _frame_sandbox(frame: Element) -> Finding:
    if not frame.has("sandbox"):
        return Finding("frame-sandbox", "notice", "it has no sandbox", _AGAIN, frame.line)
    tokens = set(frame.get("sandbox").lower().split())
    if "allow-top-navigation" in tokens:
        tokens.add("allow-top-navigation-by-user-activation")
    missing = sorted(_TOKENS - tokens)
    if missing:
        text = f"its sandbox lacks {' '.join(missing)}"
        return Finding("frame-sandbox", "wrong", text, "put that back", frame.line)
    return Finding("frame-sandbox", "right", "its sandbox lets calls and the exit through")


def script_findings(parts: FoundParts, expected: Expected) -> Iterator[Finding]:
    """Yield what there is to say of the script: its address, release and integrity."""
    if not parts.scripts:
        hint = "that is right for --variant iframe; else use a field that keeps scripts"
        yield Finding("script", "notice", "there is no script of ours in the page", hint)
        return
    script = parts.scripts[0]
    if len(parts.scripts) > 1:
        text = f"the script stands {len(parts.scripts)} times in the page; one copy is enough"
        yield Finding("script-copies", "notice", text, line=parts.scripts[1].line)
    kind = script.get("type").strip()
    if not _RUNS.fullmatch(kind) or not script.get("src"):
        text = f'it is kept from running at first (type="{kind}")' if kind else "its src was moved"
        hint = "exempt it from scripts that are delayed or wait for consent: it stores nothing"
        yield Finding("script-runs", "wrong", text, hint, script.line)
    address = parts.address(script)
    match = SCRIPT_PATH.fullmatch(path_of(address))
    if match is None:
        text = f"its address is {address or 'empty'}"
        yield Finding("script-address", "wrong", text, _AGAIN, script.line)
    elif problem := _wrong_address(match, expected):
        yield Finding("script-address", "wrong", problem, _AGAIN, script.line)
    else:
        yield Finding("script-address", "right", f"the script comes from {path_of(address)}")
        yield from _integrity(script, match["release"], expected)


def _integrity(script: Element, release: str, expected: Expected) -> Iterator[Finding]:
    about = _files_of(release, expected).get(SCRIPT)
    if about is None or not (script.has("integrity") or is_version(release)):
        return
    if not script.has("integrity"):
        text, hint = "a pinned address has no integrity", f"{_AGAIN} --variant pinned"
        yield Finding("script-integrity", "notice", text, hint, script.line)
        return
    signature = about.get("signature")
    known = {about["integrity"]} if is_version(release) else set[str]()
    known |= {key_integrity(signature["key"])} if signature else set()
    if not known & set(script.get("integrity").split()):
        text = "its integrity is not that of the release, and browsers block it"
        yield Finding("script-integrity", "wrong", text, _AGAIN, script.line)
    elif not script.has("crossorigin"):
        text = "integrity needs crossorigin, and browsers block it without"
        yield Finding("script-integrity", "wrong", text, 'add crossorigin="anonymous"', script.line)
    else:
        yield Finding("script-integrity", "right", "its integrity is that of the release")


def _wrong_address(match: re.Match[str], expected: Expected) -> str | None:
    """Say what is wrong with the base or the release of an address, if anything is."""
    base, release, wanted = match["base"], match["release"], expected.settings.public_address
    if urlsplit(base)._replace(scheme="") != urlsplit(wanted)._replace(scheme=""):
        return f"it comes from {base}, and this deployment is {wanted}"
    ledger = expected.ledger
    if not ledger["releases"] or release in ledger["channels"]:
        return None
    if not is_version(release):
        return f"there is no channel {release}"
    entry = ledger["releases"].get(release)
    if entry is None:
        return f"there is no release {release}"
    return f"the release {release} was withdrawn" if entry["status"] == "withdrawn" else None


def _files_of(release: str, expected: Expected) -> dict[str, FileEntry]:
    version = expected.ledger["channels"].get(release, release)
    entry = expected.ledger["releases"].get(version)
    return entry["files"] if entry else {}
