"""The fixtures stand in ../conftest.py: the fuzz of the message boundary uses them, too."""

from tests.conftest import browser_program as browser_program
