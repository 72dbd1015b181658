"""What the tests of the documents share: doing a use case, and looking at stock and value."""

from decimal import Decimal

from scanner_app.ledger import queries as ledger
from scanner_app.people.roles import Person
from scanner_app.service.adjust import AddReasons, NewReason, add_reasons
from scanner_app.service.orders import (
    NewPurchaseLine,
    NewPurchaseOrder,
    NewTransferLine,
    NewTransferOrder,
    create_purchase_order,
    create_transfer_order,
)
from scanner_app.service.use_case import Service
from tests.builders import an_item, ground, request_id
from tests.conftest import PEOPLE


class Desk:
    """A service with a small warehouse, and a person's hands on it."""

    def __init__(self, service: Service) -> None:
        """Make JEANS (cost 10), LOTTED (lots that expire), DRILL (serials) and the reasons."""
        self.service = service
        with service.database.transaction() as session:
            connection = session.connection()
            ground(connection)
            an_item(connection, "JEANS", unit_cost="10")
            an_item(connection, "SHIRT", unit_cost="1", variants=("RED", "BLUE"))
            an_item(connection, "BOLT", unit_cost="0.01")
            an_item(connection, "LOTTED", unit_cost="2", tracking="LOTEXP")
            an_item(connection, "DRILL", unit_cost="20", tracking="SERIAL")
        reasons = AddReasons((NewReason("LOST", "Lost"), NewReason("FOUND", "Found")))
        self.do(add_reasons, reasons, by="admin")

    def person(self, name: str) -> Person:
        """Give a person of the conftest."""
        return PEOPLE[name]

    def do(self, case, request, *, by="operator", id_=None):
        """Run a use case and return its reply."""
        person = PEOPLE[by] if isinstance(by, str) else by
        return self.service.run(case, request, by=person, request_id=id_ or request_id()).body

    def order(self, *lines: NewPurchaseLine, location="BLUE") -> str:
        """Create a purchase order."""
        order = NewPurchaseOrder(vendor_no="V1", location_code=location, lines=lines)
        return self.do(create_purchase_order, order, by="supervisor")["no"]

    def transfer_order(self, *lines: NewTransferLine, in_transit="") -> str:
        """Create a transfer order from BLUE to GREEN."""
        order = NewTransferOrder(
            from_location_code="BLUE",
            to_location_code="GREEN",
            lines=lines,
            in_transit_code=in_transit,
        )
        return self.do(create_transfer_order, order, by="supervisor")["no"]

    def bin(self, bin_code, location="BLUE"):
        """What lies in a bin: (item, lot or serial) to quantity."""
        with self.service.reading() as session:
            there = ledger.bin_contents(
                session.connection(), location_code=location, bin_code=bin_code
            )
        return {(one.item_no, one.lot_no or one.serial_no): one.quantity for one in there}

    def entries(self):
        """All entries, oldest first."""
        with self.service.reading() as session:
            return ledger.recent_entries(session.connection(), limit=200).rows[::-1]

    def read(self, reader, *args, **kwargs):
        """Call a reader."""
        with self.service.reading() as session:
            return reader(session.connection(), *args, **kwargs)


def pieces(number) -> Decimal:
    """Give a quantity."""
    return Decimal(number)
