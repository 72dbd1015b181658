"""What a receipt against an order would post: lines matched, shared out and priced. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from scanner_app.kernel.errors import Problem, problem
from scanner_app.kernel.money import NOTHING, amount
from scanner_app.kernel.quantity import ZERO, shown
from scanner_app.ledger.draft import DraftLine
from scanner_app.purchases.queries import Order, OrderLine


@dataclass(frozen=True, slots=True)
class Matched:
    """Lines ready to post, or what is wrong with the receipt.

    Attributes:
        lines: numbered 1.. within the posting, each with its order line and expected cost.
        asked_line_nos: for each of `lines`, the number of the receipt line it came from.
        problems: of the whole receipt; `lines` is not to be posted if there are any.
    """

    lines: tuple[DraftLine, ...]
    asked_line_nos: tuple[int, ...]
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class _Left:
    """What an order line still expects while the receipt is shared out."""

    line: OrderLine
    received_base: Decimal
    amount_received: Decimal

    @property
    def open_base(self) -> Decimal:
        return self.line.quantity_base - self.received_base

    def take(self, quantity_base: Decimal) -> Decimal:
        """Receive a quantity and return its share of the line amount."""
        self.received_base += quantity_base
        share = share_of_amount(
            self.line, received_base=self.received_base, amount_received=self.amount_received
        )
        self.amount_received += share
        return share


def share_of_amount(
    line: OrderLine, *, received_base: Decimal, amount_received: Decimal
) -> Decimal:
    """Say what a receipt costs that brings an order line to a received quantity.

    The cumulative share of the line amount less what earlier receipts took: partial receipts add
    up to the line amount exactly, and the last one brings it to the cent. After an undo an earlier
    cent may already stand in the books; then the share is 0 until the others have caught up.

    Args:
        line: the order line.
        received_base: what will have been received with this receipt, base units, <= quantity.
        amount_received: what the earlier receipts cost, two decimals.

    Returns: two decimals, >= 0.

    Source: ledger.md 5.1, partial receipts of one line (case AL-EXPECTED-THREE-RECEIPTS).
    """
    due = amount(line.line_amount * received_base / line.quantity_base)
    return due - amount_received if due > amount_received else NOTHING


def receipt_lines(order: Order, lines: Sequence[DraftLine]) -> Matched:
    """Match received goods to order lines and give each its share of the line amount.

    Args:
        order: as read under its lock.
        lines: entry type purchase, one for each line of the receipt, quantity_base > 0; item,
            variant, tracking and place are theirs, cost and order line are filled in here.

    Returns:
        Lines by item and variant in line order; a receipt line may spread over several order
        lines. Problems: `item-not-on-order`, `over-receipt`.
    """
    left: dict[tuple[str, str], list[_Left]] = {}
    for line in order.lines:
        rest = _Left(line, line.quantity_received_base, line.amount_received)
        left.setdefault((line.item_no, line.variant_code), []).append(rest)
    over = _problems(order, lines, left)
    if over:
        return Matched((), (), over)
    parts = [
        (part, asked.line_no)
        for asked in lines
        for part in _parts(order.no, asked, left[asked.item_no, asked.variant_code])
    ]
    numbered = tuple(replace(part, line_no=no) for no, (part, _) in enumerate(parts, 1))
    return Matched(numbered, tuple(asked_no for _, asked_no in parts), ())


def _parts(order_no: str, asked: DraftLine, rests: Iterable[_Left]) -> Iterable[DraftLine]:
    wanted = asked.quantity_base
    for rest in rests:
        quantity_base = min(wanted, rest.open_base)
        if quantity_base > 0:
            yield replace(
                asked,
                quantity_base=quantity_base,
                amount=rest.take(quantity_base),
                is_invoiced=False,
                order_no=order_no,
                order_line_no=rest.line.line_no,
                bin_code=asked.bin_code or rest.line.bin_code,
            )
            wanted -= quantity_base
    assert wanted == 0, "over-receipt is refused before lines are shared out"


def _problems(
    order: Order, lines: Sequence[DraftLine], left: dict[tuple[str, str], list[_Left]]
) -> tuple[Problem, ...]:
    asked_so_far: dict[tuple[str, str], Decimal] = {}
    found: list[Problem] = []
    for line in lines:
        key = (line.item_no, line.variant_code)
        name = " ".join(filter(None, key))
        if key not in left:
            found.append(
                problem(
                    "item-not-on-order",
                    field="item_no",
                    line=line.line_no,
                    item=name,
                    document=order.no,
                )
            )
            continue
        open_base = sum((rest.open_base for rest in left[key]), ZERO)
        already = asked_so_far.get(key, ZERO)
        asked_so_far[key] = already + line.quantity_base
        if asked_so_far[key] > open_base:
            found.append(
                problem(
                    "over-receipt",
                    field="quantity",
                    line=line.line_no,
                    open=shown(open_base),
                    item=name,
                    document=order.no,
                )
            )
    return tuple(found)
