"""What is remembered of lots and serial numbers, on both databases."""

from datetime import date
from decimal import Decimal

import pytest

from scanner_app.kernel.errors import NotFound
from scanner_app.kernel.ids import new_id
from scanner_app.service import items
from scanner_app.tracking import queries, record
from scanner_app.tracking.record import Seen

EXPIRES = date(2027, 1, 31)


def run(service, case, request, by):
    return service.run(case, request, by=by, request_id=new_id(service.clock.now())).body


@pytest.fixture
def milk(either_service, supervisor):
    for no in ("MILK", "KEFIR"):
        run(either_service, items.create_item,
            items.NewItem(no=no, description=no, base_unit_code="PCS", tracking_code="LOTEXP",
                          unit_cost=Decimal(1)), supervisor)  # fmt: skip
    return either_service


def test_what_was_seen_first_is_kept(milk):
    first = [
        Seen(item_no="MILK", lot_no="L1", expiration_date=EXPIRES),
        Seen(item_no="MILK", lot_no="L1", expiration_date=EXPIRES),
        Seen(item_no="KEFIR", lot_no="L1", serial_no="S1"),
        Seen(item_no="KEFIR"),
    ]
    with milk.database.transaction() as session:
        record.claim(session.connection(), first, now=milk.clock.now())
        record.claim(session.connection(), [Seen(item_no="MILK", lot_no="L1")],
                        now=milk.clock.now())  # fmt: skip
        record.claim(session.connection(), [], now=milk.clock.now())
    with milk.reading() as session:
        connection = session.connection()
        named = queries.lots_named(connection, "L1")
        known = queries.known_lots(
            connection, [("MILK", "", "L1"), ("MILK", "", "L2"), ("A", "", "")]
        )
        serials = queries.known_serials(connection, [("KEFIR", "", "S1")])
        assert queries.serials_named(connection, "S1") == tuple(serials.values())
        assert queries.known_lots(connection, []) == queries.known_serials(connection, []) == {}
    assert [lot.item_no for lot in named] == ["KEFIR", "MILK"]
    assert known["MILK", "", "L1"].expiration_date == EXPIRES
    assert len(known) == 1


def test_a_lot_is_blocked_and_freed(milk, supervisor):
    wanted = items.BlockLot(item_no="milk", variant_code="", lot_no="L1", is_blocked=True)
    with pytest.raises(NotFound, match="lot-unknown"):
        run(milk, items.block_lot, wanted, supervisor)
    with milk.database.transaction() as session:
        record.claim(session.connection(), [Seen(item_no="MILK", lot_no="L1")],
                        now=milk.clock.now())  # fmt: skip
    run(milk, items.block_lot, wanted, supervisor)
    with milk.reading() as session:
        assert queries.lots_named(session.connection(), "L1")[0].is_blocked
