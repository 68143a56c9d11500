"""Finding a deployment: the folder that has a `quickexit.toml`, with its settings and source."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from quickexit.deployment.settings import SETTINGS_FILE, Settings, is_there, load_settings
from quickexit.errors import UsageError

if TYPE_CHECKING:
    from quickexit.deployment.source import Source


@dataclass(frozen=True)
class Deployment:
    """The folder of a deployment, or None for the widget as it comes."""

    directory: Path | None

    @cached_property
    def settings(self) -> Settings:
        """The settings of `quickexit.toml`; raises `QuickExitError` where they are wrong."""
        return load_settings(self.directory)

    @cached_property
    def source(self) -> Source:
        """All that a build reads: the widget's own parts, and the deployment's over them."""
        from quickexit.deployment.source import source_of

        return source_of(self.settings, self.directory)


def find_deployment(named: Path | None, working_directory: Path) -> Path | None:
    """Return the deployment's folder: the one named, else the present one if it is one, else None.

    Raises `UsageError` if the one named has no `quickexit.toml`.
    """
    if named is None:
        return working_directory if is_there(working_directory / SETTINGS_FILE) else None
    if not is_there(named / SETTINGS_FILE):
        filled = named.is_dir() and any(named.iterdir())
        raise UsageError(
            f"{named} is not a deployment, since it has no {SETTINGS_FILE}",
            hint="create an empty one, which means the defaults"
            if filled
            else f"make one with: quickexit init {shlex.quote(str(named))}",
        )
    return named
