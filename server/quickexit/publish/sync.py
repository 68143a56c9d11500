"""Publishing: what a target lacks is written, in an order that no reader can fall through.

Immutable objects first, by create-only writes; channels and pages after them, each only over what
was read; the ledger last. What fails or is killed at any point can be run again: whole objects
stay, and only what is missing is written.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Literal

from quickexit.atomic_files import write_file
from quickexit.errors import QuickExitError
from quickexit.publish.plan import Plan, PublishObject, Stage
from quickexit.publish.target import StoredObject, TakenError, Target
from quickexit.releases.compression import decompressed
from quickexit.releases.ledger import LEDGER_FILE, parse_ledger

# Objects are small, so that the time goes into waiting for answers.
_REQUESTS_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Step:
    """One write: `seen` is what stands there and is replaced; `item` is None for a removal."""

    action: Literal["create", "replace", "remove"]
    key: str
    item: PublishObject | None = None
    seen: StoredObject | None = None


@dataclass(frozen=True)
class PublishSteps:
    """What is to be done, in order, and how many objects are as they should be already."""

    steps: tuple[Step, ...]
    unchanged: int

    def count(self, action: str) -> int:
        """Return how many steps are of that action."""
        return sum(step.action == action for step in self.steps)


def compare(plan: Plan, target: Target) -> PublishSteps:
    """Read the whole target and return what it lacks; nothing is written.

    Raises `QuickExitError` where a published byte differs from the ledger's, and where the target
    holds releases that this store does not know.
    """
    # Read before all else: whoever publishes meanwhile changes it, and our own write of it fails.
    ledger = target.read(LEDGER_FILE)
    if ledger is not None:
        _refuse_foreign_releases(plan, ledger, target)
    present = target.keys()
    # Where case does not count (exFAT, macOS), two keys are one file.
    folded = {key.lower() for key in present}

    def step(item: PublishObject) -> Step | None:
        if item.key == LEDGER_FILE:
            return _step(item, ledger, target)
        return _step(item, target.read(item.key) if item.key.lower() in folded else None, target)

    with ThreadPoolExecutor(_REQUESTS_AT_ONCE) as pool:
        steps = tuple(filter(None, pool.map(step, plan.objects)))
    wanted = {item.key for item in plan.objects}
    # What is there and is not listed has its name listed in another case (NTFS with `ignore_case`).
    known = present | {step.key for step in steps if step.action == "create"}
    respelled = {key.lower() for key in wanted - known}
    # What lies where only channels of this plan are, and is not in it, is old.
    old = sorted(
        key
        for key in present - wanted
        if "/" in key
        and key.partition("/")[0] in plan.ledger["channels"]
        and key.lower() not in respelled
    )
    removals = (Step("remove", key) for key in old)
    return PublishSteps((*steps, *removals), len(plan.objects) - len(steps))


def publish(
    plan: Plan, target: Target, ready: Callable[[PublishSteps], None], done: Callable[[Step], None]
) -> PublishSteps:
    """Bring the target to the state of the plan, and return what was done.

    `ready` is called with the work before the first write, `done` after each. Raises
    `QuickExitError` as `compare` does, for a target that does not honour conditional writes, and
    where somebody else wrote meanwhile.
    """
    with target.writing():
        work = compare(plan, target)
        ready(work)
        # Stage by stage, the ledger object by object; removals are after all.
        for stage, steps in groupby(work.steps, key=lambda s: s.item.stage if s.item else None):
            # The first error ends it: what has not begun is left undone.
            with ThreadPoolExecutor(1 if stage == Stage.LEDGER else _REQUESTS_AT_ONCE) as pool:
                for step in pool.map(partial(_do, target), steps):
                    done(step)
    return work


def _step(item: PublishObject, found: StoredObject | None, target: Target) -> Step | None:
    if found is None:
        return Step("create", item.key, item)
    same = _holds(found.body, item)
    if item.stage == Stage.IMMUTABLE and not same:
        raise _changed(target, item.key)
    if same and dict(found.attributes) == dict(target.attributes(item)):
        return None
    return Step("replace", item.key, item, found)


def _holds(body: bytes, item: PublishObject) -> bool:
    """Say whether these are the bytes of that object.

    Of a precompressed file the content counts: made elsewhere, it may be other bytes.
    """
    if body == item.body:
        return True
    encoding = item.headers.get("Content-Encoding")
    if item.stage != Stage.IMMUTABLE or encoding is None:
        return False
    return decompressed(encoding, body) == item.identity


def _refuse_foreign_releases(plan: Plan, ledger: StoredObject, target: Target) -> None:
    try:
        theirs = parse_ledger(ledger.body, Path(LEDGER_FILE))["releases"]
    except QuickExitError as error:
        raise QuickExitError(
            error.problem,
            where=f"{target.name}/{LEDGER_FILE}",
            hint="copy the store's ledger over it, or remove it, then run it again",
        ) from error
    ours = plan.ledger["releases"]
    unknown = [version for version in theirs if version not in ours]
    if unknown:
        raise QuickExitError(
            f"this target holds {unknown[-1]}, which the store does not know",
            where=target.name,
            hint="publish from the store that has every release",
        )
    for version, entry in theirs.items():
        for path, about in entry["files"].items():
            mine = ours[version]["files"].get(path)
            if mine is None or mine["integrity"] != about["integrity"]:
                raise _changed(target, f"{version}/{path}")


def _changed(target: Target, key: str) -> QuickExitError:
    return QuickExitError(
        "other bytes were published here than this store holds, and published bytes never change",
        where=f"{target.name}/{key}",
        hint="check the store with: quickexit verify",
    )


def _do(target: Target, step: Step) -> Step:
    item = step.item
    if item is None:
        target.remove(step.key)
        return step
    try:
        target.write(item, step.seen)
    except TakenError as error:
        # Where what was to be written stands there, only the answer was lost.
        if _step(item, target.read(item.key), target) is not None:
            raise QuickExitError(
                "another publish changed this file meanwhile",
                where=f"{target.name}/{item.key}",
                hint="run it again",
            ) from error
    return step


def write_configuration(file: Path, nginx: str, own: Path, listen: str) -> None:
    """Write nginx's configuration.

    `own`, where nginx listens, is the administrator's: it is written only where it is not yet.
    """
    aside = file.with_name(f".{file.name}.new")
    try:
        aside.unlink(missing_ok=True)
        write_file(aside, nginx.encode())
        aside.replace(file)
        if not own.exists():
            write_file(own, listen.encode())
    except OSError as error:
        raise QuickExitError(
            f"cannot be written ({error.strerror or error})",
            where=str(file),
            hint="check that its folder can be written to, or print it with --dry-run --nginx",
        ) from error


def configuration_files(folder: Path) -> tuple[Path, Path]:
    """Return where the configuration of a published folder stands, and where nginx listens."""
    return folder.with_name(f"{folder.name}.nginx.conf"), folder.with_name(f"{folder.name}.listen")
