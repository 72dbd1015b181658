"""Numbers are drawn once, without gaps, also by many at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import insert, update

from scanner_app.kernel.errors import Fault
from scanner_app.numbering import series
from scanner_app.numbering.models import NoSeriesLine

TODAY = date(2026, 11, 20)


def draw(service, code="PURCH-RCPT", on_date=TODAY):
    with service.database.transaction() as session:
        return series.next_no(session.connection(), code, on_date)


def test_a_standard_series_starts_when_it_is_first_used(either_service):
    assert [draw(either_service), draw(either_service)] == ["PR000001", "PR000002"]


def test_many_at_once_draw_different_numbers(either_service):
    draw(either_service)
    with ThreadPoolExecutor(6) as pool:
        drawn = list(pool.map(lambda _: draw(either_service), range(24)))
    assert sorted(drawn) == [f"PR{number:06d}" for number in range(2, 26)]


def test_a_transaction_that_is_rolled_back_leaves_no_gap(either_service):
    draw(either_service)
    with either_service.database.preview() as session:
        assert series.next_no(session.connection(), "PURCH-RCPT", TODAY) == "PR000002"
    assert draw(either_service) == "PR000002"


def test_the_line_that_is_valid_on_the_date_gives_the_number(service):
    draw(service)
    with service.database.transaction() as session:
        session.execute(
            insert(NoSeriesLine).values(
                series_code="PURCH-RCPT", starting_date=date(2027, 1, 1), prefix="PR27-", width=4
            )
        )
    assert draw(service, on_date=date(2027, 2, 1)) == "PR27-0001"
    assert draw(service) == "PR000002"


def test_a_series_that_is_closed_or_unknown_is_a_fault(service):
    draw(service)
    with service.database.transaction() as session:
        session.execute(update(NoSeriesLine).values(is_open=False))
    for code in ("PURCH-RCPT", "NO-SUCH"):
        with pytest.raises(Fault):
            draw(service, code)


def test_a_number_that_outgrows_its_width_gets_longer(service):
    draw(service)
    with service.database.transaction() as session:
        session.execute(update(NoSeriesLine).values(last_used=999_999))
    assert draw(service) == "PR1000000"
