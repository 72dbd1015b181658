"""A ledger as a child would keep it: piles of goods, oldest first, and what each pile cost."""

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal(0)
Place = tuple[str, str]


def cents(value: Decimal) -> Decimal:
    """Round to cents, half away from zero."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


@dataclass
class Pile:
    """Goods of one increase: what came, what is left, what all of it cost, and how old it is."""

    location: str
    quantity: Decimal
    left: Decimal
    cost: Decimal
    age: tuple[date, int]
    seq: int

    def part(self, quantity: Decimal) -> Decimal:
        """Cost of a part."""
        return cents(self.cost * quantity / self.quantity)


@dataclass
class Debt:
    """A decrease that was not covered in full."""

    quantity: Decimal
    uncovered: Decimal
    unit_cost: Decimal
    covered_cost: Decimal
    age: tuple[date, int]

    @property
    def cost(self) -> Decimal:
        """What the decrease costs now."""
        return self.covered_cost + cents(self.uncovered * self.unit_cost)


@dataclass
class PlainLedger:
    """One item."""

    card: Decimal
    piles: list[Pile] = field(default_factory=list)
    debts: dict[str, list[Debt]] = field(default_factory=dict)
    bins: dict[Place, Decimal] = field(default_factory=dict)
    seq: int = 0

    def next(self) -> int:
        """Number the next entry."""
        self.seq += 1
        return self.seq

    def lies(self, place: Place) -> Decimal:
        """What lies in a place."""
        return self.bins.get(place, ZERO)

    def stock(self, location: str) -> Decimal:
        """What is at a location."""
        return sum((q for (loc, _), q in self.bins.items() if loc == location), ZERO)

    def put(self, place: Place, quantity: Decimal) -> None:
        """Move what lies in a place."""
        self.bins[place] = self.lies(place) + quantity

    def bring(
        self,
        place: Place,
        quantity: Decimal,
        cost: Decimal,
        day: date,
        *,
        age: tuple[date, int] | None = None,
    ) -> Pile:
        """Bring goods; they cover debts first."""
        seq = self.next()
        pile = Pile(place[0], quantity, quantity, cost, age or (day, seq), seq)
        self.put(place, quantity)
        self.piles.append(pile)
        for debt in sorted(self.debts.get(place[0], []), key=lambda d: d.age):
            part = min(debt.uncovered, pile.left)
            if part:
                debt.uncovered -= part
                pile.left -= part
                debt.covered_cost += pile.part(part)
        return pile

    def draw(self, location: str, quantity: Decimal) -> list[tuple[Pile, Decimal]]:
        """Draw from the oldest piles of a location; may come out short."""
        drawn = []
        for pile in sorted(self.piles, key=lambda p: (p.age, p.seq)):
            part = min(pile.left, quantity) if pile.location == location else ZERO
            if part:
                pile.left -= part
                quantity -= part
                drawn.append((pile, part))
        return drawn

    def take(self, place: Place, quantity: Decimal, day: date) -> tuple[Decimal, Debt | None]:
        """Take goods away; what is not there becomes a debt. Returns the cost (positive)."""
        seq = self.next()
        self.put(place, -quantity)
        drawn = self.draw(place[0], quantity)
        covered = sum((pile.part(part) for pile, part in drawn), ZERO)
        missing = quantity - sum((part for _, part in drawn), ZERO)
        if not missing:
            return covered, None
        debt = Debt(quantity, missing, self.card, covered, (day, seq))
        self.debts.setdefault(place[0], []).append(debt)
        return debt.cost, debt

    def move(self, source: Place, target: Place, quantity: Decimal, day: date) -> list[Pile]:
        """Move goods; inside a location they keep their age."""
        self.next()
        self.put(source, -quantity)
        drawn = self.draw(source[0], quantity)
        same = source[0] == target[0]
        return [
            self.bring(target, part, pile.part(part), day, age=pile.age if same else None)
            for pile, part in drawn
        ]
