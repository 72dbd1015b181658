"""Probes for whoever runs the service: alive, ready, figures, version."""

import hmac
import ipaddress
import shutil
from importlib import metadata
from typing import Final

from apiflask import APIBlueprint
from flask import Response, request

from scanner_app import web
from scanner_app.barcodes.decode import reader
from scanner_app.db import migrate
from scanner_app.db.engine import durability
from scanner_app.db.transaction import TryAgain
from scanner_app.kernel.errors import Busy, Forbidden, Refusal, SignInNeeded, refuse
from scanner_app.kernel.terms import Role
from scanner_app.people.roles import may
from scanner_app.web import auth, metrics, site, wire
from scanner_app.web.policy import public

bp: Final = APIBlueprint("probes", __name__, enable_openapi=False)

_DISTRIBUTION: Final = "scanner-app"
_DISK_FREE_MIN_PERCENT: Final = 5
_SAFE_LEVELS: Final = frozenset({"FULL", "EXTRA", "on", "remote_write", "remote_apply"})
_READY: Final = 200


@bp.get("/healthz")
@public
def alive() -> Response:
    """Say that the process answers; touches nothing."""
    return wire.body({"status": "ok"})


@bp.get("/readyz")
@public
def ready() -> Response:
    """Say whether this process can post, and what it would do without."""
    checks = _database() | _disk()
    is_ready = all(check["ok"] for check in checks.values())
    engines = reader().engines()
    body = {
        "status": "ready" if is_ready else "not ready",
        "checks": checks,
        "decoders": list(engines),
        "degraded": [] if engines else ["pictures cannot be read; scanners and typing work"],
    }
    return wire.body(body, status=_READY if is_ready else Busy.status)


def _database() -> dict[str, dict[str, object]]:
    """Check that the database can be written, is at the newest revision, and keeps its word."""
    database = site.service().database
    try:
        with database.preview() as session:
            session.connection()
        kept = durability(database.engine)
        revision, head = migrate.revision(database.engine), migrate.head()
    except (Refusal, TryAgain):
        return {"database": {"ok": False, "said": "cannot be written"}}
    return {
        "database": {"ok": True, "kind": kept.database},
        "durability": {
            "ok": kept.synchronous in _SAFE_LEVELS,
            "journal_mode": kept.journal_mode,
            "synchronous": kept.synchronous,
        },
        "migrations": {"ok": revision == head, "revision": revision, "head": head},
    }


def _disk() -> dict[str, dict[str, object]]:
    usage = shutil.disk_usage(site.settings().instance_dir)
    percent = usage.free * 100 // usage.total
    return {"disk": {"ok": percent > _DISK_FREE_MIN_PERCENT, "free_percent": percent}}


@bp.get("/metrics")
@public
def figures() -> Response:
    """Answer the figures to this machine, to the metrics token and to administrators."""
    if not (_is_local() or _has_metrics_token()):
        person = auth.person_or_none()
        if person is None:
            raise refuse(SignInNeeded, "sign-in-needed")
        if not may(person.role, Role.ADMIN):
            raise refuse(Forbidden, "role-lacking", role=Role.ADMIN.value)
    return Response(metrics.text(), content_type=metrics.CONTENT_TYPE)


def _is_local() -> bool:
    """Say whether this machine itself asks; never behind a proxy, which would always be local."""
    if site.settings().proxy_count or "X-Forwarded-For" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def _has_metrics_token() -> bool:
    token = site.settings().metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(token) and hmac.compare_digest(token.encode(), given.encode())


@bp.get("/version")
@public
def version() -> Response:
    """Answer which version runs."""
    try:
        said = metadata.version(_DISTRIBUTION)
    except metadata.PackageNotFoundError:
        said = "unreleased"
    return wire.body({"name": web.__name__.partition(".")[0], "version": said})
