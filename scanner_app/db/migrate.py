"""Finds the Alembic history, brings a database to its head, says where it is."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

_PACKAGE: Final = Path(__file__).resolve().parents[1]


def folder() -> Path:
    """Find the migrations: inside an installed wheel, else beside the package."""
    inside = _PACKAGE / "_assets" / "migrations"
    return inside if inside.is_dir() else _PACKAGE.parent / "migrations"


def _config(engine: Engine | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder()))
    config.attributes["engine"] = engine
    return config


def upgrade(engine: Engine) -> None:
    """Bring a database to the newest revision."""
    command.upgrade(_config(engine), "head")


def head() -> str:
    """Return the newest revision there is."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def revision(engine: Engine) -> str:
    """Return the revision a database is at, "" for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""
