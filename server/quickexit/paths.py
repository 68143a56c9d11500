"""Where the parts of the package are: the one module that knows about packaging."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = (_PACKAGE / "widget").is_dir()
# A wheel has `widget` and `examples` inside the package, a checkout beside `server/`.
_ROOT = _PACKAGE if _INSTALLED else _PACKAGE.parent.parent


def widget_directory() -> Path:
    """Return the folder of all that a browser runs or a person reads."""
    return _ROOT / "widget"


def examples_directory() -> Path:
    """Return the folder of numbered example pages."""
    return _ROOT / "examples"


def checkout_directory() -> Path | None:
    """Return the folder of the source checkout, whose files are there to be changed.

    None where the package is installed.
    """
    return None if _INSTALLED else _ROOT


def shown_path(file: str | Path) -> str:
    """Return a file's name for messages: inside the widget's folder, `widget/…`."""
    path = Path(file)
    try:
        return str(path.resolve().relative_to(_ROOT))
    except ValueError:
        return str(path)
