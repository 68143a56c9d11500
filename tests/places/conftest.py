"""What the tests of several places share."""

from __future__ import annotations

import pytest
from tests.places.node_projects import Printer, printer
from tests.support.site import Widget
from tests.support.web import PageServer


@pytest.fixture(scope="session")
def printed(widget: Widget, _servers: dict[str, PageServer]) -> Printer:
    """What runs the command of a recipe, for the widget and destination of the tests."""
    return printer(widget, _servers["destination"])
