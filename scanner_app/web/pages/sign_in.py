"""Signing in with code, name or badge and PIN; enrolling with a one-time code; signing out."""

from typing import Final

from flask import Blueprint, request, session, url_for
from werkzeug.wrappers import Response

from scanner_app.kernel.catalogue import CATALOGUE
from scanner_app.kernel.errors import Problem, Refusal, problem
from scanner_app.kernel.limits import SIGN_IN_HOURS
from scanner_app.kernel.terms import Role
from scanner_app.locations import queries as locations
from scanner_app.people import queries as people
from scanner_app.people.roles import Person
from scanner_app.service import sign_in
from scanner_app.service.sign_in import Attempt, Enrol, SignedIn
from scanner_app.web import auth, forms, render, site, wire
from scanner_app.web.policy import needs, public

bp: Final = Blueprint("sign_in", __name__)

_SECONDS: Final = SIGN_IN_HOURS * 3600
_REASONS: Final = frozenset({"sign-in-needed", "session-expired"})
_AGENT_LENGTH_MAX: Final = 200


@bp.get("/sign-in")
@public
def show() -> Response:
    """Ask who it is; a fresh installation is told how to begin."""
    why = wire.asked_text("why")
    found = (problem(why),) if why in _REASONS and why in CATALOGUE else ()
    return _page(found if why == "session-expired" else ())


@bp.post("/sign-in")
@public
def enter() -> Response:
    """Sign somebody in."""
    attempt = Attempt(
        who=forms.text("who"), pin=forms.text("pin"), address=_address(), user_agent=_agent()
    )
    try:
        opened = sign_in.sign_in(site.service(), attempt)
    except Refusal as refusal:
        return _page(refusal.problems, status=refusal.status)
    return _welcome(opened)


@bp.get("/enrol")
@public
def show_enrol() -> Response:
    """Ask for the one-time code."""
    return render.page("sign_in/enrol.html", problems=(), code=wire.asked_text("code"))


@bp.post("/enrol")
@public
def enrol() -> Response:
    """Use a one-time code."""
    wanted = Enrol(
        code=forms.text("code"),
        pin=forms.text("pin"),
        user_code=forms.text("user_code"),
        name=forms.text("name"),
        address=_address(),
        user_agent=_agent(),
    )
    if forms.text("pin") != forms.text("pin_again"):
        found = (problem("pins-differ", field="pin_again"),)
        return render.page("sign_in/enrol.html", status=422, problems=found, code=wanted.code)
    try:
        opened = sign_in.enrol(site.service(), wanted)
    except Refusal as refusal:
        return render.page(
            "sign_in/enrol.html",
            status=refusal.status,
            problems=refusal.problems,
            code=wanted.code,
        )
    return _welcome(opened)


@bp.post("/sign-out")
@public
def leave() -> Response:
    """End the session here and in the database."""
    token = auth.sign_in_token()
    if token:
        sign_in.sign_out(site.service(), token)
    session.clear()
    reply = forms.go(url_for(".show"))
    auth.take_cookie(reply)
    return reply


@bp.get("/my-pin")
@needs(Role.OPERATOR, takes_tokens=False)
def show_pin() -> Response:
    """Offer to choose another PIN."""
    return render.page("sign_in/pin.html", problems=())


@bp.post("/my-pin")
@needs(Role.OPERATOR, takes_tokens=False)
def change_pin() -> Response:
    """Choose another PIN; every session ends, so sign in anew."""
    person = auth.current_person()
    if forms.text("pin") != forms.text("pin_again"):
        return render.page("sign_in/pin.html", status=422, problems=(problem("pins-differ"),))
    try:
        sign_in.change_pin(
            site.service(), old_pin=forms.text("old_pin"), new_pin=forms.text("pin"), by=person
        )
    except Refusal as refusal:
        return render.page("sign_in/pin.html", status=refusal.status, problems=refusal.problems)
    render.say("Your PIN was changed. Sign in with the new one.")
    return forms.go(url_for(".show"))


def _page(found: tuple[Problem, ...], *, status: int = 200) -> Response:
    return render.page(
        "sign_in/show.html",
        status=status,
        problems=found,
        demo_people=wire.read(people.demo_people),
        has_anybody=wire.read(people.has_anybody),
        next_address=forms.own_address(request.values.get("next", ""), ""),
        who=request.form.get("who", ""),
    )


def _welcome(opened: SignedIn) -> Response:
    """Give the cookie and go where the person wanted to go."""
    session.clear()  # a new form token with every sign-in
    reply = forms.go(forms.own_address(request.form.get("next", ""), _start(opened.person)))
    auth.give_cookie(reply, opened.token, seconds=_SECONDS)
    return reply


def _start(person: Person) -> str:
    """Say where a person begins; the first administrator at what must be made first."""
    if person.role is Role.ADMIN and not wire.read(locations.all_locations):
        return url_for("locations.show_list")
    return url_for("scan.show" if person.role is Role.OPERATOR else "home.show")


def _address() -> str:
    return request.remote_addr or ""


def _agent() -> str:
    return request.headers.get("User-Agent", "")[:_AGENT_LENGTH_MAX]
