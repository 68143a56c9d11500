"""Wagtail in its own virtual environment, with SQLite in a temporary folder, on loopback alone."""

from __future__ import annotations

import os
import tempfile
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest
from tests.places.programs import Program, listens, run
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.waiting import eventually
from tests.support.web import free_port

_USER = "editor"
_PASSWORD = "only in a temporary folder"  # noqa: S105 -- of a database that ends with the test
# Where .ci/setup-places has made the environment.
_CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
_PYTHON = _CACHE / "quickexit-places" / "wagtail" / "bin" / "python"

_SETTINGS = """
DEBUG = True
SECRET_KEY = "of a test"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "partner.urls"
WAGTAIL_SITE_NAME = "Partner"
WAGTAILADMIN_BASE_URL = {address!r}
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
STATIC_URL = "/static/"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
# Nothing must survive a power cut.
DATABASES = {{
    "default": {{
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": {database!r},
        "OPTIONS": {{"init_command": "PRAGMA synchronous=OFF; PRAGMA journal_mode=MEMORY;"}},
    }}
}}
INSTALLED_APPS = [
    "partner",
    *("wagtail." + name for name in ("users", "snippets", "documents", "images", "search")),
    "wagtail.sites",
    *("wagtail.admin", "wagtail", "modelcluster", "taggit"),
    *("django.contrib." + name for name in ("auth", "contenttypes", "sessions", "messages")),
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {{
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {{
            # None that keeps templates: a test changes them.
            "loaders": ["django.template.loaders.app_directories.Loader"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        }},
    }}
]
"""
_URLS = """
from django.urls import include, path

urlpatterns = [path("admin/", include("wagtail.admin.urls")), path("", include("wagtail.urls"))]
"""
_PREPARE = f"""
import django
from django.core.management import call_command

django.setup()
call_command("makemigrations", "partner")
call_command("migrate")
call_command("createsuperuser", username={_USER!r}, email="editor@partner.test", interactive=False)
"""
_PAGE = """<!doctype html><html lang="en"><head><title>{{{{ page.title }}}}</title>
<link rel="icon" href="data:,"></head>
{body}
<h1>{{{{ page.title }}}}</h1>
{blocks}
</body></html>"""


class Wagtail:
    """One Wagtail with the model and the templates of the recipe; nothing of it stays."""

    def __init__(self, model: str, blocks: str) -> None:
        self._model = model
        self._blocks = blocks

    def __enter__(self) -> Self:
        if not _PYTHON.exists():
            pytest.fail(f"{_PYTHON} is not there: run .ci/setup-places, which installs Wagtail")
        with ExitStack() as stack:
            name = stack.enter_context(tempfile.TemporaryDirectory(prefix="quickexit-"))
            self.folder = Path(name)
            self.port = free_port()
            self.address = f"http://wagtail.localhost:{self.port}"
            self._environment = {
                "DJANGO_SETTINGS_MODULE": "partner.settings",
                "PYTHONPATH": str(self.folder),
                "PYTHONDONTWRITEBYTECODE": "1",
                "DJANGO_SUPERUSER_PASSWORD": _PASSWORD,
            }
            self._write()
            self.base("<body>", "")
            # One process: each would import all of Django and Wagtail anew.
            run(str(_PYTHON), "-c", _PREPARE, **self._environment)
            words = [str(_PYTHON), "-m", "django", "runserver", "--noreload"]
            words += [f"127.0.0.1:{self.port}"]
            django = Program(words, self.folder / "django.log", self._environment)
            server = stack.enter_context(django)
            eventually(lambda: server.runs() and listens(self.port), "Django's server listens")
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def base(self, body: str, included: str) -> None:
        """Write the templates of the page and of what it includes."""
        templates = self.folder / "partner" / "templates"
        (templates / "partner").mkdir(parents=True, exist_ok=True)
        (templates / "quick_exit.html").write_text(included, "utf-8")
        page = _PAGE.format(body=body, blocks=self._blocks)
        (templates / "partner" / "help_page.html").write_text(page, "utf-8")

    def log_in(self, visit: PlaywrightVisit) -> None:
        """Log in by the form, as a person does."""
        visit.open(f"{self.address}/admin/login/")
        visit.page.get_by_label("Username").fill(_USER)
        visit.page.get_by_label("Password").fill(_PASSWORD)
        visit.page.get_by_role("button", name="Sign in").click()
        visit.page.wait_for_url(f"{self.address}/admin/")

    def _write(self) -> None:
        app = self.folder / "partner"
        app.mkdir()
        settings = _SETTINGS.format(address=self.address, database=str(self.folder / "database"))
        files = {"__init__": "", "settings": settings, "urls": _URLS, "models": self._model}
        for name, text in files.items():
            (app / f"{name}.py").write_text(text, "utf-8")
