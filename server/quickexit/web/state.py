"""What the server serves: routes and studio, replaced whole whenever the store has changed."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from quickexit.deployment.source import Source
from quickexit.errors import sentence_of
from quickexit.releases.compression import compressed
from quickexit.releases.reader import ContentCache
from quickexit.snippets.make import load_snippet_inputs
from quickexit.web.responses import Resource, make_resource
from quickexit.web.routes import Routes, load_routes, page_headers
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
            inputs = routes = None
            problems: set[str] = set()
            studio_problems: set[str] = set()
            # A wrong source is no reason to stop serving: frames and scripts need none.
            with self._studio_shut_by_errors(studio_problems):
                inputs = load_snippet_inputs(self._source)
            try:
                routes = load_routes(self._directory, self._source.settings, self._contents, inputs)
                problems.update(routes.problems)
            except Exception as error:
                problems.add(sentence_of(error))
            if problems and self.routes is not None:
                self.status = "stale"
            elif routes is not None:
                if inputs and self.has_studio:
                    with self._studio_shut_by_errors(studio_problems):
                        page = studio_page(inputs, routes.ledger)
                        self._process.renew(self._source)
                        headers = page_headers("no-cache", page.policy)
                        self.home = make_resource(compressed(page.html), headers)
                self.routes = routes
                self.status = "damaged" if problems else "ok"
            if routes is not None:
                problems |= studio_problems
            for problem in sorted(problems - self._logged):
                log.error("%s", problem)
            self._logged = problems
            return self.status == "ok"

    @contextmanager
    def _studio_shut_by_errors(self, problems: set[str]) -> Iterator[None]:
        """Shut the studio where something of it cannot be made; `problems` then say why."""
        try:
            yield
        except Exception as error:
            self.home = None
            problems.add(f"The studio is shut: {sentence_of(error)}")
