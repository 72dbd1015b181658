"""Bring the database to the newest revision, and load the demo warehouse into a new one.

What was done is kept in `instance/prepared.json`, so that a second start needs no migration run.
"""

import hashlib
import json
import sqlite3
from pathlib import Path
from typing import Final

from setup_steps.places import ROOT, command, instance
from setup_steps.report import must, timed

_MIGRATIONS: Final = ROOT / "migrations"
_ASK: Final = "SELECT version_num FROM alembic_version"


def _sqlite_file(url: str | None) -> Path | None:
    """Return the file of an SQLite address (the default one if none was given)."""
    if not url:
        return instance() / "scanner.db"
    scheme, _, path = url.partition(":///")
    return Path(path) if scheme.startswith("sqlite") and path else None


def _revision(url: str | None) -> str | None:
    """Return the revision that the database is at, or None when it is new."""
    file = _sqlite_file(url)
    if file is None:
        return _server_revision(str(url))
    if not file.exists():
        return None
    try:
        with sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True) as connection:
            row = connection.execute(_ASK).fetchone()
    except sqlite3.Error:
        return None
    return str(row[0]) if row else None


def _server_revision(url: str) -> str | None:
    from sqlalchemy import create_engine, text  # noqa: PLC0415 - slow, and only for a server
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

    try:
        with create_engine(url).connect() as connection:
            found = connection.execute(text(_ASK)).scalar()
    except SQLAlchemyError:
        return None
    return None if found is None else str(found)


def _migrations_digest() -> str:
    digest = hashlib.sha256()
    for file in sorted(_MIGRATIONS.rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def prepare(url: str | None, *, demo: bool) -> None:
    """Migrate the database; load the demo into a new one if asked for.

    A database that was there before, demo or not, is never given the demo.
    Raises: CannotSetUp when a step fails; the next start tries it again.
    """
    done = instance() / "prepared.json"
    known = json.loads(done.read_text()) if done.exists() else {}
    digest = _migrations_digest()
    key = hashlib.sha256((url or "").encode()).hexdigest()  # the address may hold a password
    revision = _revision(url)
    state = known.setdefault(key, {}) if revision else {}
    known[key] = state
    if revision is None and demo:
        state["demo"] = "wanted"
    if revision is None or [revision, digest] != [state.get("revision"), state.get("digest")]:
        with timed("preparing the database"):
            _flask("db", "upgrade", otherwise="the database could not be prepared")
        state.update(revision=_revision(url), digest=digest)
        done.write_text(json.dumps(known))
    if state.get("demo") == "wanted":
        with timed("loading the demo warehouse"):
            _flask("demo", "load", otherwise="the demo could not be loaded; try ./run --no-demo")
        state["demo"] = "loaded"
        done.write_text(json.dumps(known))


def _flask(*words: str, otherwise: str) -> str:
    return must([command("flask"), "--app", "wsgi", *words], otherwise=otherwise)
