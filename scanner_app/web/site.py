"""What every view needs of the running application: its service and its settings."""

from typing import Final, cast

from flask import current_app, request

from scanner_app.config import Settings
from scanner_app.service.use_case import Service

SERVICE: Final = "scanner_service"
SETTINGS: Final = "scanner_settings"


def service() -> Service:
    """Return the application service that `create_app` made."""
    return cast("Service", current_app.extensions[SERVICE])


def settings() -> Settings:
    """Return the settings in force."""
    return cast("Settings", current_app.extensions[SETTINGS])


def is_secure() -> bool:
    """Say whether this request came over TLS, or the public address says it does."""
    return request.is_secure or settings().is_https


def wants_json() -> bool:
    """Say whether the reply belongs to a program: the JSON interface and the probes."""
    return request.path.startswith("/api/") or request.path in {
        "/healthz",
        "/readyz",
        "/metrics",
        "/version",
    }
