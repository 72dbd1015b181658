"""Fixtures of the walks: a warehouse behind its front door, on a fresh database of either kind."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from scanner_app.app import create_app
from scanner_app.config import Settings
from scanner_app.kernel.clock import FixedClock
from scanner_app.service import verify
from scanner_app.web import site
from tests.walks.floor import Floor


@contextmanager
def _opened(url: str, folder: Path, clock: FixedClock) -> Iterator[Floor]:
    settings = Settings(database_url=url, instance_dir=folder, secret_key="k" * 40)
    app = create_app(settings)
    service = app.extensions[site.SERVICE]
    app.extensions[site.SERVICE] = replace(service, clock=clock)
    yield Floor(app)
    with service.snapshot() as session:
        # However a walk ended: entries, applications, values and balances agree.
        assert verify.verify(session) == ()
    service.database.engine.dispose()


@pytest.fixture
def floor(either_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Floor]:
    """A warehouse, once on each kind of database."""
    with _opened(either_url, tmp_path, clock) as opened:
        yield opened


@pytest.fixture
def lite(sqlite_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Floor]:
    """A warehouse on SQLite only, where the database makes no difference."""
    with _opened(sqlite_url, tmp_path, clock) as opened:
        yield opened
