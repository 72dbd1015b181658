"""Random histories against a plain model: quantities, places, costs, undo and repetition."""

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_DOWN, Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from scanner_app.db.engine import make_engine
from scanner_app.db.transaction import Database
from scanner_app.kernel.clock import FixedClock
from scanner_app.kernel.errors import Refused
from scanner_app.kernel.terms import EntryType
from scanner_app.ledger import plan, queries, valuation
from scanner_app.ledger.verify import verify
from scanner_app.service.correct import Undo, undo
from scanner_app.service.item_journal import Journal, JournalLine, post_item_journal
from scanner_app.service.use_case import Service
from tests.builders import an_item, ground, request_id
from tests.conftest import PEOPLE
from tests.ledger.plain_model import Place, PlainLedger, cents

PLACES = (("BLUE", "A-01"), ("BLUE", "A-02"), ("GREEN", "A-01"), ("YARD", ""))
DAYS = tuple(date(2026, 11, day) for day in (17, 18, 19))
QUANTITIES = st.decimals("0.1", "20", places=1)
COSTS = st.decimals("0", "99.99999", places=5)
CARD = Decimal("7.77777")
_HISTORIES = int(os.environ.get("SCANNER_TEST_HISTORIES", "300"))


@dataclass
class Done:
    """A posting that may be undone, and how the model undoes it."""

    register_no: int
    may_undo: Callable[[], bool]
    undo: Callable[[], object]


class LedgerMachine(RuleBasedStateMachine):
    """Receives, ships, moves, undoes and repeats; compares after every step."""

    open_service: Callable[[], tuple[Service, Callable[[], None]]]
    done = Bundle("done")

    def __init__(self) -> None:
        super().__init__()
        self.service, self.close = self.open_service()
        self.item = "I" + request_id().replace("-", "")[-12:].upper()
        self.model = PlainLedger(CARD)
        self.last: tuple[Journal, str, Any] | None = None
        with self.service.database.transaction() as session:
            ground(session.connection())
            an_item(session.connection(), self.item, unit="KG", unit_cost=str(CARD))

    def teardown(self) -> None:
        self.close()

    def post(self, kind: str, place: Place, quantity: Decimal, **fields: Any) -> Any:
        line = JournalLine(
            entry_type=EntryType(kind),
            item_no=self.item,
            location_code=place[0],
            bin_code=place[1],
            quantity=quantity,
            **fields,
        )
        asked, key = Journal(lines=(line,)), request_id()
        body = self.service.run(
            post_item_journal, asked, by=PEOPLE["supervisor"], request_id=key
        ).body
        self.last = (asked, key, body)
        return body

    @rule(
        target=done,
        kind=st.sampled_from(["purchase", "positive_adjustment"]),
        place=st.sampled_from(PLACES),
        quantity=QUANTITIES,
        unit_cost=COSTS,
        day=st.sampled_from(DAYS),
        invoiced=st.booleans(),
    )
    def receive(self, kind, place, quantity, unit_cost, day, invoiced):
        owed = place[0] in self.model.debts and any(
            debt.uncovered for debt in self.model.debts[place[0]]
        )
        body = self.post(
            kind, place, quantity, unit_cost=unit_cost, posting_date=day, is_invoiced=invoiced
        )
        pile = self.model.bring(place, quantity, cents(quantity * unit_cost), day)
        assert Decimal(body["entries"][0]["cost_amount"]) == pile.cost
        if owed:
            return multiple()

        def take_back() -> None:
            self.model.next()
            pile.left = Decimal(0)
            self.model.put(place, -quantity)

        def untouched() -> bool:
            return pile.left == quantity and self.model.lies(place) >= quantity

        return Done(body["register_no"], untouched, take_back)

    @rule(
        target=done,
        kind=st.sampled_from(["sale", "negative_adjustment"]),
        place=st.sampled_from(PLACES),
        quantity=QUANTITIES,
        day=st.sampled_from(DAYS),
    )
    def ship(self, kind, place, quantity, day):
        if place[0] != "YARD" and self.model.lies(place) < quantity:
            with pytest.raises(Refused) as refusal:
                self.post(kind, place, quantity, posting_date=day)
            assert refusal.value.first.code == "stock-insufficient"
            return multiple()
        body = self.post(kind, place, quantity, posting_date=day)
        cost, debt = self.model.take(place, quantity, day)
        assert Decimal(body["entries"][0]["cost_amount"]) == -cost
        if place[0] == "YARD" or debt is not None:
            return multiple()
        return Done(
            body["register_no"],
            lambda: True,
            lambda: self.model.bring(place, quantity, cost, day),
        )

    @rule(
        target=done,
        source=st.sampled_from(PLACES[:3]),
        target_place=st.sampled_from(PLACES[:3]),
        quantity=QUANTITIES,
        day=st.sampled_from(DAYS),
    )
    def move(self, source, target_place, quantity, day):
        new = {"new_location_code": target_place[0], "new_bin_code": target_place[1]}
        short = self.model.lies(source) < quantity
        if source == target_place or short:
            with pytest.raises(Refused):
                self.post("transfer", source, quantity, posting_date=day, **new)
            return multiple()
        body = self.post("transfer", source, quantity, posting_date=day, **new)
        piles = self.model.move(source, target_place, quantity, day)
        assert [Decimal(e["cost_amount"]) for e in body["entries"][1:]] == [p.cost for p in piles]
        return self._done_move(body["register_no"], source, target_place, piles, day)

    def _done_move(self, register_no, source, target_place, piles, day) -> Done:
        def back_one(pile) -> None:
            if source[0] == target_place[0]:
                self.model.move(target_place, source, pile.quantity, day)
                return
            self.model.next()
            self.model.put(target_place, -pile.quantity)
            pile.left = Decimal(0)
            self.model.bring(source, pile.quantity, pile.cost, day)

        def back() -> None:
            for pile in reversed(piles):
                back_one(pile)

        def possible() -> bool:
            moved = sum((pile.quantity for pile in piles), Decimal(0))
            if self.model.lies(target_place) < moved:
                return False
            stays = source[0] == target_place[0]
            return stays or all(pile.left == pile.quantity for pile in piles)

        return Done(register_no, possible, back)

    @rule(done=consumes(done))
    def undo(self, done):
        if not done.may_undo():
            with pytest.raises(Refused) as refusal:
                self._undo(done)
            assert refusal.value.first.code in {"undo-goods-used", "stock-insufficient"}
            return
        self._undo(done)
        done.undo()
        with pytest.raises(Refused) as refusal:
            self._undo(done)
        assert refusal.value.first.code == "already-undone"

    def _undo(self, done) -> None:
        self.service.run(
            undo, Undo(done.register_no), by=PEOPLE["supervisor"], request_id=request_id()
        )

    @precondition(lambda self: self.last is not None)
    @rule()
    def repeat(self):
        asked, key, body = self.last
        again = self.service.run(post_item_journal, asked, by=PEOPLE["supervisor"], request_id=key)
        assert again.is_replayed
        assert again.body == body

    @invariant()
    def balances_agree(self):
        with self.service.reading() as session:
            found = queries.item_stock(session.connection(), self.item)
        lying = {(s.location_code, s.bin_code): s.quantity for s in found}
        assert lying == {place: q for place, q in self.model.bins.items() if q}

    @invariant()
    def the_ledger_agrees_with_itself(self):
        with self.service.snapshot() as session:
            assert verify(session.connection()) == []


