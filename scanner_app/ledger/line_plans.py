"""How one draft line becomes entries, applications and values. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from scanner_app.kernel.errors import Fault, Refused, refuse
from scanner_app.kernel.money import NOTHING, amount
from scanner_app.kernel.quantity import ZERO, shown
from scanner_app.ledger import valuation
from scanner_app.ledger.draft import DraftLine
from scanner_app.ledger.item_application import Applied, OpenEntry, Taken, apply
from scanner_app.ledger.plan import (
    ApplicationPlan,
    Book,
    EntryPlan,
    ItemTerms,
    Pool,
    ValuePlan,
)


@dataclass(frozen=True, slots=True)
class Planner:
    """Plans the lines of one posting, one after the other, into a book.

    Attributes:
        terms: of every item in the posting.
        covered: what an old open decrease was applied to so far.
        returned: increases that took over the cost of an old open decrease (its undo).
    """

    book: Book
    pool: Pool
    terms: dict[str, ItemTerms]
    covered: dict[int, tuple[Taken, ...]]
    returned: dict[int, tuple[OpenEntry, ...]]

    def plan(self, line: DraftLine, *, negative_allowed: bool) -> None:
        """Plan one line; transfers plan both sides.

        Raises: Refused `stock-insufficient`, `applies-to-wrong`, `applies-to-too-low`.
        """
        if line.is_transfer:
            self._transfer(line)
        elif line.signed_base < 0:
            self._decrease(line, negative_allowed=negative_allowed)
        else:
            self._increase(line)

    def _tracking(self, line: DraftLine) -> tuple[str | None, str | None]:
        terms = self.terms[line.item_no]
        lot_no = line.lot_no if terms.is_lot_specific else None
        return lot_no, line.serial_no if terms.is_serial_specific else None

    def _draw(self, line: DraftLine, quantity: Decimal) -> Applied:
        if line.applies_to_entry_no:
            return self._named(line, quantity)
        lot_no, serial_no = self._tracking(line)
        key = (line.item_no, line.variant_code, line.location_code)
        found = self.pool.candidates(key, positive=True, lot_no=lot_no, serial_no=serial_no)
        return apply(quantity, found)

    def _named(self, line: DraftLine, quantity: Decimal) -> Applied:
        no = line.applies_to_entry_no
        entry = self.pool.named.get(no)
        wrong = "applies-to-wrong"
        if entry is None:
            raise refuse(Refused, wrong, entry=no, detail="it is not open")
        if (entry.item_no, entry.variant_code) != (line.item_no, line.variant_code):
            raise refuse(Refused, wrong, entry=no, detail="it is another item")
        if entry.location_code != line.location_code:
            raise refuse(Refused, wrong, entry=no, detail="it is at another location")
        if entry.quantity < 0:
            raise refuse(Refused, wrong, entry=no, detail="it is a decrease itself")
        if entry.remaining < quantity:
            left = shown(entry.remaining)
            raise refuse(
                Refused, "applies-to-too-low", entry=no, remaining=left, asked=shown(quantity)
            )
        return Applied((Taken(entry, quantity),), ZERO)

    def _short(self, line: DraftLine, applied: Applied) -> Refused:
        refusal = refuse(
            Refused,
            "stock-insufficient",
            item=line.item_no,
            place=line.location_code,
            available=shown(applied.total),
            asked=shown(applied.total + applied.unapplied),
        )
        assert isinstance(refusal, Refused)
        return refusal

    def _decrease(self, line: DraftLine, *, negative_allowed: bool) -> None:
        quantity = -line.signed_base
        terms = self.terms[line.item_no]
        applied = self._draw(line, quantity)
        tracked = terms.is_lot_specific or terms.is_serial_specific
        if applied.unapplied and (tracked or not negative_allowed):
            raise self._short(line, applied)
        unit_cost = valuation.uncovered_unit_cost(applied.taken, card=terms.unit_cost)
        cost = valuation.cost_of_decrease(
            applied.taken, uncovered=applied.unapplied, unit_cost=unit_cost
        )
        entry = self.book.open_entry(line, location_code=line.location_code, quantity=-quantity)
        entry.cost = cost
        entry.unit_cost = (
            unit_cost if applied.unapplied else valuation.cost_per_unit(cost, -quantity)
        )
        entry.valuation_date = valuation.valuation_date(line.posting_date, applied.taken)
        entry.is_completely_invoiced = line.is_invoiced
        self._add(EntryPlan(line, entry, line.bin_code, line.is_invoiced, cost))
        self.covered[entry.entry_no] = applied.taken
        self._apply_to(entry, line, applied.taken)
        self._value(entry, is_invoiced=line.is_invoiced)
        if line.reverses_entry_no and not applied.taken[0].entry.is_completely_invoiced:
            self._turn_expected(applied.taken[0].entry)

    def _turn_expected(self, undone: OpenEntry) -> None:
        """Turn the expected cost of an undone receipt or shipment into actual cost on it.

        Source: ledger.md 15: the old entry's expected cost is turned into actual on it, the new
        entry gets the mirror.
        """
        undone.is_completely_invoiced = True
        self.book.invoiced[undone.entry_no] = undone
        self.book.values.append(
            ValuePlan(
                owner=undone,
                entry_quantity=ZERO,
                valued_quantity=undone.quantity,
                invoiced_quantity=undone.quantity,
                actual=undone.cost,
                expected=-undone.cost,
                unit_cost=valuation.cost_per_unit(undone.cost, undone.quantity),
                valuation_date=undone.valuation_date,
            )
        )

    def _apply_to(self, entry: OpenEntry, line: DraftLine, taken: Sequence[Taken]) -> None:
        plan = self.book.entries[-1]
        for part in taken:
            self.book.take(part.entry, part.quantity)
            self.book.take(entry, part.quantity)
            plan.applied_to.append(part.entry)
            self.book.applications.append(
                ApplicationPlan(entry, part.entry, entry, -part.quantity, line.posting_date)
            )

    def _increase(self, line: DraftLine) -> None:
        no = line.applies_to_entry_no
        if no:
            detail = "only goods that leave are applied to an entry"
            raise refuse(Refused, "applies-to-wrong", entry=no, detail=detail)
        card = self.terms[line.item_no].unit_cost
        quantity = line.signed_base
        cost = valuation.cost_of_increase(quantity, line_amount=line.amount, card=card)
        entry = self.book.open_entry(line, location_code=line.location_code, quantity=quantity)
        entry.cost = cost
        entry.unit_cost = valuation.cost_per_unit(cost, quantity)
        entry.is_completely_invoiced = line.is_invoiced
        self._add(EntryPlan(line, entry, line.bin_code, line.is_invoiced, cost))
        self.book.applications.append(
            ApplicationPlan(entry, entry, line.applies_from_entry_no, quantity, line.posting_date)
        )
        self._value(entry, is_invoiced=line.is_invoiced)
        undone = self.pool.named.get(line.reverses_entry_no)
        if undone is not None and not undone.is_completely_invoiced:
            self._turn_expected(undone)
        self._cover(line, entry)

    def _transfer(self, line: DraftLine) -> None:
        quantity = -line.signed_base
        applied = self._draw(line, quantity)
        if applied.unapplied:
            raise self._short(line, applied)
        costs = [valuation.cost_of_part(t.entry, t.quantity) for t in applied.taken]
        outbound = self.book.open_entry(line, location_code=line.location_code, quantity=-quantity)
        outbound.cost = -sum(costs, NOTHING)
        outbound.unit_cost = valuation.cost_per_unit(outbound.cost, -quantity)
        outbound.valuation_date = valuation.valuation_date(line.posting_date, applied.taken)
        invoiced = all(t.entry.is_completely_invoiced for t in applied.taken)
        outbound.is_completely_invoiced = invoiced
        self._add(EntryPlan(line, outbound, line.bin_code, is_invoiced=True, cost=outbound.cost))
        self._apply_to(outbound, line, applied.taken)
        self._value(outbound, is_invoiced=True)
        for part, cost in zip(applied.taken, costs, strict=True):
            self._arrival(line, outbound, part, cost)

    def _arrival(self, line: DraftLine, outbound: OpenEntry, part: Taken, cost: Decimal) -> None:
        """Plan the positive side that comes from one source.

        Goods that stay at their location keep the age of their source: a shelf does not make
        them younger, and first in, first out must not change because somebody tidied up.
        """
        stays = line.new_location_code == line.location_code
        entry = self.book.open_entry(
            line,
            location_code=line.new_location_code,
            quantity=part.quantity,
            layer=part.entry if stays else None,
            expiration_date=part.entry.expiration_date,
        )
        entry.cost = cost
        entry.unit_cost = valuation.cost_per_unit(cost, part.quantity)
        entry.valuation_date = max(line.posting_date, part.entry.valuation_date)
        entry.is_completely_invoiced = part.entry.is_completely_invoiced
        self._add(EntryPlan(line, entry, line.new_bin_code, is_invoiced=True, cost=cost))
        self.book.applications.append(
            ApplicationPlan(
                entry,
                entry,
                outbound,
                part.quantity,
                line.posting_date,
                transferred_from=part.entry,
            )
        )
        self._value(entry, is_invoiced=True)
        self._cover(line, entry)

    def _add(self, plan: EntryPlan) -> None:
        self.book.entries.append(plan)
        self.pool.add((plan.open_entry,))

    def _value(self, entry: OpenEntry, *, is_invoiced: bool) -> None:
        self.book.values.append(
            ValuePlan(
                owner=entry,
                entry_quantity=entry.quantity,
                valued_quantity=entry.quantity,
                invoiced_quantity=entry.quantity if is_invoiced else ZERO,
                actual=entry.cost if is_invoiced else NOTHING,
                expected=NOTHING if is_invoiced else entry.cost,
                unit_cost=entry.unit_cost,
                valuation_date=entry.valuation_date,
            )
        )

    def _cover(self, line: DraftLine, entry: OpenEntry) -> None:
        """Cover open decreases (negative stock) with new goods, and give them their cost.

        Source: ledger.md 6.7 and 9.4.
        """
        lot_no, serial_no = self._tracking(line)
        key = (entry.item_no, entry.variant_code, entry.location_code)
        waiting = self.pool.candidates(key, positive=False, lot_no=lot_no, serial_no=serial_no)
        waiting = [w for w in waiting if w.entry_no != line.reverses_entry_no]
        if not waiting:
            return
        for part in apply(entry.remaining, waiting).taken:
            self.book.take(part.entry, part.quantity)
            self.book.take(entry, part.quantity)
            day = max(entry.posting_date, part.entry.posting_date)
            self.book.applications.append(
                ApplicationPlan(part.entry, entry, part.entry, -part.quantity, day)
            )
            self._settle(part.entry, Taken(entry, part.quantity))

    def _settle(self, decrease: OpenEntry, new: Taken) -> None:
        taken = (*self.covered.get(decrease.entry_no, ()), new)
        self.covered[decrease.entry_no] = taken
        target = valuation.cost_of_decrease(
            taken, uncovered=-decrease.remaining, unit_cost=decrease.unit_cost
        )
        difference = amount(target - decrease.cost)
        if difference == 0:
            return
        if decrease.quantity >= 0:
            message = "only a decrease can be covered"
            raise Fault(message)
        decrease.cost = target
        since = max(decrease.valuation_date, new.entry.valuation_date)
        # Of a shipment that is not invoiced the whole cost is expected, what is adjusted, too.
        self._adjust(decrease, difference, since=since, is_actual=decrease.is_completely_invoiced)
        for increase in self.returned.get(decrease.entry_no, ()):
            back = amount(-difference * increase.quantity / abs(decrease.quantity))
            increase.cost += back
            self._adjust(increase, back, since=max(since, increase.valuation_date), is_actual=True)

    def _adjust(
        self, entry: OpenEntry, difference: Decimal, *, since: date, is_actual: bool
    ) -> None:
        self.book.values.append(
            ValuePlan(
                owner=entry,
                entry_quantity=ZERO,
                valued_quantity=entry.quantity,
                invoiced_quantity=ZERO,
                actual=difference if is_actual else NOTHING,
                expected=NOTHING if is_actual else difference,
                unit_cost=valuation.cost_per_unit(difference, entry.quantity),
                valuation_date=since,
                is_adjustment=True,
            )
        )
