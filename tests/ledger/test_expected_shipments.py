"""Shipments that are not invoiced yet: covered later, undone, and applied where they may not be."""

from decimal import Decimal

import pytest

from scanner_app.kernel.errors import Refused
from scanner_app.kernel.terms import EntryType
from scanner_app.ledger import queries
from scanner_app.ledger.verify import verify
from scanner_app.people.roles import Person
from scanner_app.service.correct import Undo, undo
from scanner_app.service.item_journal import JournalLine
from scanner_app.service.use_case import Service
from tests.builders import a_scene, in_stock, journal, request_id


def shipment(quantity: str, *, is_invoiced: bool = False) -> JournalLine:
    return JournalLine(
        entry_type=EntryType.SALE,
        item_no="JEANS",
        location_code="YARD",
        quantity=Decimal(quantity),
        is_invoiced=is_invoiced,
    )


def costs(service: Service) -> list[tuple[Decimal, Decimal, Decimal]]:
    """Quantity, actual and expected cost of every entry, oldest first."""
    with service.snapshot() as session:
        connection = session.connection()
        assert verify(connection) == []
        rows = queries.item_entries(connection, "JEANS").rows
    return [(e.quantity, e.cost_actual, e.cost_expected) for e in reversed(rows)]


def test_an_undone_shipment_leaves_no_expected_cost(either_service: Service, supervisor: Person):
    service = either_service
    a_scene(service, "JEANS")
    in_stock(service, supervisor, "JEANS", "100", location="YARD", unit_cost="1.2345")
    shipped = journal(service, supervisor, shipment("99"))
    undone = Undo(int(str(shipped["register_no"])))
    service.run(undo, undone, by=supervisor, request_id=request_id())
    journal(service, supervisor, shipment("100", is_invoiced=True))
    found = costs(service)
    assert found[1] == (-99, Decimal("-122.22"), 0)
    assert found[2] == (99, Decimal("122.22"), 0)
    assert sum(actual for _, actual, _ in found) == 0


def test_a_shipment_covered_later_keeps_its_whole_cost_expected(
    either_service: Service, supervisor: Person
):
    service = either_service
    a_scene(service, "JEANS", unit_cost="10")
    shipped = journal(service, supervisor, shipment("5"))
    in_stock(service, supervisor, "JEANS", "5", location="YARD", unit_cost="12")
    assert costs(service)[0] == (-5, 0, -60)
    undone = Undo(int(str(shipped["register_no"])))
    service.run(undo, undone, by=supervisor, request_id=request_id())
    assert costs(service)[0] == (-5, -60, 0)
    assert costs(service)[2] == (5, 60, 0)


def test_an_increase_is_not_applied_to_an_entry(service: Service, supervisor: Person):
    a_scene(service, "JEANS")
    sold = journal(service, supervisor, shipment("5"))["entries"][0]
    with pytest.raises(Refused) as refusal:
        in_stock(
            service,
            supervisor,
            "JEANS",
            "5",
            location="YARD",
            applies_to_entry_no=sold["entry_no"],
        )
    assert refusal.value.first.code == "applies-to-wrong"
