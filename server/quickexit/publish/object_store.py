"""An object store as a target: S3, Google Cloud Storage, Azure, as obstore offers them."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Any

from quickexit.errors import QuickExitError, UsageError, needs_extra

with needs_extra("s3", "obstore"):
    import obstore
    from obstore.exceptions import (
        AlreadyExistsError,
        BaseError,
        PermissionDeniedError,
        PreconditionError,
        UnauthenticatedError,
    )
    from obstore.store import from_url

from quickexit.publish.plan import PublishObject
from quickexit.publish.target import OBJECT_STORES, StoredObject, TakenError

if TYPE_CHECKING:
    from obstore.store import ObjectStore

CARRIED = frozenset({"Content-Type", "Cache-Control", "Content-Encoding", "Content-Language"})
_LONG_REASON = re.compile(r":?\s*<\?xml|\n")
_PROBE = ".quickexit-probe/"
# A probe takes seconds; what is older was left by a process that was killed.
_LEFT_OVER = timedelta(hours=1)
# A store that does not answer should be a sentence before a person gives up waiting.
_RETRY: Any = {"max_retries": 4, "retry_timeout": timedelta(seconds=60)}


class ObjectTarget:
    """A bucket, or what is below a prefix of it."""

    carried: frozenset[str] | None = CARRIED

    def __init__(self, address: str) -> None:
        self.name = address if address in OBJECT_STORES else address.rstrip("/")
        with self._store_errors():
            self._store: ObjectStore = from_url(self.name, retry_config=_RETRY)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Nobody can be kept out: every write is conditional instead."""
        with self._store_errors(_PROBE):
            for probe in chain.from_iterable(obstore.list(self._store, _PROBE)):
                if datetime.now(UTC) - probe["last_modified"] > _LEFT_OVER:
                    obstore.delete(self._store, probe["path"])
        self._probe()
        yield

    def _probe(self) -> None:
        """Create a key twice, and replace it twice from one state: the second must fail.

        Some stores that speak S3 accept the condition and overwrite all the same.
        """
        key = _PROBE + secrets.token_hex(16)
        with self._store_errors(key):
            try:
                first = _state(self._put(key, b"1", {}, "create"))
                self._expect_refusal(lambda: self._put(key, b"2", {}, "create"))
                self._put(key, b"3", {}, first)
                self._expect_refusal(lambda: self._put(key, b"4", {}, first))
            finally:
                obstore.delete(self._store, key)

    def _expect_refusal(self, write: Callable[[], object]) -> None:
        try:
            write()
        except (AlreadyExistsError, PreconditionError):
            return
        raise QuickExitError(
            "this store accepts a conditional write and overwrites all the same, so that "
            "published bytes could change",
            where=self.name,
            hint="use a store that honours If-None-Match and If-Match",
        )

    def keys(self) -> set[str]:
        """Return the keys of all objects, without those of a probe."""
        with self._store_errors():
            found = {about["path"] for about in chain.from_iterable(obstore.list(self._store))}
        return {key for key in found if not key.startswith(_PROBE)}

    def read(self, key: str) -> StoredObject | None:
        """Return an object with those of its attributes that are ours."""
        with self._store_errors(key):
            try:
                answer = obstore.get(self._store, key)
                body = bytes(answer.bytes())
            except FileNotFoundError:
                return None
            attributes = {name: answer.attributes[name]
                          for name in CARRIED if name in answer.attributes}  # fmt: skip
            return StoredObject(body, attributes, _state(answer.meta))

    def attributes(self, item: PublishObject) -> Mapping[str, str]:
        """Return the headers that an object store keeps."""
        return {name: value for name, value in item.headers.items() if name in CARRIED}

    def write(self, item: PublishObject, seen: StoredObject | None) -> None:
        """Write an object on the condition that the key still is what was seen."""
        mode = dict(seen.state) if seen else "create"
        with self._store_errors(item.key):
            try:
                self._put(item.key, item.body, self.attributes(item), mode)
            except (AlreadyExistsError, PreconditionError) as error:
                raise TakenError from error

    def _put(self, key: str, body: bytes, attributes: Mapping[str, str], mode: Any) -> Any:  # noqa: ANN401 - obstore's own
        return obstore.put(
            self._store, key, body, attributes=dict(attributes), mode=mode, use_multipart=False
        )

    def remove(self, key: str) -> None:
        """Remove an object."""
        with self._store_errors(key):
            obstore.delete(self._store, key)

    @contextmanager
    def _store_errors(self, key: str = "") -> Iterator[None]:
        try:
            yield
        except (BaseError, OSError, ValueError) as error:
            # What follows is the store's XML, and the library's own structure for its developers.
            reason = _LONG_REASON.split(str(error).strip())[0]
            kind = UsageError if not hasattr(self, "_store") else QuickExitError
            raise kind(
                f"the object store refused ({reason})",
                where="/".join(filter(None, (self.name, key))),
                hint="check that the credentials may list, read, write and delete there"
                if isinstance(error, PermissionDeniedError | UnauthenticatedError)
                else "check the bucket and its settings, then run it again",
            ) from error


def _state(meta: Any) -> dict[str, str]:  # noqa: ANN401 - obstore's own, at run time a plain dict
    """Return what names one state of an object: stores use an ETag, a version, or both."""
    return {name: meta[name] for name in ("e_tag", "version") if meta.get(name)}
