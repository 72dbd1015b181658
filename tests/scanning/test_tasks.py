"""Laws of the tasks: total, declared, and nothing scanned is lost or doubled."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner_app.kernel.codec import to_json
from scanner_app.kernel.limits import LINES_PER_POSTING_MAX, RECENT_SCANS_MAX
from scanner_app.scanning import keeping, screen
from scanner_app.scanning.found import (
    Event,
    FoundBin,
    FoundCommand,
    FoundItem,
    FoundLot,
    FoundNumber,
    FoundOrder,
    FoundSerial,
    FoundText,
    event_of,
)
from scanner_app.scanning.tasks import conversation
from scanner_app.scanning.tasks.asking import read_day
from scanner_app.scanning.tasks.basket import Basket, StagedLine
from scanner_app.scanning.tasks.conversation import advance
from scanner_app.scanning.tasks.opening import OPENINGS
from scanner_app.scanning.tasks.shape import Completed, Signal, State, Step, Task
from scanner_app.scanning.tasks.staging import ITEM_ASKS
from tests.scanning.conversations import walks

HERE = State(here="BLUE")
RECEIVE = FoundCommand(event=Event.RECEIVE, place=FoundBin(location_code="BLUE", code="RECV"))


def an_item(no="PLAIN", **facts):
    told = {"description": no.title(), "unit_code": "PCS", "base_unit_code": "PCS"}
    return FoundItem(item_no=no, **(told | facts))


def command(event, **facts):
    return FoundCommand(event=event, **facts)


def after(*scans, state=HERE):
    """Give the state after scans that are all taken."""
    for found in scans:
        following = advance(state, found)
        assert not following.problems, following.problems
        state = following.state
    return state


def as_declared(state, found, following):
    """Refused with a whole sentence and nothing changed, or taken as the table says."""
    rule = conversation.SHAPES[state.task].rule(state.step, event_of(found))
    reached = following.state
    if following.problems:
        for problem in following.problems:
            named = set(re.findall(r"{(\w+)}", problem.entry.sentence))
            assert named <= dict(problem.about).keys(), problem
        assert reached == state
        return
    assert rule is not None
    assert {reached.step.value, reached.task.value} & set(rule.to), rule
    assert (reached.pending is not None) == (reached.step in ITEM_ASKS)


def kept_as_it_is(_state, _found, following):
    """The state survives the way through the database."""
    assert keeping.revived(State, keeping.written(following.state)) == following.state


def shown_with_buttons_that_work(_state, _found, following):
    """Every state has a screen, and no button on it is refused."""
    reached = following.state
    shown = screen.reply(reached, screen.Said(), session_id="", version=1, scan_id="")
    assert to_json(shown)["prompt"]["title"]
    assert len(shown.buttons) <= 3
    for button in shown.buttons:
        pressed = advance(reached, FoundCommand(event=Event(button.command)))
        assert not pressed.problems, (reached, button)


def nothing_lost(state, found, following):
    """What was staged is posted, taken back by name, or said to be dropped."""
    effect = following.effect
    if isinstance(effect, Completed):
        assert effect.lines == state.basket.lines
        assert all(line.quantity > 0 for line in effect.lines)
        assert effect.lines or effect.is_empty or effect.is_whole_bin
        assert not following.state.basket.lines
    elif event_of(found) is Event.ITEM and found.quantity == 0 and state.pending is None:
        # A label that says 0 is not one piece
        assert following.state.basket == state.basket
    elif event_of(found) is Event.CANCEL:
        dropped = bool(state.basket.lines) and not following.problems
        assert dropped == (following.signal is Signal.WARNING)
    elif event_of(found) not in (Event.UNDO, Event.REMOVE):
        kept = {line.id for line in following.state.basket.lines}
        assert {line.id for line in state.basket.lines} <= kept


def not_too_much(_state, _found, following):
    """No more is staged than is ordered, and no serial number twice."""
    state = following.state
    serials = [
        (one.item_no, one.variant_code, one.serial_no)
        for one in state.basket.lines
        if one.serial_no
    ]
    assert len(serials) == len(set(serials))
    if state.task is not Task.RECEIVE or state.order is None:
        return
    for line in state.basket.lines:
        key = (line.item_no, line.variant_code)
        matching = (one for one in state.order.lines if (one.item_no, one.variant_code) == key)
        assert state.basket.quantity_base(*key) <= sum(one.open_base for one in matching)


LAWS = (as_declared, kept_as_it_is, shown_with_buttons_that_work, nothing_lost, not_too_much)


@settings(max_examples=150, deadline=None)
@given(walks())
def test_any_row_of_scans_keeps_every_law(walked):
    for state, found, following in walked:
        for law in LAWS:
            law(state, found, following)


LOTTED = {"needs_lot": True, "needs_expiration": True}
BIN = FoundBin(location_code="BLUE", code="A")
OPENED = {
    Task.RECEIVE: (RECEIVE,),
    Task.TRANSFER: (BIN,),
    Task.COUNT: (FoundCommand(event=Event.COUNT), BIN),
    Task.ADJUST: (
        FoundCommand(event=Event.ADJUST),
        FoundCommand(event=Event.REASON, argument="LOST"),
        FoundCommand(event=Event.MORE),
        BIN,
    ),
    Task.START: (),
    Task.LOOKUP: (FoundCommand(event=Event.LOOKUP),),
}
"""How each task gets to its goods."""


def states():
    """Give a state in every step of every task, with and without staged lines."""
    made = []
    for task, scans in OPENED.items():
        state = HERE
        made.append(state)
        for found in scans:
            state = after(found, state=state)
            made.append(state)
        if state.step is not Step.ITEM:
            continue
        made += [
            after(an_item(), state=state),
            after(an_item("S", needs_serial=True, serial_no="1"), state=state),
            after(an_item("L", **LOTTED), state=state),
            after(an_item("S", needs_serial=True), state=state),
            after(an_item("KG", unit_code="KG", base_unit_code="KG", is_whole=False), state=state),
        ]
        if task is Task.TRANSFER:
            made += [after(FoundCommand(event=Event.ALL), state=state)]
            made += [after(FoundCommand(event=Event.MOVE))]
        else:
            made += [after(an_item("L", lot_no="A", **LOTTED), state=state)]
    made.append(after(FoundCommand(event=Event.RECEIVE), state=State()))
    return [*made, *(replace(state, last_register_no=5) for state in made)]


LEAVING = {event for event, *_ in OPENINGS}
ORDER = FoundOrder(no="PO1", is_transfer=False, location_code="BLUE", bin_code="RECV")
EVERYTHING = (
    *(FoundCommand(event=event, argument="1") for event in Event if event.value.isupper()),
    an_item(),
    an_item("L", lot_no="A", expiration_date=date(2030, 1, 1), **LOTTED),
    an_item("S", needs_serial=True, serial_no="2"),
    BIN,
    FoundBin(location_code="BLUE", code="B"),
    ORDER,
    replace(ORDER, is_transfer=True),
    FoundLot(lot_no="A"),
    FoundLot(lot_no="A", expiration_date=date(2030, 1, 1)),
    FoundSerial(serial_no="3"),
    an_item("KG", unit_code="KG", base_unit_code="KG", is_whole=False, quantity=Decimal(2)),
    FoundNumber(quantity=Decimal(1)),
    FoundNumber(quantity=Decimal(3), sets=True),
    FoundText(text="2030-01-01"),
)


def test_everything_in_every_step_keeps_every_law_and_every_row_is_taken_once():
    taken = set()
    for state in states():
        for found in EVERYTHING:
            following = advance(state, found)
            for law in LAWS:
                law(state, found, following)
            if not following.problems:
                taken.add((state.task, state.step, event_of(found)))
    rows = {
        (shape.task, rule.step, rule.on)
        for shape in conversation.SHAPES.values()
        for rule in shape.rules
    }
    assert {
        (task, step, event)
        for task, step, event in rows - taken
        if not (event is Event.DONE and step in ITEM_ASKS)  # refused with what is missing
        and not (event is Event.LOT and step is Step.ITEM)  # refused: the item first
        and not (event is Event.NUMBER and step is Step.SERIAL)  # refused: a serial is one
        and not (event in LEAVING and step in (*ITEM_ASKS, Step.TO_BIN))  # finish first
    } == set()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["A", "B"]), st.integers(1, 9), st.integers(0, 3)), max_size=40
    )
)
def test_what_is_staged_is_the_sum_of_the_scans(scans):
    state, sums, done = after(RECEIVE), {}, []
    for no, quantity, undone in scans:
        state = after(an_item(no, quantity=Decimal(quantity)), state=state)
        sums[no] = sums.get(no, 0) + quantity
        done.append((no, quantity))
        for _ in range(min(undone, len(done), len(state.basket.recent))):
            state = after(command(Event.UNDO), state=state)
            taken = done.pop()
            sums[taken[0]] -= taken[1]
    for no, total in sums.items():
        assert state.basket.quantity_base(no, "") == total


def test_a_step_back_reaches_as_far_as_the_screen_shows():
    state = after(RECEIVE, *(an_item(str(no)) for no in range(RECENT_SCANS_MAX + 5)))
    for _ in range(RECENT_SCANS_MAX):
        state = after(command(Event.UNDO), state=state)
    assert len(state.basket.lines) == 5
    assert advance(state, command(Event.UNDO)).problems[0].code == "nothing-to-undo"


def test_a_posting_holds_no_more_lines_than_it_may():
    line = StagedLine(
        id=0,
        item_no="X",
        description="",
        unit_code="PCS",
        base_unit_code="PCS",
        quantity=Decimal(1),
    )
    full = Basket(
        tuple(replace(line, id=no, item_no=str(no)) for no in range(LINES_PER_POSTING_MAX))
    )
    state = replace(after(RECEIVE), basket=full)
    assert advance(state, an_item("NEW")).problems[0].code == "too-many-lines"


def test_equal_scans_are_one_line_and_unequal_ones_are_not():
    lot = {"needs_lot": True}
    state = after(
        RECEIVE,
        an_item("L", lot_no="A", **lot),
        an_item("L", lot_no="A", **lot),
        an_item("L", lot_no="B", **lot),
        FoundBin(location_code="BLUE", code="OTHER"),
        an_item("L", lot_no="A", **lot),
    )
    assert [(one.lot_no, one.bin_code, one.quantity) for one in state.basket.lines] == [
        ("A", "RECV", 2),
        ("B", "RECV", 1),
        ("A", "OTHER", 1),
    ]


def test_a_lot_on_the_label_of_an_item_without_lots_is_not_kept():
    state = after(RECEIVE, an_item(lot_no="A", serial_no="S", expiration_date=date(2030, 1, 1)))
    (line,) = state.basket.lines
    assert (line.lot_no, line.serial_no, line.expiration_date) == ("", "", None)


def test_a_second_label_fills_in_and_clears_nothing():
    facts = {"needs_lot": True, "needs_expiration": True}
    state = after(
        RECEIVE,
        an_item("L", expiration_date=date(2030, 1, 1), quantity=Decimal(5), **facts),
        an_item("L", lot_no="A", **facts),
    )
    (line,) = state.basket.lines
    assert (line.lot_no, line.expiration_date, line.quantity) == ("A", date(2030, 1, 1), 5)


def test_the_number_pad_answers_how_many_while_a_lot_is_asked():
    state = after(
        RECEIVE, an_item("L", needs_lot=True), FoundNumber(quantity=Decimal(12), sets=True)
    )
    assert (state.step, state.pending.quantity) == (Step.LOT, 12)


def test_a_move_asks_for_no_expiration_date():
    bin_ = FoundBin(location_code="BLUE", code="A")
    state = after(bin_, an_item("L", needs_lot=True, needs_expiration=True, lot_no="A"))
    assert state.basket.lines[0].lot_no == "A"


def test_a_closed_order_and_one_of_elsewhere_are_refused():
    closed = FoundOrder(
        no="PO1", is_transfer=False, location_code="BLUE", is_open=False, status="completed"
    )
    assert advance(HERE, closed).problems[0].code == "document-not-open"
    elsewhere = FoundOrder(no="PO1", is_transfer=False, location_code="GREEN")
    assert advance(HERE, elsewhere).problems[0].code == "document-other-location"
    assert not advance(State(), elsewhere).problems


def test_no_state_of_a_count_knows_an_expected_quantity():
    state = after(
        command(Event.COUNT), FoundBin(location_code="BLUE", code="A"), an_item(), an_item()
    )
    assert (state.task, state.order, state.basket.lines[0].quantity) == (Task.COUNT, None, 2)
    assert all("expect" not in name for name in keeping.written(state))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2027-03-31", date(2027, 3, 31)),
        ("20270331", date(2027, 3, 31)),
        ("270331", date(2027, 3, 31)),
        ("270200", date(2027, 2, 28)),
        (" 2028-02-29 ", date(2028, 2, 29)),
        ("2027-02-29", None),
        ("2027-13-01", None),
        ("31.03.2027", None),
        ("0000-01-01", None),
        ("", None),
        ("٢٠٢٧٠٣٣١", None),
    ],
)
def test_a_date_is_read_as_people_type_it_and_labels_carry_it(text, day):
    assert read_day(text) == day
