"""Where the parts of the package are: the one module that knows about packaging."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
# server/quickexit/paths.py: two folders up is the checkout.
_CHECKOUT = _PACKAGE.parent.parent


def widget_directory() -> Path:
    """Return the folder of all that a browser runs or a person reads."""
    return _part("widget")


def examples_directory() -> Path:
    """Return the folder of numbered example pages."""
    return _part("examples")


def _part(name: str) -> Path:
    """Return a folder that lies inside the package in a wheel, else beside `server/`."""
    packaged = _PACKAGE / name
    return packaged if packaged.is_dir() else _CHECKOUT / name


def checkout_directory() -> Path | None:
    """Return the folder of the source checkout, whose files are there to be changed.

    None where the package is installed.
    """
    return None if (_PACKAGE / "widget").is_dir() else _CHECKOUT


def shown_path(file: str | Path) -> str:
    """Return a file's name for messages: inside the widget's folder, `widget/…`."""
    path = Path(file)
    try:
        return str(path.resolve().relative_to(widget_directory().parent))
    except ValueError:
        return str(path)
