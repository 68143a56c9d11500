"""Where the parts of the package are: the one module that knows about packaging."""

from __future__ import annotations

from pathlib import Path

from quickexit.errors import QuickExitError

_PACKAGE = Path(__file__).resolve().parent
# server/quickexit/paths.py: two folders up is the checkout.
_CHECKOUT = _PACKAGE.parent.parent


def widget_directory() -> Path:
    """Return the folder of all that a browser runs or a person reads.

    In a wheel it lies inside the package, in an editable install beside `server/`.
    """
    packaged = _PACKAGE / "widget"
    return packaged if packaged.is_dir() else _CHECKOUT / "widget"


def checkout_directory() -> Path | None:
    """Return the folder of the source checkout, whose files are there to be changed.

    None where the package is installed.
    """
    return None if (_PACKAGE / "widget").is_dir() else _CHECKOUT


def examples_directory() -> Path:
    """Return the folder of numbered example pages, which only a source checkout has.

    Raises `QuickExitError` where the package was installed from a wheel.
    """
    examples = _CHECKOUT / "examples"
    if not examples.is_dir():
        raise QuickExitError(
            "the examples are not part of an installed package",
            hint="run this from a source checkout",
        )
    return examples


def shown_path(file: str | Path) -> str:
    """Return a file's name for messages: inside the widget's folder, `widget/…`."""
    path = Path(file)
    try:
        return str(path.resolve().relative_to(widget_directory().parent))
    except ValueError:
        return str(path)
