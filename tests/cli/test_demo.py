"""The demo warehouse: complete, agreeing with itself, loaded once."""

import logging
from dataclasses import replace
from decimal import Decimal

import pytest
import structlog

from scanner_app.barcodes.check_digit import has_check_digit
from scanner_app.cli import demo as demo_command
from scanner_app.cli import demo_data as data
from scanner_app.cli.terminal import Exit
from scanner_app.items import queries as items
from scanner_app.kernel.clock import FixedClock
from scanner_app.kernel.errors import Refused
from scanner_app.locations import queries as locations
from scanner_app.people import queries as people
from scanner_app.people.secrets import pin_problems
from scanner_app.purchases import queries as purchases
from scanner_app.service.sign_in import Attempt, sign_in
from scanner_app.service.verify import verify
from tests.cli.conftest import Terminal

TABLES = ("item", "item_ledger_entry", "value_entry", "item_register", "journal_batch",
          "purchase_header", "transfer_header", "bin", "user_account", "enrolment")  # fmt: skip


def rows(terminal: Terminal) -> dict[str, int]:
    with terminal.service.reading() as session:
        return {
            table: session.connection().exec_driver_sql(f"SELECT count(*) FROM {table}").scalar()  # noqa: S608
            for table in TABLES
        }


def test_the_data_are_what_the_demo_promises():
    assert len(data.ITEMS) == 40
    assert len({item.no for item in data.ITEMS}) == 40
    assert sum(len(bins) for bins in data.BINS.values()) == 30
    assert all(has_check_digit(one.gtin) for one in data.BAR_CODES)
    assert len({one.gtin for one in data.BAR_CODES}) == len(data.BAR_CODES)
    assert not any(pin_problems(user.pin) for user in data.USERS)


def test_the_demo_is_loaded_once_and_the_ledger_agrees_with_itself(either_terminal):
    said = either_terminal.ask("demo", "load")
    assert said["items"] == 40
    first = rows(either_terminal)
    assert (first["item"], first["bin"], first["journal_batch"]) == (40, 30, 2)
    with either_terminal.service.snapshot() as session:
        assert verify(session) == ()
    with either_terminal.service.reading() as session:
        connection = session.connection()
        assert len(people.demo_people(connection)) == 4
        assert people.is_demo(connection)
        assert locations.bin_by_label(connection, "B101").code == "A-01"
        for one in data.BAR_CODES[:5]:
            hits = items.by_bar_code(connection, one.gtin.zfill(14))
            assert [(hit.item_no, hit.variant_code, hit.unit_code) for hit in hits] == [
                (one.item_no, one.variant, one.unit)
            ]
        assert purchases.order(connection, "PO1001") is not None
        assert items.card(connection, "HW-920").last_direct_cost == Decimal("3.25")
    for user in data.USERS:
        assert sign_in(either_terminal.service, Attempt(who=user.code, pin=user.pin)).token
    assert either_terminal.ask("demo", "load") == said
    assert rows(either_terminal) == first


def test_a_load_that_was_broken_off_is_finished_by_the_next(terminal, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(demo_command, "_make_orders", lambda _: 1 / 0)
        assert terminal.type("demo", "load").exit_code == Exit.FAULT
    before = rows(terminal)
    assert before["item_register"] == 2
    # The next load happens on another day; what depends on the day stays as it was begun.
    service = terminal.service
    tomorrow = FixedClock(service.clock.now().replace(hour=23, minute=59))
    terminal.app.extensions["scanner_service"] = replace(service, clock=tomorrow)
    assert terminal.type("demo", "load").exit_code == Exit.DONE
    assert rows(terminal)["item_register"] == 5


def test_a_command_says_what_it_did_and_logs_only_what_went_wrong(terminal):
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG))
    done = terminal.type("people", "add", "eve", "Eve")
    assert (done.exit_code, done.stderr) == (Exit.DONE, "")
    assert "EVE" in done.stdout


def test_a_database_with_other_data_is_refused_and_stays_as_it_is(terminal):
    assert terminal.type("people", "add", "eve", "Eve").exit_code == Exit.DONE
    before = rows(terminal)
    done = terminal.type("demo", "load")
    assert done.exit_code == Exit.REFUSED
    assert "demo-not-empty" in done.stderr
    assert rows(terminal) == before
    with terminal.service.reading() as session:
        assert people.demo_people(session.connection()) == ()


def test_no_known_pin_opens_a_database_that_is_no_demo(terminal):
    terminal.type("people", "add", "OLIVIA", "Olivia")
    with pytest.raises(Refused):
        raise Refused(pin_problems("123456"))
    with terminal.service.reading() as session:
        assert not people.is_demo(session.connection())


def test_labels_are_listed_for_printing(terminal):
    lines = terminal.type("demo", "labels", "--item", "TS-200").stdout.splitlines()
    assert len(lines) == 16
