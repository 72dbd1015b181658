"""Receive goods, against a purchase order or without one. Pure.

Source: scanning.md 3.1: order, labels, DONE; nothing is posted before DONE.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Final

from scanner_app.kernel.errors import Problem, problem
from scanner_app.kernel.quantity import shown
from scanner_app.scanning.found import Event, FoundBin, FoundCommand, FoundItem
from scanner_app.scanning.tasks.asking import item_rules, still_missing
from scanner_app.scanning.tasks.opening import (
    fresh,
    place_problems,
    place_result,
    undo_rules,
    yielding_rules,
)
from scanner_app.scanning.tasks.shape import (
    Ask,
    Completed,
    Next,
    Rule,
    State,
    Step,
    Task,
    TaskShape,
    refused,
)
from scanner_app.scanning.tasks.staging import ITEM_ASKS, Manner


def order_problems(state: State, item: FoundItem, further_base: Decimal) -> tuple[Problem, ...]:
    """Say what an order has against receiving more of an item; empty if nothing."""
    order = state.order
    if order is None:
        return ()
    asked = (item.item_no, item.variant_code)
    matching = [line for line in order.lines if (line.item_no, line.variant_code) == asked]
    if not matching:
        return (problem("item-not-on-order", item=item.name, document=order.no),)
    is_open = sum((line.open_base for line in matching), Decimal(0))
    if state.basket.quantity_base(*asked) + further_base > is_open:
        return (
            problem(
                "over-receipt",
                field="quantity",
                open=f"{shown(is_open)} {item.base_unit_code}",
                item=item.name,
                document=order.no,
            ),
        )
    return ()


def receipt_problems(state: State, item: FoundItem, further_base: Decimal) -> tuple[Problem, ...]:
    """Say what speaks against receiving an item: its date, or the order; empty if nothing.

    The posting refuses expired goods, too; here the person hears it with the label in hand.
    """
    expires = item.known_expiration or item.expiration_date
    if item.blocks_expired and expires and state.today and expires < state.today:
        number = item.lot_no or item.serial_no
        return (problem("lot-expired", lot=number, item=item.name, date=expires),)
    return order_problems(state, item, further_base)


MANNER: Final = Manner(asks_expiration=lambda _state: True, check=receipt_problems, keeps_bin=True)


def take_bin(state: State, found: FoundBin) -> Next:
    """Change the bin in which the goods are put from now on."""
    must_stay = bool(state.order or state.basket.lines)
    location_code = state.location_code if must_stay else state.here
    problems = place_problems(found, location_code=location_code)
    if problems:
        return refused(state, *problems)
    kept = replace(
        state,
        step=Step.ITEM,
        location_code=found.location_code,
        bin_code=found.code,
        receiving_location=found.location_code,
        receiving_bin=found.code,
    )
    return Next(state=kept, message=f"Goods go to {found.name}.", result=place_result(found))


def done(state: State, _found: FoundCommand) -> Next:
    """Post what is staged."""
    if state.pending is not None:
        return refused(state, still_missing(state))
    if not state.basket.lines:
        return refused(state, problem("no-lines"))
    completed = Completed(
        task=Task.RECEIVE,
        location_code=state.location_code,
        bin_code=state.bin_code,
        order_no=state.order.no if state.order else "",
        lines=state.basket.lines,
    )
    return Next(state=fresh(state), effect=completed)


_STEPS: Final = (Step.BIN, Step.ITEM, *ITEM_ASKS)

SHAPE: Final = TaskShape(
    task=Task.RECEIVE,
    label="Receive",
    asks={
        Step.BIN: Ask("BIN?", "Scan the bin where the goods are put."),
        Step.ITEM: Ask(
            "ITEM?",
            "Scan the goods. Another bin changes where they go.",
            "NEXT ITEM OR DONE?",
            "Scan the next goods or another bin; DONE posts.",
        ),
        **ITEM_ASKS,
    },
    rules=(
        Rule(step=Step.BIN, on=Event.BIN, do=take_bin, to=("item",), says="goods go there"),
        Rule(step=Step.ITEM, on=Event.BIN, do=take_bin, to=("item",), says="goods go there"),
        *item_rules(MANNER),
        *(
            Rule(step=step, on=Event.DONE, do=done, to=("start",), says="post what is staged")
            for step in (Step.ITEM, *ITEM_ASKS)
        ),
        *yielding_rules(_STEPS),
        *undo_rules((Step.BIN, Step.ITEM)),
    ),
)
"""The receipt as a table."""
