"""Publishing: what a target lacks is written, in an order that no reader can fall through.

Immutable objects first, by create-only writes; channels and pages after them, each only over what
was read; the ledger last. What fails or is killed at any point can be run again: whole objects
stay, and only what is missing is written.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Literal, TypeVar

from quickexit.atomic_files import write_file
from quickexit.errors import QuickExitError
from quickexit.publish.plan import Plan, PublishObject, Stage, is_ours
from quickexit.publish.target import StoredObject, TakenError, Target
from quickexit.releases.compression import decompressed
from quickexit.releases.ledger import LEDGER_FILE, Ledger, parse_ledger

# Objects are small, so that the time goes into waiting for answers.
_AT_ONCE = 16

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Step:
    """One write: `seen` is what stands there and is replaced; `one` is None for a removal."""

    action: Literal["create", "replace", "remove"]
    key: str
    one: PublishObject | None = None
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
        _refuse_foreign_releases(plan, _their_ledger(ledger, target), target)
    present = target.keys()
    # Where case does not count (exFAT, macOS), two keys are one file.
    folded = {key.lower() for key in present}

    def step(one: PublishObject) -> Step | None:
        if one.key == LEDGER_FILE:
            return _step(one, ledger, target)
        return _step(one, target.read(one.key) if one.key.lower() in folded else None, target)

    found = list(_at_once(step, plan.objects))
    steps = sorted((one for one in found if one), key=_order(plan))
    wanted = {one.key for one in plan.objects}
    old = sorted(key for key in present - wanted if is_ours(plan, key))
    removals = [Step("remove", key) for key in old]
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
        target.probe()
        work = compare(plan, target)
        ready(work)
        # Stage by stage, the ledger object by object; removals are after all.
        for (_, alone), steps in groupby(work.steps, key=_group):
            for step in _at_once(lambda one: _do(target, one), steps, 1 if alone else _AT_ONCE):
                done(step)
    return work


def _group(step: Step) -> tuple[int, bool]:
    stage = step.one.stage if step.one else len(Stage)
    return int(stage), stage == Stage.LEDGER


def _order(plan: Plan) -> Callable[[Step], int]:
    places = {one.key: place for place, one in enumerate(plan.objects)}
    return lambda step: places[step.key]


def _step(one: PublishObject, found: StoredObject | None, target: Target) -> Step | None:
    if found is None:
        return Step("create", one.key, one)
    same = _holds(found.body, one)
    if one.stage == Stage.IMMUTABLE and not same:
        raise _changed(target, one.key)
    if same and dict(found.attributes) == dict(target.attributes(one)):
        return None
    return Step("replace", one.key, one, found)


def _holds(body: bytes, one: PublishObject) -> bool:
    """Say whether these are the bytes of that object.

    Of a precompressed file the content counts: made elsewhere, it may be other bytes.
    """
    if body == one.body:
        return True
    encoding = one.headers.get("Content-Encoding")
    if one.stage != Stage.IMMUTABLE or encoding is None:
        return False
    return decompressed(encoding, body) == one.identity


def _their_ledger(found: StoredObject, target: Target) -> Ledger:
    try:
        return parse_ledger(found.body, Path(LEDGER_FILE))
    except QuickExitError as error:
        raise QuickExitError(
            error.problem,
            where=f"{target.name}/{LEDGER_FILE}",
            hint="copy the store's ledger over it, or take it away, and run it again",
        ) from error


def _refuse_foreign_releases(plan: Plan, theirs: Ledger, target: Target) -> None:
    ours = plan.ledger["releases"]
    unknown = [version for version in theirs["releases"] if version not in ours]
    if unknown:
        raise QuickExitError(
            f"this target holds {unknown[-1]}, which the store does not know",
            where=target.name,
            hint="publish from the store that has every release",
        )
    for version, entry in theirs["releases"].items():
        for path, about in entry["files"].items():
            mine = ours[version]["files"].get(path)
            if mine is None or mine["integrity"] != about["integrity"]:
                raise _changed(target, f"{version}/{path}")


def _changed(target: Target, key: str) -> QuickExitError:
    return QuickExitError(
        "other bytes were published here than this store holds, and published bytes never change",
        where=f"{target.name}/{key}",
        hint="find out with `quickexit verify` which of the two is right",
    )


def _do(target: Target, step: Step) -> Step:
    one = step.one
    if one is None:
        target.remove(step.key)
        return step
    try:
        if step.seen is None:
            target.create(one)
        else:
            target.replace(one, step.seen)
    except TakenError as error:
        _accept_own_write(target, one, error)
    return step


def _accept_own_write(target: Target, one: PublishObject, error: TakenError) -> None:
    """Go on if what stands there is what was to be written: then only the answer was lost."""
    found = target.read(one.key)
    if found is not None and _step(one, found, target) is None:
        return
    raise QuickExitError(
        "somebody else published this meanwhile",
        where=f"{target.name}/{one.key}",
        hint="run it again",
    ) from error


_Given = TypeVar("_Given")


def _at_once(
    work: Callable[[_Given], _Result], given: Iterable[_Given], workers: int = _AT_ONCE
) -> Iterator[_Result]:
    """Do `work` for all that is given, several at once, and give the results as they come.

    The first error ends it: what has not begun is left undone.
    """
    with ThreadPoolExecutor(workers) as pool:
        futures: list[Future[_Result]] = [pool.submit(work, one) for one in given]
        try:
            for future in as_completed(futures):
                yield future.result()
        finally:
            for future in futures:
                future.cancel()


def write_configuration(folder: Path, nginx: str, listen: str) -> tuple[Path, Path]:
    """Write nginx's configuration beside a published folder, and return its two files.

    The second, where nginx listens, is the administrator's: it is written only where it is not yet.
    """
    file, own = configuration_files(folder)
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
            hint="see that its folder can be written to, or print it with --dry-run --nginx",
        ) from error
    return file, own


def configuration_files(folder: Path) -> tuple[Path, Path]:
    """Return where the configuration of a published folder stands, and where nginx listens."""
    folder = folder.absolute()
    return folder.with_name(f"{folder.name}.nginx.conf"), folder.with_name(f"{folder.name}.listen")
