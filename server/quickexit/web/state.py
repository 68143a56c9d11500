"""What the server serves: routes and studio, replaced whole whenever the store has changed."""

import logging
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import chain
from pathlib import Path

from quickexit.deployment.source import Source
from quickexit.errors import sentence_of
from quickexit.releases.compression import compressed
from quickexit.releases.ledger import Ledger
from quickexit.releases.reader import ContentCache
from quickexit.snippets.make import SnippetInputs, load_snippet_inputs
from quickexit.web.responses import Resource, make_resource
from quickexit.web.routes import Routes, load_routes, page_headers
from quickexit.web.studio.answers import Studio
from quickexit.web.studio.pages import studio_page
from quickexit.web.studio.process import StudioProcess

log = logging.getLogger("quickexit")


class ServedState:
    """The state in force, and how a newer one takes its place.

    `routes` is None until the store was read. `status` is what `/healthz` says: ``starting``,
    ``ok``, ``damaged`` (at the start some files were not the published bytes; the rest is
    served) or ``stale`` (the store has changed into something unusable; the state before is
    served). `home` is the studio's page, and `studio` the process that computes for it; both are
    None while the source that it shows is wrong, and always without `has_studio`. `reread` returns
    the source anew where it may change while it is served; where that raises, the one before stays.
    """

    def __init__(
        self,
        directory: Path,
        source: Source,
        reread: Callable[[], Source] | None = None,
        *,
        has_studio: bool = True,
    ) -> None:
        self.routes: Routes | None = None
        self.home: Resource | None = None
        self.status = "starting"
        self.has_studio = has_studio
        self._directory = directory
        self._source = source
        self._reread = reread
        self._contents = ContentCache()
        self._process = StudioProcess(directory)
        self._logged: set[str] = set()
        self._lock = threading.Lock()

    @property
    def studio(self) -> StudioProcess | None:
        """The process that computes for the studio; None while there is no studio."""
        return self._process if self.home else None

    def close(self) -> None:
        """End the studio's process."""
        self._process.end()

    def reload(self) -> bool:
        """Read the store and serve it; return whether its present state is in force, undamaged.

        Where the new state cannot be used whole, the one before stays. Never raises, since the
        thread that calls this has to read the next state: errors are logged, once while they last.
        """
        with self._lock:
            if self._reread is not None:
                # Errors in the source are reported by the thread that watches it.
                with suppress(Exception):
                    self._source = self._reread()
            inputs, studio_problems = self._load_snippet_inputs()
            try:
                routes = load_routes(self._directory, self._source.settings, self._contents, inputs)
                problems = routes.problems
            except Exception as error:
                routes, problems = None, (sentence_of(error),)
            if problems and self.routes is not None:
                self.status = "stale"
            elif routes is not None:
                if inputs and self.has_studio:
                    studio_problems = self._open_studio(inputs, routes.ledger)
                self.routes = routes
                self.status = "damaged" if problems else "ok"
            self._log(problems, studio_problems if routes else ())
            return self.status == "ok"

    def _load_snippet_inputs(self) -> tuple[SnippetInputs | None, tuple[str, ...]]:
        """Read what snippets are made of; return it, or why the studio is shut.

        A wrong source is no reason to stop serving: frames and scripts need none.
        """
        try:
            return load_snippet_inputs(self._source), ()
        except Exception as error:
            self.home = None
            return None, (f"The studio is shut: {sentence_of(error)}",)

    def _open_studio(self, inputs: SnippetInputs, ledger: Ledger) -> tuple[str, ...]:
        """Put a studio of the present source in place; return why it is shut, if it is."""
        try:
            page = studio_page(Studio(inputs, ledger))
        except Exception as error:
            self.home = None
            return (f"The studio is shut: {sentence_of(error)}",)
        headers = page_headers("no-cache", page.policy)
        self._process.renew(self._source)
        self.home = make_resource(compressed(page.html), headers)
        return ()

    def _log(self, *problems: Iterable[str]) -> None:
        """Log problems that were not logged since they began."""
        present = set(chain.from_iterable(problems))
        for problem in sorted(present - self._logged):
            log.error("%s", problem)
        self._logged = present
