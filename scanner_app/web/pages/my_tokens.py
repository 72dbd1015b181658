"""My access tokens: programs that act as the person who is signed in."""

from typing import Final

from flask import Blueprint, Response, url_for
from werkzeug.wrappers import Response as BaseResponse

from scanner_app.kernel.errors import Refusal
from scanner_app.kernel.terms import Role
from scanner_app.people import queries as people
from scanner_app.service import people as service
from scanner_app.service import sign_in
from scanner_app.service.people import RevokeToken
from scanner_app.web import auth, forms, render, site, wire
from scanner_app.web.forms import NOT_SENT, Filled
from scanner_app.web.policy import needs

bp: Final = Blueprint("my_tokens", __name__, url_prefix="/my-tokens")

_DAYS: Final = 90


@bp.get("")
@needs(Role.OPERATOR, takes_tokens=False)
def show() -> Response:
    """Show one's own access tokens."""
    return _page()


@bp.post("")
@needs(Role.OPERATOR, takes_tokens=False)
def make() -> Response:
    """Make an access token for a program; shown once."""
    try:
        made = sign_in.issue_token(
            site.service(), name=forms.text("name"), days=_DAYS, by=auth.current_person()
        )
    except Refusal as refusal:
        return _page(form=forms.filled(refusal), status=refusal.status)
    return _page(made.token)


@bp.post("/<token_id>/revoke")
@needs(Role.OPERATOR, takes_tokens=False)
def revoke(token_id: str) -> BaseResponse:
    """Revoke one of one's own access tokens."""
    forms.run(service.revoke_token, RevokeToken(token_id))
    render.say("The access token works no longer.")
    return forms.go(url_for(".show"))


def _page(token: str = "", *, form: Filled = NOT_SENT, status: int = 200) -> Response:
    """Show the page.

    Args:
        token: the one that was just made, "" if none was.
        form: as it was filled in, if none was made.
        status: HTTP status.
    """
    owner = auth.current_person().code
    return render.page(
        "people/my_tokens.html",
        status=status,
        tokens=wire.read(lambda c: people.tokens_of(c, owner)),
        token=token,
        days=_DAYS,
        form=form,
    )