def _run(
    opened: Callable[[], tuple[Service, Callable[[], None]]],
    *,
    examples: int,
    steps: int = 40,
    phases: tuple[Phase, ...] = tuple(Phase),
) -> None:
    machine = type("Machine", (LedgerMachine,), {"open_service": staticmethod(opened)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            phases=phases,
            suppress_health_check=list(HealthCheck),
        ),
    )


def _service(url: str) -> tuple[Service, Callable[[], None]]:
    engine = make_engine(url)
    clock = FixedClock(datetime(2026, 11, 20, 10, tzinfo=UTC))
    return Service(Database(engine), clock, b""), engine.dispose


def _on_copies(template: Path) -> Callable[[], tuple[Service, Callable[[], None]]]:
    def opened() -> tuple[Service, Callable[[], None]]:
        folder = Path(tempfile.mkdtemp())
        shutil.copy(template, folder / "machine.db")
        service, dispose = _service(f"sqlite:///{folder / 'machine.db'}")

        def close() -> None:
            dispose()
            shutil.rmtree(folder)

        return service, close

    return opened


def test_random_histories_agree_with_a_plain_model(sqlite_template: Path):
    _run(_on_copies(sqlite_template), examples=_HISTORIES)


def test_random_histories_agree_on_postgresql(postgres_url: str):
    _run(lambda: _service(postgres_url), examples=20, steps=30)


def _rounded_down(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), rounding=ROUND_DOWN)


def _youngest_first(entries: Any) -> list[Any]:
    return sorted(entries, key=lambda e: (e.layer_date, e.layer_no, e.entry_no), reverse=True)


@pytest.mark.parametrize(
    ("module", "name", "broken"),
    [(valuation, "amount", _rounded_down), (plan, "oldest_first", _youngest_first)],
)
def test_a_broken_ledger_is_caught(
    sqlite_template: Path,
    monkeypatch: pytest.MonkeyPatch,
    module: Any,
    name: str,
    broken: Callable[[Any], Any],
):
    """The negative control: without it, agreement would prove nothing."""
    monkeypatch.setattr(module, name, broken)
    with pytest.raises(AssertionError):
        _run(_on_copies(sqlite_template), examples=200, phases=(Phase.generate,))
