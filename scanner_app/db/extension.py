"""The Flask-SQLAlchemy object over our base; the only import of `flask_sqlalchemy`.

It owns the engine for the application and for Flask-Migrate. Nothing uses its session: use cases
run on sessions of their own (`db/transaction.py`).
"""

from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine

from scanner_app.db.base import Base
from scanner_app.db.engine import make_engine


class _Extension(SQLAlchemy):
    def _make_engine(self, bind_key: str | None, options: dict[str, Any], app: Flask) -> Engine:
        del bind_key, app
        chosen = dict(options)
        return make_engine(chosen.pop("url"), **chosen)

    def _apply_driver_defaults(self, options: dict[str, Any], app: Flask) -> None:
        """Leave the address as it is: `make_engine` knows each driver."""


db = _Extension(model_class=Base)
"""The extension; `create_app` gives it the application."""
