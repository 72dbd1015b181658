"""Undo a posting by counter-entries applied to the originals; nothing is erased."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from scanner_app.kernel.errors import Problem, problem
from scanner_app.kernel.quantity import ZERO
from scanner_app.kernel.terms import DocumentType, EntryType
from scanner_app.ledger import queries
from scanner_app.ledger.draft import DraftLine
from scanner_app.ledger.queries import EntryView
from scanner_app.ledger.registers import RegisterView


def problems(register: RegisterView, entries: Sequence[EntryView]) -> tuple[Problem, ...]:
    """Say why a posting run cannot be undone; empty if it can.

    Source: ledger.md 15: an increase must be wholly unapplied; an undo is not undone.
    """
    if register.reverses_register_no is not None:
        return (problem("undo-of-undo"),)
    if register.reversed_by_register_no is not None:
        return (problem("already-undone"),)
    return tuple(
        problem("undo-goods-used", entry=entry.entry_no)
        for entry in entries
        if entry.quantity > ZERO
        and entry.remaining_quantity != entry.quantity
        and not _stayed(entry, entries)
    )


def reversal(connection: Connection, entries: Sequence[EntryView]) -> tuple[DraftLine, ...]:
    """Make the lines that undo the entries of a posting run, the last entry first.

    Posting date and document are those of the original; the stock lock is taken later, and
    application checks again that the goods are still there.
    """
    transfers = _transfer_sources(connection, entries)
    lines: list[DraftLine] = []
    for entry in reversed(entries):
        line = _line(len(lines) + 1, entry, entries, transfers)
        if line is not None:
            lines.append(line)
    return tuple(lines)


def _stayed(entry: EntryView, entries: Sequence[EntryView]) -> bool:
    """Say whether an arrival came from a bin of the same location: any goods of it may go back."""
    if entry.entry_type != EntryType.TRANSFER:
        return False
    return any(
        other.quantity < ZERO
        and other.location_code == entry.location_code
        and (other.item_no, other.variant_code) == (entry.item_no, entry.variant_code)
        for other in entries
    )


def _transfer_sources(connection: Connection, entries: Sequence[EntryView]) -> dict[int, EntryView]:
    """Find, for each arrival, the entry of this run that it came from."""
    arrivals = [
        e.entry_no for e in entries if e.entry_type == EntryType.TRANSFER and e.quantity > 0
    ]
    by_no = {entry.entry_no: entry for entry in entries}
    origins = queries.transfer_origins(connection, arrivals)
    return {arrival: by_no[outbound] for arrival, outbound in origins.items() if outbound in by_no}


def _line(
    line_no: int,
    entry: EntryView,
    entries: Sequence[EntryView],
    transfers: dict[int, EntryView],
) -> DraftLine | None:
    mirror = _mirror(line_no, entry)
    if entry.entry_type == EntryType.TRANSFER:
        source = transfers.get(entry.entry_no)
        if source is None:
            return None
        return replace(
            mirror,
            quantity_base=entry.quantity,
            applies_to_entry_no=0 if _stayed(entry, entries) else entry.entry_no,
            new_location_code=source.location_code,
            new_bin_code=source.bin_code,
        )
    if entry.quantity > ZERO:
        back = -entry.quantity
        return replace(mirror, quantity_base=back, applies_to_entry_no=entry.entry_no)
    return replace(
        mirror,
        quantity_base=entry.quantity,
        applies_from_entry_no=entry.entry_no,
        amount=-(entry.cost_actual + entry.cost_expected),
    )


def _mirror(line_no: int, entry: EntryView) -> DraftLine:
    """Repeat everything of an entry that its counter-entry has, too."""
    return DraftLine(
        line_no=line_no,
        entry_type=EntryType(entry.entry_type),
        item_no=entry.item_no,
        variant_code=entry.variant_code,
        location_code=entry.location_code,
        bin_code=entry.bin_code,
        lot_no=entry.lot_no,
        serial_no=entry.serial_no,
        expiration_date=entry.expiration_date,
        quantity_base=entry.quantity,
        posting_date=entry.posting_date,
        document_type=DocumentType(entry.document_type),
        document_no=entry.document_no,
        document_line_no=entry.document_line_no,
        order_no=entry.order_no,
        order_line_no=entry.order_line_no,
        unit_of_measure_code=entry.unit_of_measure_code,
        quantity_per_unit=entry.quantity_per_unit,
        reverses_entry_no=entry.entry_no,
        reason_code=entry.reason_code,
    )
