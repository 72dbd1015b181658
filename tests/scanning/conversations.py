"""What may be found, as Hypothesis strategies: everything a warehouse and a vandal can scan."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from scanner_app.scanning.found import (
    Event,
    ExpectedLine,
    FoundBin,
    FoundCommand,
    FoundItem,
    FoundLot,
    FoundNumber,
    FoundOrder,
    FoundSerial,
    FoundText,
)
from scanner_app.scanning.tasks import conversation
from scanner_app.scanning.tasks.conversation import advance
from scanner_app.scanning.tasks.opening import OPENINGS
from scanner_app.scanning.tasks.shape import State

days = st.dates(date(2020, 1, 1), date(2060, 12, 31))
quantities = st.decimals("0.00001", 10_000, places=5) | st.integers(1, 50).map(Decimal)
odd_quantities = quantities | st.just(Decimal(0))
rarely = st.sampled_from([False] * 9 + [True])
numbers = st.sampled_from(["A", "B", "0001"])


@st.composite
def items(draw):
    """Give an item: the same few nos. with facts that fit the no., and any label."""
    no = draw(st.sampled_from(["PLAIN", "LOT", "SERIAL", "BOTH", "KG"]))
    cased = no not in ("SERIAL", "BOTH")
    unit, per_unit = draw(st.sampled_from([("PCS", 1), ("CASE", 12)] if cased else [("PCS", 1)]))
    is_whole = no != "KG"
    told = st.integers(1, 50).map(Decimal) if cased else st.none()
    return FoundItem(
        item_no=no,
        description=no.title(),
        unit_code=unit if is_whole else "KG",
        base_unit_code="PCS" if is_whole else "KG",
        quantity_per_unit=Decimal(per_unit if is_whole else 1),
        variant_code=draw(st.sampled_from(["", "", "RED"])),
        is_whole=is_whole,
        is_blocked=draw(rarely),
        needs_lot=no in ("LOT", "BOTH"),
        needs_serial=no in ("SERIAL", "BOTH"),
        needs_expiration=no in ("LOT", "BOTH"),
        lot_no=draw(st.just("") | numbers),
        serial_no=draw(st.just("") | numbers),
        expiration_date=draw(st.none() | st.just(date(2030, 1, 31)) | days),
        known_expiration=draw(st.none() | st.just(date(2030, 1, 31))),
        quantity=draw(st.one_of(st.none(), st.none(), told, told, odd_quantities)),
    )


bins = st.builds(
    FoundBin,
    location_code=st.sampled_from(["BLUE", "BLUE", "BLUE", "GREEN"]),
    code=st.sampled_from(["A", "B", ""]),
    is_blocked=rarely,
)
expected = st.builds(
    ExpectedLine,
    item_no=st.sampled_from(["PLAIN", "LOT", "SERIAL"]),
    variant_code=st.sampled_from(["", "RED"]),
    description=st.just("x"),
    open_base=quantities,
)
orders = st.builds(
    FoundOrder,
    no=st.sampled_from(["PO1", "PO2"]),
    is_transfer=st.booleans(),
    location_code=st.sampled_from(["BLUE", "BLUE", "BLUE", "GREEN"]),
    to_location_code=st.sampled_from(["BLUE", "GREEN"]),
    bin_code=st.sampled_from(["", "RECV"]),
    uses_bins=st.booleans(),
    is_open=rarely.map(lambda closed: not closed),
    lines=st.lists(expected, max_size=3).map(tuple),
)
commands = st.builds(
    FoundCommand,
    event=st.sampled_from([event for event in Event if event.value.isupper()]),
    argument=st.sampled_from(["", "1", "2", "LOST"]),
    order=st.none() | orders,
    place=st.none() | bins,
    reasons=st.just((("LOST", "Lost"),)),
)
anything = st.one_of(
    items(),
    items(),
    items(),
    bins,
    orders,
    commands,
    st.builds(FoundLot, lot_no=numbers, expiration_date=st.none() | days),
    st.builds(FoundSerial, serial_no=numbers),
    st.builds(
        FoundNumber,
        quantity=quantities | st.decimals(allow_nan=False, allow_infinity=False),
        sets=st.booleans(),
    ),
    st.builds(FoundText, text=st.text(max_size=70) | days.map(str)),
)

lots = st.builds(FoundLot, lot_no=numbers, expiration_date=st.none() | days)
serials = st.builds(FoundSerial, serial_no=numbers | st.uuids().map(str))
good_numbers = st.builds(FoundNumber, quantity=quantities, sets=st.booleans())


def of_event(event):
    """Give what makes a task hear an event."""
    if event.value.isupper():
        return commands.map(lambda made: replace(made, event=event))
    return {
        Event.ITEM: items(),
        Event.BIN: bins,
        Event.PURCHASE_ORDER: orders.map(lambda made: replace(made, is_transfer=False)),
        Event.TRANSFER_ORDER: orders.map(lambda made: replace(made, is_transfer=True)),
        Event.LOT: lots,
        Event.SERIAL: serials,
        Event.NUMBER: good_numbers,
        Event.TEXT: st.builds(FoundText, text=days.map(str) | numbers),
    }[event]


@st.composite
def walks(draw, *, steps=15):
    """Walk through the tasks: mostly what is expected, sometimes anything.

    Returns: the states before each scan, what was found and what followed.
    """
    state = State(here=draw(st.sampled_from(["", "BLUE"])))
    for found in draw(st.sampled_from(_BEGINNINGS)):
        state = advance(state, found).state
    walked = []
    for _ in range(draw(st.integers(1, steps))):
        found = draw(_next(state))
        following = advance(state, found)
        walked.append((state, found, following))
        state = following.state
    return walked


_BIN = FoundBin(location_code="BLUE", code="A")
_LINES = tuple(
    ExpectedLine(item_no=no, variant_code="", description=no, open_base=Decimal(30))
    for no in ("PLAIN", "LOT", "SERIAL")
)
_ORDER = FoundOrder(
    no="PO9", is_transfer=False, location_code="BLUE", bin_code="RECV", lines=_LINES
)
_BEGINNINGS = (
    (),
    (FoundCommand(event=Event.RECEIVE, place=_BIN),),
    (_ORDER,),
    (_BIN,),
    (replace(_ORDER, is_transfer=True, to_location_code="GREEN"), _BIN),
    (FoundCommand(event=Event.COUNT), _BIN),
    (
        FoundCommand(event=Event.ADJUST),
        FoundCommand(event=Event.REASON, argument="LOST"),
        FoundCommand(event=Event.MORE),
        _BIN,
    ),
    (FoundCommand(event=Event.LOOKUP),),
)
_STAYS = frozenset(Event) - {event for event, *_ in OPENINGS} - {Event.CANCEL}
"""Events that do not leave a task for another: most of a working day."""


def _next(state):
    listed = conversation.events(state)
    staying = [event for event in listed if event in _STAYS] or list(listed)
    ordinary = st.sampled_from(staying).flatmap(of_event)
    goods = items() if Event.ITEM in listed else ordinary
    in_hand = st.just(state.pending) if state.pending else ordinary
    leaving = st.sampled_from(listed).flatmap(of_event)
    return st.one_of(goods, ordinary, ordinary, ordinary, in_hand, leaving, anything)
