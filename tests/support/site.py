"""The widget, released and served by the installed command, and a partner's site around it."""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

import semver
from filelock import FileLock
from tests.support.visit import Visit
from tests.support.web import PageServer, Reply, free_port

from quickexit.build.bundles import load_bundles
from quickexit.build.widget import embed_script
from quickexit.paths import widget_directory

VERSION = "0.1.0"
FRAME = "/v0/faq/default/en.html"
# The element of the snippet, where a test adds attributes.
FAQ = "<div data-quick-exit-faq"
OPEN_ALL = "document.querySelectorAll('details').forEach(one => (one.open = true))"
COMMAND = Path(sys.executable).with_name("quickexit")
_TRIES = 1200
# What the real server sends with every script and frame.
_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Referrer-Policy": "no-referrer",
}


def quickexit(*words: str) -> str:
    """Run the installed command; its output, or a failure that shows what it said."""
    done = subprocess.run([COMMAND, *words], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, f"quickexit {' '.join(words)}: {done.stderr}{done.stdout}"
    return done.stdout


class Widget:
    """A store with one signed release, and the real server of it."""

    def __init__(self, store: Path) -> None:
        self.store = store
        self.port = free_port()
        self.origin = f"http://widget.localhost:{self.port}"

    def __enter__(self) -> Self:
        self.public_key = self._release()
        words = ("--store", str(self.store), "--host", "127.0.0.1", "--port", str(self.port))
        self._server = subprocess.Popen(
            [COMMAND, "serve", *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._wait_until_healthy()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.terminate()
        self._server.wait(timeout=20)

    def _release(self) -> str:
        """Make the release, unless another worker has; return the public key that signs it."""
        self.store.parent.mkdir(parents=True, exist_ok=True)
        key, public = (self.store.with_name(name) for name in ("signing-key.pem", "public-key.txt"))
        with FileLock(self.store.with_name("release.lock")):
            if not public.exists():
                printed = quickexit("keygen", str(key)).strip()
                allowed = ("--allow-unchecked", "--allow-unreviewed", "--sign-key", str(key))
                quickexit("release", VERSION, "--store", str(self.store), *allowed)
                public.write_text(printed, "utf-8")
            return public.read_text("utf-8")

    def file(self, path: str) -> str:
        """Return the text of a released file (`embed.js`)."""
        return (self.store / VERSION / path).read_text(encoding="utf-8")

    def _wait_until_healthy(self) -> None:
        for _ in range(_TRIES):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz"):
                    return
            except (urllib.error.URLError, ConnectionError):
                self._pause()
        raise AssertionError("the widget's server does not become healthy")

    def _pause(self) -> None:
        try:
            status = self._server.wait(timeout=0.05)
        except subprocess.TimeoutExpired:
            return
        raise AssertionError(f"the widget's server ended with status {status}")


@cache
def named_script() -> str:
    """Return `embed.js` as it is built, with the names of its source."""
    bundles = load_bundles(widget_directory())
    return embed_script(bundles, semver.Version.parse(VERSION).major, short_names=False)


def changed(code: str, *replacements: tuple[str, str]) -> str:
    """Return the code with each pattern replaced; one that it does not hold fails the test."""
    for pattern, new in replacements:
        code, found = re.subn(pattern, lambda _, new=new: new, code)  # type: ignore[misc]
        assert found, (
            f"the built script holds nothing like {pattern} that could be taken out;"
            " print(named_script()) shows how jsmin leaves it"
        )
    return code


def with_other(page: str, name: str, change: Callable[[str], str]) -> str:
    """Return a built page with its one `script` or `style` changed, and the policy for that."""
    found = re.search(f"<{name}>(.*?)</{name}>", page, re.DOTALL)
    assert found, f"a built page has its {name} inline"
    other = change(found[1])
    return page.replace(found[1], other).replace(_digest(found[1]), _digest(other))


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


class Site:
    """Five origins: widget, partner, two destinations, and a widget of altered bytes."""

    def __init__(
        self,
        widget: Widget,
        partner: PageServer,
        destination: PageServer,
        second: PageServer,
        altered: PageServer,
    ) -> None:
        self.widget = widget
        self.partner = partner
        self.destination = destination
        self.second = second
        self.altered = altered

    def snippet(self, variant: str = "script", attributes: str = "") -> str:
        """Return what the command prints, with the second site as the fallback destination."""
        printed = _snippet(self.widget, variant, self.destination.origin + "/")
        fallback = f'data-exit-fallback-href="{self.second.origin}/"'
        return printed.replace(FAQ, f"{FAQ} {fallback} {attributes}").replace(
            "<script ", f"<script {fallback} "
        )

    def page(
        self,
        snippet: str | None = None,
        *,
        path: str = "/page",
        head: str = "",
        before: str = "",
        after: str = "",
        **headers: str,
    ) -> str:
        """Put a partner's page up and return its address."""
        return self.partner.html(
            path,
            "<!doctype html><html lang=en><head><meta charset=utf-8><title>Partner</title>"
            '<meta name=viewport content="width=device-width,initial-scale=1">'
            f'<link rel=icon href="data:,">{head}</head><body>{before}<h1 id=top>Partner</h1>'
            f"<p id=text>The page that is left.</p>{snippet or self.snippet()}{after}</body>",
            **headers,
        )

    def alter(self, *replacements: tuple[str, str], variant: str = "script") -> str:
        """Serve the minified script with patterns replaced; return a snippet that uses it.

        Its names are those of the source, so that the patterns can be read.
        """
        script = changed(named_script(), *replacements).encode()
        frame = self.widget.file("faq/default/en.html").encode()
        for folder in ("v0", VERSION):
            self.altered.routes[f"/{folder}/embed.js"] = Reply(
                script, "text/javascript", headers=_HEADERS
            )
        self.altered.routes[FRAME] = Reply(frame, headers=_HEADERS)
        return self.snippet(variant).replace(self.widget.origin, self.altered.origin)

    def open(self, visit: Visit, page: str) -> None:
        """Come from an earlier page, so that Back has somewhere to lead; wait for the control."""
        visit.open(self.earlier)
        visit.open(page)
        visit.wait_for_control()

    def hosted(self, code: str = "en", theme: str = "default") -> str:
        """Return the address of the frame, which opened by itself is the hosted page."""
        return f"{self.widget.origin}/v0/faq/{theme}/{code}.html"

    @property
    def earlier(self) -> str:
        """Return the address of the page before."""
        return self.partner.html(
            "/earlier", "<!doctype html><title>Earlier</title><h1>Earlier</h1>"
        )

    def expect_left(self, visit: Visit) -> str | None:
        """Wait for the arrival at the destination; return the referrer that it was told."""
        visit.wait_for(lambda: self.destination.visits(), "the destination is asked for")
        visit.wait_for_arrival(self.destination.origin)
        return self.destination.visits()[0].referrer

    def expect_stayed(self, visit: Visit) -> None:
        """Let everything queued happen: the visitor is still on the page, and sees it."""
        visit.settle()
        assert not self.destination.visits(), "nobody asked to leave"
        assert visit.evaluate("getComputedStyle(document.documentElement).display") != "none"
        assert "The page that is left." in visit.evaluate("document.body.innerText")


@cache
def _snippet(widget: Widget, variant: str, destination: str) -> str:
    words = ["snippet", "--variant", variant, "--exit-href", destination]
    # Not every system resolves names below localhost, as browsers do; `signed` is read back.
    own = f"http://127.0.0.1:{widget.port}"
    words += ["--base-url", own, "--store", str(widget.store)]
    printed = quickexit(*words, *(["--release", VERSION] if variant == "pinned" else []))
    return printed.replace(own, widget.origin)
