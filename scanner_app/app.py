"""The composition root: settings, database, service, pages, JSON and commands made one program."""

import hashlib
import hmac
import logging
import sys
from pathlib import Path
from typing import Final

import structlog
from apiflask import APIFlask
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from scanner_app import config, web
from scanner_app.cli import commands
from scanner_app.db.extension import db
from scanner_app.db.transaction import Database
from scanner_app.kernel import limits
from scanner_app.kernel.clock import SystemClock
from scanner_app.service.use_case import Service
from scanner_app.web import install, site

_PACKAGE: Final = Path(__file__).resolve().parent
_FORM_FIELDS_MAX: Final = 2000
_FORM_BYTES_MAX: Final = 1024 * 1024


def create_app(settings: config.Settings | None = None) -> APIFlask:
    """Make the application.

    Args:
        settings: those of the environment when None.

    Raises: config.SettingsError naming the variable that is wrong.
    """
    chosen = settings or config.load()
    assets = assets_folder()
    app = APIFlask(
        web.__name__,
        title="Scanner",
        version="1",
        json_errors=False,
        spec_path=None,
        docs_path=None,
        instance_path=str(chosen.instance_dir),
        static_folder=str(assets / "static"),
        template_folder=str(assets / "templates"),
    )
    _configure(app, chosen)
    _log_as_json(chosen.log_level)
    db.init_app(app)
    Migrate(app, db, directory=str(assets / "migrations"), render_as_batch=True)
    with app.app_context():
        database = Database(db.engine)
    app.extensions[site.SETTINGS] = chosen
    app.extensions[site.SERVICE] = Service(database, SystemClock(), site_key(chosen.secret_key))
    if chosen.proxy_count:
        count = chosen.proxy_count
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask's own way to add one
            app.wsgi_app, x_for=count, x_proto=count, x_host=count
        )
    install.install(app)
    commands.register(app)
    return app


def assets_folder() -> Path:
    """Find templates, static files and migrations: inside an installed wheel, else beside us."""
    inside = _PACKAGE / "_assets"
    return inside if inside.is_dir() else _PACKAGE.parent


def site_key(secret_key: str) -> bytes:
    """Derive the key of this site's command cards, so that the form key is used for one thing."""
    return hmac.digest(secret_key.encode(), b"command cards", hashlib.sha256)


def _configure(app: APIFlask, settings: config.Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=list(settings.secret_key_fallbacks),
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        MAX_CONTENT_LENGTH=limits.REQUEST_BYTES_MAX,
        MAX_FORM_PARTS=_FORM_FIELDS_MAX,
        MAX_FORM_MEMORY_SIZE=_FORM_BYTES_MAX,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_NAME="scanner_form",
    )


def _log_as_json(level: str) -> None:
    """Write one JSON line an event to standard output; control characters leave escaped."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=False,
    )
