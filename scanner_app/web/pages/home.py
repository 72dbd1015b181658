"""The start: for operators the scanner itself, for supervisors what waits for them."""

from typing import Final

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from scanner_app.kernel.terms import Role
from scanner_app.web import forms
from scanner_app.web.policy import needs

bp: Final = Blueprint("home", __name__)


@bp.get("/")
@needs(Role.OPERATOR)
def show() -> Response:
    """Go to the scanner: the start page *is* the scanner."""
    return forms.go(url_for("scan.show"))
