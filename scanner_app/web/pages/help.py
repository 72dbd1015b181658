"""Help: how to scan, what the signals mean, every refusal, and how a phone learns to trust us."""

from pathlib import Path
from typing import Final

from flask import Blueprint, Response

from scanner_app.kernel.catalogue import CATALOGUE
from scanner_app.kernel.errors import NotFound, refuse
from scanner_app.web import render, site
from scanner_app.web.policy import public

bp: Final = Blueprint("help", __name__, url_prefix="/help")

_CERTIFICATE: Final = Path("tls") / "ca.crt"


@bp.get("/")
@public
def show() -> Response:
    """Explain scanning on one page."""
    return render.page("help/show.html")


@bp.get("/problems")
@public
def show_problems() -> Response:
    """Explain every code that a refusal may carry."""
    rows = tuple((name, entry.sentence) for name, entry in sorted(CATALOGUE.items()))
    return render.page("help/show_problems.html", rows=rows)


@bp.get("/phone")
@public
def certificate() -> Response:
    """Explain how a phone learns to trust this server."""
    return render.page("help/certificate.html", has_certificate=_file().is_file())


@bp.get("/phone/certificate")
@public
def download() -> Response:
    """Give the certificate of this site's own authority; it is public by nature."""
    if not _file().is_file():
        raise refuse(NotFound, "not-found")
    reply = Response(_file().read_bytes(), content_type="application/x-x509-ca-cert")
    reply.headers["Content-Disposition"] = 'attachment; filename="scanner-ca.crt"'
    return reply


def _file() -> Path:
    return site.settings().instance_dir / _CERTIFICATE
