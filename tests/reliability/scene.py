"""The warehouse of the reliability tests, and what its ledger says afterwards."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from scanner_app.db.engine import make_engine
from scanner_app.db.transaction import Database
from scanner_app.kernel.clock import SystemClock
from scanner_app.ledger import verify
from scanner_app.ledger.models import BinContent, ItemLedgerEntry, ItemRegister
from scanner_app.service.sign_in import issue_token
from scanner_app.service.use_case import Service
from tests.builders import a_scene
from tests.conftest import PEOPLE, SECRET

ITEM = "JEANS"
RECEIPTS = "/api/v1/receipts"


def service_on(url: str) -> Service:
    """Make the service in this process."""
    return Service(Database(make_engine(url)), SystemClock(), SECRET)


def prepared(url: str, *more_items: str) -> str:
    """Put an item and places into a database and return an operator's access token."""
    service = service_on(url)
    try:
        a_scene(service, ITEM, *more_items)
        return issue_token(service, name="reliability", days=1, by=PEOPLE["operator"]).token
    finally:
        service.database.engine.dispose()


def receipt(quantity: int = 1, *, item_no: str = ITEM) -> dict[str, object]:
    """Give the body of a receipt of one line."""
    line = {"item_no": item_no, "quantity": str(quantity), "bin_code": "A-01"}
    return {"location_code": "BLUE", "lines": [line]}


@dataclass(frozen=True)
class Acknowledged:
    """A posting that the server said it had done."""

    key: str
    register_no: int
    pieces: int


@dataclass(frozen=True)
class Books:
    """What the ledger says.

    Attributes:
        by_request: (register no., pieces) by request id. on_hand: pieces in bins.
        differences: what `ledger.verify` finds.
    """

    by_request: dict[str, list[tuple[int, Decimal]]]
    on_hand: Decimal
    differences: tuple[str, ...]

    @property
    def moved(self) -> Decimal:
        """The sum of all entries, pieces."""
        every = (pieces for found in self.by_request.values() for _, pieces in found)
        return sum(every, Decimal(0))

    def doubled(self) -> list[str]:
        """Return the request ids that posted more than once."""
        return [key for key, found in self.by_request.items() if len(found) > 1]

    def lost(self, acknowledged: Iterable[Acknowledged]) -> list[str]:
        """Return the request ids that were acknowledged and posted nothing."""
        return [one.key for one in acknowledged if one.key not in self.by_request]

    def mistold(self, acknowledged: Iterable[Acknowledged]) -> list[str]:
        """Return the request ids whose acknowledgement names another posting than the ledger."""
        return [
            one.key
            for one in acknowledged
            if (one.register_no, one.pieces) not in self.by_request.get(one.key, [])
        ]


def books(url: str) -> Books:
    """Read and verify the ledger."""
    engine = make_engine(url)
    try:
        with Database(engine).snapshot() as session:
            connection = session.connection()
            pieces: dict[int, Decimal] = defaultdict(Decimal)
            for register_no, quantity in connection.execute(
                select(ItemLedgerEntry.register_no, ItemLedgerEntry.quantity)
            ):
                pieces[register_no] += quantity
            by_request: dict[str, list[tuple[int, Decimal]]] = defaultdict(list)
            for key, register_no in connection.execute(
                select(ItemRegister.request_id, ItemRegister.register_no)
            ):
                by_request[key].append((register_no, pieces.get(register_no, Decimal(0))))
            on_hand = sum(connection.execute(select(BinContent.quantity)).scalars(), Decimal(0))
            found = verify.verify(connection)
        differences = tuple(f"{one.check}: {one.what}" for one in found)
        return Books(dict(by_request), on_hand, differences)
    finally:
        engine.dispose()
