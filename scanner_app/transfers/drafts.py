"""What moving goods against a transfer order would post: lines matched to order lines. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from scanner_app.kernel.errors import Problem, problem
from scanner_app.kernel.quantity import ZERO, shown
from scanner_app.ledger.draft import DraftLine
from scanner_app.transfers.queries import Order, OrderLine


@dataclass(frozen=True, slots=True)
class Matched:
    """Lines ready to post, or what is wrong with the transfer.

    Attributes:
        lines: numbered 1.. within the posting, each with its order line.
        asked_line_nos: for each of `lines`, the number of the line it came from.
        problems: of the whole transfer; `lines` is not to be posted if there are any.
    """

    lines: tuple[DraftLine, ...]
    asked_line_nos: tuple[int, ...]
    problems: tuple[Problem, ...]


def order_lines(order: Order, lines: Sequence[DraftLine]) -> Matched:
    """Match goods that are moved in one step to the lines of their order.

    Args:
        order: as read under its lock.
        lines: entry type transfer, quantity_base > 0.

    Returns:
        Lines by item and variant in line order; one line may spread over several order lines.
        Problems: `item-not-on-order`, `over-receipt`.
    """
    by_key: dict[tuple[str, str], list[OrderLine]] = {}
    for line in order.lines:
        by_key.setdefault((line.item_no, line.variant_code), []).append(line)
    found = _problems(order, lines, by_key)
    if found:
        return Matched((), (), found)
    open_base = {line.line_no: line.open_base for line in order.lines}
    parts = [
        (part, asked.line_no)
        for asked in lines
        for part in _parts(order.no, asked, by_key[asked.item_no, asked.variant_code], open_base)
    ]
    numbered = tuple(replace(part, line_no=no) for no, (part, _) in enumerate(parts, 1))
    return Matched(numbered, tuple(asked_no for _, asked_no in parts), ())


def _parts(
    order_no: str, asked: DraftLine, candidates: Iterable[OrderLine], open_base: dict[int, Decimal]
) -> Iterable[DraftLine]:
    wanted = asked.quantity_base
    for line in candidates:
        quantity_base = min(wanted, open_base[line.line_no])
        if quantity_base > 0:
            open_base[line.line_no] -= quantity_base
            wanted -= quantity_base
            yield replace(
                asked, quantity_base=quantity_base, order_no=order_no, order_line_no=line.line_no
            )
    assert wanted == 0, "too much is refused before lines are shared out"


def _problems(
    order: Order, lines: Sequence[DraftLine], by_key: dict[tuple[str, str], list[OrderLine]]
) -> tuple[Problem, ...]:
    asked_so_far: dict[tuple[str, str], Decimal] = {}
    found: list[Problem] = []
    for line in lines:
        key = (line.item_no, line.variant_code)
        about = {"item": " ".join(filter(None, key)), "document": order.no}
        if key not in by_key:
            found.append(problem("item-not-on-order", field="item_no", line=line.line_no, **about))
            continue
        asked_so_far[key] = asked_so_far.get(key, ZERO) + line.quantity_base
        open_base = sum((candidate.open_base for candidate in by_key[key]), ZERO)
        if asked_so_far[key] > open_base:
            about["open"] = shown(open_base)
            found.append(problem("over-receipt", field="quantity", line=line.line_no, **about))
    return tuple(found)
