"""Where a tree can be published: what every target can do."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from quickexit.publish.plan import PublishObject

# How the address of an object store begins.
OBJECT_STORES = ("s3://", "gs://", "az://")


class TakenError(Exception):
    """Something else stands at the key than what was there when the target was read."""


@dataclass(frozen=True, slots=True)
class StoredObject:
    """What stands at a key: bytes, what is kept beside them, and which state this is.

    `attributes` are comparable with what `Target.attributes` returns; `state` is the target's own
    (an ETag and the like), to be given back to `write`.
    """

    body: bytes
    attributes: Mapping[str, str]
    state: Mapping[str, str]


class Target(Protocol):
    """A place that takes objects. Every method raises `QuickExitError` for what it cannot do."""

    name: str
    # The headers that it sends with an object; None where that is for its host to say.
    carried: frozenset[str] | None

    def writing(self) -> AbstractContextManager[None]:
        """Keep others out where that is possible, and clean up after a killed process.

        Raises `QuickExitError` if the target does not do what conditional writes promise.
        """

    def keys(self) -> set[str]:
        """Return all keys that are there."""

    def read(self, key: str) -> StoredObject | None:
        """Return what stands at `key`, or None."""

    def attributes(self, item: PublishObject) -> Mapping[str, str]:
        """Return what is kept beside the bytes of that object."""

    def write(self, item: PublishObject, seen: StoredObject | None) -> None:
        """Write over what was `seen`, or where nothing was; raises `TakenError` if that changed."""

    def remove(self, key: str) -> None:
        """Remove an object; one that is not there is fine."""
