"""Registers: what one posting wrote, and its undo."""

from dataclasses import dataclass
from typing import Final

from apiflask import APIBlueprint
from flask import Response

from scanner_app.kernel.errors import NotFound, refuse
from scanner_app.kernel.terms import DocumentType, JournalSource, Role
from scanner_app.ledger import queries as ledger
from scanner_app.ledger import registers
from scanner_app.ledger.queries import EntryView
from scanner_app.ledger.registers import RegisterView
from scanner_app.people.roles import may
from scanner_app.service import correct
from scanner_app.service.correct import Undo, Undone
from scanner_app.web import auth, sight, site, wire
from scanner_app.web.policy import needs

bp: Final = APIBlueprint("api_registers", __name__, url_prefix="/api/v1", tag="Registers")


@dataclass(frozen=True, slots=True)
class RegisterShown:
    """A posting with its entries.

    Attributes:
        is_blind: whether it came from a count and the entries are kept from who asks.
    """

    head: RegisterView
    entries: tuple[EntryView, ...]
    is_blind: bool


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
    answer = site.service().run(
        correct.undo, Undo(register_no), by=auth.current_person(), request_id=wire.request_id()
    )
    if answer.body["source"] == JournalSource.COUNT.value and not _decides():
        answer.body["posted"]["entries"] = []
    return wire.answered(answer, status=201)


def shown(register_no: int) -> RegisterShown:
    """Read a posting with its entries; those of a count are for supervisors.

    Raises: NotFound `register-unknown`.
    """
    register = wire.read(lambda c: registers.register(c, register_no))
    if register is None:
        raise refuse(NotFound, "register-unknown", register=register_no)
    entries = wire.read(lambda c: ledger.register_entries(c, register_no))
    # The entries say so, and not the head: an undo of a count shows the difference just as well.
    is_count = any(entry.document_type == DocumentType.PHYSICAL_INVENTORY for entry in entries)
    is_blind = is_count and not _decides()
    return RegisterShown(register, () if is_blind else entries, is_blind)


def _decides() -> bool:
    return may(auth.current_person().role, Role.SUPERVISOR)
