"""Postings: what each wrote, and the undo button."""

from typing import Final

from flask import Blueprint, Response, url_for
from werkzeug.wrappers import Response as BaseResponse

from scanner_app.kernel.errors import Refusal
from scanner_app.kernel.terms import Role
from scanner_app.ledger import registers
from scanner_app.service import correct
from scanner_app.service.correct import Undo
from scanner_app.web import auth, forms, render, site, wire
from scanner_app.web.api.registers import shown
from scanner_app.web.policy import needs

bp: Final = Blueprint("registers", __name__, url_prefix="/registers")

_ROWS: Final = 50


@bp.get("/")
@needs(Role.OPERATOR)
def show_list() -> Response:
    """Show postings, newest first."""
    before = wire.asked_no("after")
    found = wire.read(lambda c: registers.registers(c, before=before, limit=_ROWS))
    return render.page("registers/show_list.html", page=found)


@bp.get("/<no:register_no>")
@needs(Role.OPERATOR)
def show_register(register_no: int) -> Response:
    """Show what one posting wrote."""
    return _shown(register_no)


@bp.post("/<no:register_no>/undo")
@needs(Role.OPERATOR)
def undo(register_no: int) -> BaseResponse:
    """Undo a posting by reversing entries."""
    try:
        answer = forms.run(correct.undo, Undo(register_no))
    except Refusal as refusal:
        return _shown(register_no, refusal)
    new_no = answer.body["posted"]["register_no"]
    render.say(f"Posting {register_no} was undone by posting {new_no}.")
    return forms.go(url_for(".show_register", register_no=new_no))


def _shown(register_no: int, refusal: Refusal | None = None) -> Response:
    found, person = shown(register_no), auth.current_person()
    register = found.head
    is_open = register.reverses_register_no is None and register.reversed_by_register_no is None
    forbidden = correct.undo_problem(person, register, now=site.service().clock.now())
    return render.page(
        "registers/show_register.html",
        status=refusal.status if refusal else 200,
        register=register,
        entries=found.entries,
        is_blind=found.is_blind,
        may_undo=is_open and forbidden is None,
        problems=refusal.problems if refusal else (),
    )
