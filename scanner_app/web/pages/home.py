"""The start: for operators the scanner itself, for supervisors what waits for them."""

from typing import Final

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from scanner_app.kernel.terms import Role
from scanner_app.people.roles import may
from scanner_app.web import auth, forms
from scanner_app.web.policy import needs

bp: Final = Blueprint("home", __name__)


@bp.get("/")
@needs(Role.OPERATOR)
def show() -> Response:
    """Go to the scanner, which *is* the start page; who decides goes to what waits for him."""
    decides = may(auth.current_person().role, Role.SUPERVISOR)
    return forms.go(url_for("review.show_queue" if decides else "scan.show"))
