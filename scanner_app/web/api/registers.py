"""Registers: what one posting wrote, and its undo."""

from dataclasses import dataclass
from typing import Final

from apiflask import APIBlueprint
from flask import Response

from scanner_app.kernel.errors import NotFound, refuse
from scanner_app.kernel.terms import Role
from scanner_app.ledger import queries as ledger
from scanner_app.ledger import registers
from scanner_app.ledger.queries import EntryView
from scanner_app.ledger.registers import RegisterView
from scanner_app.service import correct
from scanner_app.service.correct import Undo, Undone
from scanner_app.web import sight, wire
from scanner_app.web.policy import needs

bp: Final = APIBlueprint("api_registers", __name__, url_prefix="/api/v1", tag="Registers")


@dataclass(frozen=True, slots=True)
class RegisterShown:
    """A posting with its entries."""

    head: RegisterView
    entries: tuple[EntryView, ...]


@bp.get("/registers")
@needs(Role.OPERATOR)
@bp.output(wire.page_of(RegisterView))
@bp.doc(description="Newest first. Parameters: `after`, `limit`.")
def list_registers() -> Response:
    """List postings."""
    before, limit = wire.asked_no("after"), wire.asked_limit()
    return wire.page(wire.read(lambda c: registers.registers(c, before=before, limit=limit)))


@bp.get("/registers/<no:register_no>")
@needs(Role.OPERATOR)
@bp.output(wire.model_of(RegisterShown))
def show_register(register_no: int) -> Response:
    """Show what one posting wrote."""
    return wire.write(shown(register_no), hide=sight.hidden())


@bp.post("/registers/<no:register_no>/undo")
@needs(Role.OPERATOR)
@bp.output(wire.model_of(Undone), status_code=201)
def undo_register(register_no: int) -> Response:
    """Undo a posting by reversing entries; operators their own, supervisors anyone's."""
    return wire.run(correct.undo, Undo(register_no), status=201)


def shown(register_no: int) -> RegisterShown:
    """Read a posting with its entries.

    Raises: NotFound `register-unknown`.
    """
    register = wire.read(lambda c: registers.register(c, register_no))
    if register is None:
        raise refuse(NotFound, "register-unknown", register=register_no)
    entries = wire.read(lambda c: ledger.register_entries(c, register_no))
    return RegisterShown(register, entries)
