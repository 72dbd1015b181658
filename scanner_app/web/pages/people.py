"""People: who works here and as what, one-time codes, badges; revoking access tokens."""

from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response, url_for
from werkzeug.wrappers import Response as BaseResponse

from scanner_app.kernel.codes import code
from scanner_app.kernel.errors import Invalid, NotFound, Refusal, problem, refuse
from scanner_app.kernel.terms import Role
from scanner_app.people import queries as people
from scanner_app.service import people as service
from scanner_app.service import sign_in
from scanner_app.service.people import ChangedPerson, NewPerson, RevokeToken
from scanner_app.web import auth, forms, render, site, wire
from scanner_app.web.forms import NOT_SENT, Filled
from scanner_app.web.policy import needs

bp: Final = Blueprint("people", __name__, url_prefix="/people")

_ROWS: Final = 100


@dataclass(frozen=True, slots=True)
class Secret:
    """Something that is shown this once and kept nowhere."""

    kind: str
    text: str


@bp.get("/")
@needs(Role.ADMIN, takes_tokens=False)
def show_list() -> Response:
    """Show who works here."""
    return _list()


@bp.post("/")
@needs(Role.ADMIN, takes_tokens=False)
def add() -> BaseResponse:
    """Add a person."""
    try:
        new = NewPerson(
            code=forms.text("code"),
            name=forms.text("name"),
            role=_role(),
            location_code=forms.text("location_code"),
        )
        answer = forms.run(service.add_user, new)
    except Refusal as refusal:
        return _list(refusal)
    render.say("Added. Make a one-time code now, so that this person can choose a PIN.")
    return forms.go(url_for(".show_person", user_code=answer.body["code"]))


@bp.get("/<user_code>")
@needs(Role.ADMIN, takes_tokens=False)
def show_person(user_code: str) -> Response:
    """Show one person with sessions and tokens."""
    return _person(user_code)


@bp.post("/<user_code>")
@needs(Role.ADMIN, takes_tokens=False)
def change(user_code: str) -> BaseResponse:
    """Change a person."""
    try:
        changed = ChangedPerson(
            code=user_code,
            name=forms.text("name"),
            role=_role(),
            location_code=forms.text("location_code"),
            is_active=forms.text("is_active") == "yes",
        )
        forms.run(service.change_user, changed)
    except Refusal as refusal:
        return _person(user_code, forms.filled(refusal), status=refusal.status)
    render.say("Changed.")
    return forms.go(url_for(".show_person", user_code=user_code))


@bp.post("/<user_code>/one-time-code")
@needs(Role.ADMIN, takes_tokens=False)
def new_code(user_code: str) -> BaseResponse:
    """Make a one-time code with which this person chooses a new PIN; shown once."""
    made = sign_in.new_enrolment(
        site.service(), role=Role.OPERATOR, user_code=user_code, by=auth.current_person()
    )
    return _person(user_code, shown=Secret("One-time code", made.code))


@bp.post("/<user_code>/badge")
@needs(Role.ADMIN, takes_tokens=False)
def new_badge(user_code: str) -> BaseResponse:
    """Make a new badge; shown once, the ones before no longer work."""
    made = sign_in.issue_badge(site.service(), user_code, by=auth.current_person())
    return _person(user_code, shown=Secret("Badge", made.badge))


@bp.post("/<user_code>/token/<token_id>/revoke")
@needs(Role.ADMIN, takes_tokens=False)
def revoke_token(user_code: str, token_id: str) -> BaseResponse:
    """Revoke an access token."""
    forms.run(service.revoke_token, RevokeToken(token_id))
    render.say("The access token works no longer.")
    return forms.go(url_for(".show_person", user_code=user_code))


def _role() -> Role:
    text = forms.text("role")
    if text not in set(Role):
        raise Invalid((problem("request-malformed", field="role", detail="no such role"),))
    return Role(text)


def _list(refusal: Refusal | None = None) -> Response:
    after = wire.asked_after()
    return render.page(
        "people/show_list.html",
        status=refusal.status if refusal else 200,
        page=wire.read(lambda c: people.people_list(c, after=after, limit=_ROWS)),
        roles=tuple(Role),
        form=forms.filled(refusal) if refusal else NOT_SENT,
    )


def _person(
    user_code: str, form: Filled = NOT_SENT, *, shown: Secret | None = None, status: int = 200
) -> Response:
    wanted, now = code(user_code), site.service().clock.now()
    row: Any = wire.read(lambda c: people.person_row(c, wanted))
    if row is None:
        raise refuse(NotFound, "user-unknown", user=wanted)
    return render.page(
        "people/show_person.html",
        status=status,
        row=row,
        roles=tuple(Role),
        tokens=wire.read(lambda c: people.tokens_of(c, wanted)),
        sign_ins=wire.read(lambda c: people.sign_ins_of(c, wanted, now)),
        form=form,
        secret=shown,
    )
