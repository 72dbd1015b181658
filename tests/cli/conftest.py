"""A fresh, empty database of either kind, and the application on it as the commands see it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from click.testing import Result

from scanner_app.app import create_app
from scanner_app.config import Settings
from scanner_app.db import migrate
from scanner_app.service.use_case import Service
from tests.postgres_cluster import running_server


@dataclass(frozen=True)
class Terminal:
    """Somebody at the server's console."""

    app: APIFlask

    @property
    def service(self) -> Service:
        return self.app.extensions["scanner_service"]

    def type(self, *words: str) -> Result:
        """Run `flask WORDS` and return what it said."""
        return self.app.test_cli_runner().invoke(args=list(words))

    def ask(self, *words: str) -> Any:
        """Run a command that must succeed, with --json, and return its reply."""
        done = self.type(*words, "--json")
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)


def _terminal(url: str, folder: Path) -> Terminal:
    folder.mkdir()
    settings = Settings(
        database_url=url, instance_dir=folder, secret_key="k" * 40, log_level="ERROR"
    )
    terminal = Terminal(create_app(settings))
    migrate.upgrade(terminal.service.database.engine)
    return terminal


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """On SQLite."""
    made = _terminal(f"sqlite:///{tmp_path / 'scanner.db'}", tmp_path / "instance")
    yield made
    made.service.database.engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def either_terminal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Terminal]:
    """On either database."""
    if request.param == "sqlite":
        yield request.getfixturevalue("terminal")
        return
    with running_server().database() as url:
        made = _terminal(url, tmp_path / "instance")
        yield made
        made.service.database.engine.dispose()
