"""Law: whatever is received and undone in whatever order, order, stock and value agree."""

import shutil
import tempfile
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner_app.db.engine import make_engine
from scanner_app.db.transaction import Database
from scanner_app.kernel.clock import FixedClock
from scanner_app.kernel.errors import Refusal
from scanner_app.kernel.terms import OrderStatus
from scanner_app.purchases import queries as purchases
from scanner_app.service.correct import Undo, undo
from scanner_app.service.orders import NewPurchaseLine
from scanner_app.service.receive import Receipt, ReceiptLine, post_receipt
from scanner_app.service.use_case import Service
from tests.conftest import MOMENT, SECRET
from tests.service.desk import Desk

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("receive"), st.integers(1, 6)),
        st.tuples(st.just("undo"), st.integers(0, 9)),
    ),
    min_size=1,
    max_size=10,
)
AMOUNTS = st.integers(0, 99_999).map(lambda cents: Decimal(cents).scaleb(-2))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS, amounts=st.tuples(AMOUNTS, AMOUNTS))
def test_order_stock_and_value_agree_after_every_step(sqlite_template, steps, amounts):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "story.db"
        shutil.copy(sqlite_template, file)
        engine = make_engine(f"sqlite:///{file}")
        tell(Desk(Service(Database(engine), FixedClock(MOMENT), SECRET)), steps, amounts)
        engine.dispose()


def tell(desk, steps, amounts):
    """Order 7 and 5, then receive and undo."""
    no = desk.order(
        *(
            NewPurchaseLine(item_no="BOLT", quantity=Decimal(quantity), line_amount=amount)
            for quantity, amount in zip((7, 5), amounts, strict=True)
        )
    )
    standing: dict[int, int] = {}
    for step, number in steps:
        if step == "receive":
            receive(desk, no, number, standing)
        elif standing:
            register_no = sorted(standing)[number % len(standing)]
            desk.do(undo, Undo(register_no))
            del standing[register_no]
        agree(desk, no, sum(standing.values()), amounts)


def receive(desk, no, quantity, standing):
    """Receive, or be refused when it is too much."""
    line = ReceiptLine(item_no="BOLT", quantity=Decimal(quantity))
    is_too_much = sum(standing.values()) + quantity > 12
    try:
        reply = desk.do(post_receipt, Receipt(order_no=no, lines=(line,)))
    except Refusal as refused:
        code = refused.first.code
        assert is_too_much
        is_complete = sum(standing.values()) == 12
        assert code == ("document-not-open" if is_complete else "over-receipt")
    else:
        assert not is_too_much
        standing[reply["register_no"]] = quantity


def agree(desk, no, quantity, amounts):
    """Compare the order with stock and with what the books expect to pay."""
    order = desk.read(purchases.order, no)
    assert sum(line.quantity_received_base for line in order.lines) == quantity
    assert desk.bin("RECV").get(("BOLT", ""), 0) == quantity
    booked = sum(entry.cost_expected for entry in desk.entries())
    assert booked == sum(line.amount_received for line in order.lines)
    assert (order.status is OrderStatus.COMPLETED) == (quantity == 12)
    if quantity == 12:
        assert booked == sum(amounts)
