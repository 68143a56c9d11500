"""The command `publish`: writes all that the store serves into a folder or an object store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quickexit.cli.common import json_option, open_store, store_options
from quickexit.cli.output import progress, progress_bar, say, say_json, warn
from quickexit.deployment.source import Source, open_source
from quickexit.errors import QuickExitError, UsageError
from quickexit.publish.folder import FolderTarget
from quickexit.publish.nginx import configuration, listening
from quickexit.publish.plan import Plan, header_warnings, make_plan
from quickexit.publish.sync import (
    PublishSteps,
    Step,
    compare,
    configuration_files,
    write_configuration,
)
from quickexit.publish.sync import publish as publish_to
from quickexit.publish.target import OBJECT_STORES, Target
from quickexit.releases.reader import ContentCache
from quickexit.snippets.make import SnippetInputs, load_snippet_inputs
from quickexit.web.routes import load_routes

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar


@click.command(epilog="Example: quickexit publish s3://widget-example --dry-run")
@click.argument("address", metavar="TARGET")
@click.option("--dry-run", is_flag=True, help="Print what would be written, and write nothing.")
@click.option("--nginx", is_flag=True, help="Also write nginx's configuration, beside the folder.")
@store_options
@json_option
def publish(
    address: str,
    dry_run: bool,
    nginx: bool,
    store_directory: Path | None,
    deployment: Path | None,
    as_json: bool,
) -> None:
    """Write everything that is served to TARGET: a folder, or an address like s3://bucket/path."""
    if dry_run and nginx and as_json:
        raise UsageError(
            "--dry-run --nginx prints nginx's configuration, which is not JSON",
            hint="leave out --json, or leave out --nginx",
        )
    source = open_source(deployment)
    settings = source.settings
    store = open_store(store_directory, deployment).directory
    target = _target(address, store)
    inputs, warnings = _snippet_inputs(source)
    routes = load_routes(store, settings, ContentCache(), inputs)
    plan = make_plan(routes, html_names=isinstance(target, FolderTarget))
    if nginx:
        if not isinstance(target, FolderTarget):
            raise UsageError("--nginx needs a folder", hint="name a folder as TARGET")
        file, own = configuration_files(target.folder)
        text = configuration(plan, settings, target.folder, own)
        if dry_run:
            say(text, end="")
            return
    if dry_run:
        work = compare(plan, target)
    else:
        progress("Comparing …")
        with _progress() as (begin, step_done):
            work = publish_to(plan, target, begin, step_done)
    if nginx:
        write_configuration(file, text, own, listening(settings))
    else:
        warnings += header_warnings(plan, target.carried, settings)
    if as_json:
        say_json(_plan_as_json(plan, target, work, warnings))
    else:
        _say_result(target, work, warnings, dry_run=dry_run)
        if nginx:
            say(f"{file}: include it in nginx's http block; {own.name} says where nginx listens.")


def _snippet_inputs(source: Source) -> tuple[SnippetInputs | None, list[str]]:
    """Return what the snippets of the page of releases are made of, and what stands against it.

    That is no reason not to publish: a withdrawal cannot wait for a source to be repaired.
    """
    try:
        return load_snippet_inputs(source), []
    except QuickExitError as error:
        return None, [f"The page of releases shows no snippets: {error}"]


def _target(address: str, store: Path) -> Target:
    if address.startswith(OBJECT_STORES):
        # Its library comes with an extra.
        from quickexit.publish.object_store import ObjectTarget

        return ObjectTarget(address)
    if "://" in address:
        raise UsageError(
            f"{address} is not a folder or a known kind of address",
            hint=f"name a folder, or an address that begins with {', '.join(OBJECT_STORES)}",
        )
    target = FolderTarget(Path(address))
    target.check(store)
    return target


def _say_result(target: Target, work: PublishSteps, warnings: list[str], *, dry_run: bool) -> None:
    for warning in warnings:
        warn(warning)
    if dry_run and work.steps:
        width = max(len(step.key) for step in work.steps)
        for step in work.steps:
            size = len(step.item.body) if step.item else 0
            caching = step.item.headers.get("Cache-Control", "") if step.item else ""
            say(f"{step.action:8} {step.key:{width}} {size:>9,} {caching}".rstrip())
    verb = "would be" if dry_run else "are"
    say(
        f"{target.name}: {work.count('create')} objects {verb} created, "
        f"{work.count('replace')} replaced, {work.count('remove')} removed; "
        f"{work.unchanged} are as they should be."
    )


def _plan_as_json(plan: Plan, target: Target, work: PublishSteps, warnings: list[str]) -> object:
    actions = {step.key: step.action for step in work.steps}
    objects = [
        {
            "key": item.key,
            "action": actions.pop(item.key, None),
            "bytes": len(item.body),
            "headers": dict(item.headers),
        }
        for item in plan.objects
    ]
    removals = [{"key": key, "action": action} for key, action in actions.items()]
    return {"target": target.name, "objects": [*objects, *removals], "warnings": warnings}


@contextmanager
def _progress() -> Iterator[tuple[Callable[[PublishSteps], None], Callable[[Step], None]]]:
    """Give what begins a bar on a terminal, and what moves it after each step."""
    with ExitStack() as open_bars:
        bars: list[ProgressBar[int]] = []

        def begin(work: PublishSteps) -> None:
            bars.append(open_bars.enter_context(progress_bar(len(work.steps), "Publishing")))

        yield begin, lambda _step: bars[0].update(1)
