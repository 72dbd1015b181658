"""Numbers are drawn once, without gaps, also by many at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import insert, update

from scanner_app.db.engine import make_engine
from scanner_app.db.transaction import Database
from scanner_app.kernel.errors import Fault
from scanner_app.numbering import series
from scanner_app.numbering.models import NoSeriesLine
from scanner_app.service.use_case import Service

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


def draw_posted(service, code="INVT-RCPT", on_date=TODAY):
    with service.database.transaction() as session:
        return series.next_posted_no(session.connection(), code, on_date)


def test_many_at_once_draw_different_numbers_of_posted_documents(either_service):
    with ThreadPoolExecutor(6) as pool:
        drawn = list(pool.map(lambda _: draw_posted(either_service), range(24)))
    assert sorted(drawn) == [f"IR{number:06d}" for number in range(1, 25)]


def test_a_number_of_a_posted_document_goes_on_where_its_series_stood(either_service):
    with either_service.database.transaction() as session:
        series.ensure(session.connection())
        session.execute(update(NoSeriesLine).values(last_used=41))
    assert draw_posted(either_service) == "IR000042"
    assert draw_posted(either_service) == "IR000043"


def test_a_posting_under_way_keeps_no_other_from_its_number(postgres_url, clock):
    engine = make_engine(postgres_url)
    service = Service(Database(engine), clock, b"")
    draw_posted(service)
    with service.database.transaction() as session:
        mine = series.next_posted_no(session.connection(), "INVT-RCPT", TODAY)
        with ThreadPoolExecutor(1) as pool:
            other = pool.submit(draw_posted, service).result(timeout=5)
    assert (mine, other) == ("IR000002", "IR000003")
    engine.dispose()


def test_a_closed_or_unknown_series_of_posted_documents_is_a_fault(either_service):
    draw_posted(either_service)
    with either_service.database.transaction() as session:
        session.execute(update(NoSeriesLine).values(is_open=False))
    for code in ("INVT-RCPT", "NO-SUCH"):
        with pytest.raises(Fault):
            draw_posted(either_service, code)
