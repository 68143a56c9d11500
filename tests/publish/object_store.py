"""moto's S3 server over real HTTP, with a hand between the client and what it keeps."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from unittest.mock import patch

import obstore
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from obstore.store import S3Store
from werkzeug.serving import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

BUCKET = "widget"
PROBE = ".quickexit-probe/"
_CONDITIONS = ("HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH")


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 -- the name is given
        """Keep the test output quiet."""


class ObjectStoreServer:
    """One S3 endpoint with an empty bucket.

    `written` holds the keys of all writes in order. `ignored` are conditions that it pretends to
    honour. `before` and `after` are called with the key of each write, around it; of the keys
    in `lost` one write each is done and answered as if it had failed.
    """

    def __init__(self) -> None:
        self._application: Any = DomainDispatcherApplication(create_backend_app)
        self._server = make_server("127.0.0.1", 0, self._answer, threaded=True,
                                   request_handler=_Quiet)  # fmt: skip
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self.settings = {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self._server.server_port}",
            "AWS_ALLOW_HTTP": "true",
            "AWS_ACCESS_KEY_ID": "tester",
            "AWS_SECRET_ACCESS_KEY": "tester",
            "AWS_REGION": "us-east-1",
        }
        self.forget()

    def forget(self) -> None:
        """Honour everything, call nobody, and begin the list of writes anew."""
        self.written: list[str] = []
        self.ignored: tuple[str, ...] = ()
        self.lost: set[str] = set()
        self.before: Callable[[str], None] = lambda _: None
        self.after: Callable[[str], None] = lambda _: None

    def pretend(self, *conditions: str) -> None:
        """Ignore these conditions (all of them if none is named), and say that all went well."""
        self.ignored = conditions or _CONDITIONS

    def _answer(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "PUT":
            return self._application(environ, start)  # type: ignore[no-any-return]
        for condition in self.ignored:
            environ.pop(condition, None)
        key = environ["PATH_INFO"].removeprefix(f"/{BUCKET}/")
        self.written.append(key)
        self.before(key)
        # Whole before it is sent, so that `after` comes between the write and its answer.
        body = list(self._application(environ, start))
        self.after(key)
        if key in self.lost:
            self.lost.remove(key)
            start("500 Internal Server Error", [("Content-Length", "0")])
            return []
        return body

    def __enter__(self) -> Self:
        self._thread.start()
        self._administrator().create_bucket(Bucket=BUCKET)
        self.forget()
        self.store = S3Store(
            BUCKET,
            endpoint=self.settings["AWS_ENDPOINT_URL"],
            access_key_id="tester",
            secret_access_key="tester",  # noqa: S106 - moto asks for one, and takes any
            region="us-east-1",
            client_options={"allow_http": True},
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _administrator(self) -> Any:
        """Return a client for what obstore has no call for."""
        import boto3  # type: ignore[import-untyped]  # it ships no type information

        with patch.dict(os.environ, self.settings):
            return boto3.client("s3")

    def keep_versions(self, status: str = "Enabled") -> None:
        """Let the bucket keep what is replaced and removed, or stop it."""
        self._administrator().put_bucket_versioning(
            Bucket=BUCKET, VersioningConfiguration={"Status": status}
        )

    def read(self, key: str) -> bytes | None:
        """Return an object, or None."""
        try:
            return bytes(obstore.get(self.store, key).bytes())
        except FileNotFoundError:
            return None

    def put(self, key: str, body: bytes) -> None:
        """Write an object past everybody, as another program would."""
        obstore.put(self.store, key, body)

    def attributes(self, key: str) -> Mapping[str, str]:
        """Return the headers that are kept with an object."""
        return obstore.get(self.store, key).attributes

    def keys(self) -> set[str]:
        """Return the keys of all objects, without those of a probe."""
        found = {one["path"] for batch in obstore.list(self.store) for one in batch}
        return {key for key in found if not key.startswith(PROBE)}

    def probes(self) -> set[str]:
        """Return the keys of probes that were left behind."""
        return {one["path"] for batch in obstore.list(self.store, PROBE) for one in batch}

    def empty(self) -> None:
        """Remove everything."""
        self.keep_versions("Suspended")
        paths = [one["path"] for batch in obstore.list(self.store) for one in batch]
        for path in paths:
            obstore.delete(self.store, path)
        self.forget()
