"""The disk fills up in the middle of work: refused in a sentence, nothing half posted, and on it
goes without a restart when there is room again.

Source: operations.md 4.2, R7. SQLite is given a largest number of pages. PostgreSQL raises its own
error of a full disk, by a trigger, at a statement and at the commit.
"""

import pytest
from sqlalchemy import Connection, event, text

from scanner_app.kernel.errors import Busy
from scanner_app.ledger import insert
from scanner_app.service.use_case import Service
from tests.builders import in_stock
from tests.conftest import PEOPLE
from tests.reliability import scene
from tests.reliability.scene import Books, service_on

_POSTINGS_MAX = 400
_ROOMY = 1_000_000


def _post_until_refused(service: Service) -> tuple[int, str]:
    """Post until something is refused; says how many were done and the refusal."""
    for done in range(_POSTINGS_MAX):
        try:
            in_stock(service, PEOPLE["supervisor"], scene.ITEM, "1")
        except Busy as refusal:
            return done, refusal.first.code
    return _POSTINGS_MAX, ""


def _assert_whole(books: Books, *, done: int) -> None:
    assert len(books.by_request) == done
    assert books.on_hand == done
    assert books.differences == ()


class _Disk:
    """The room that a SQLite database has."""

    def __init__(self, service: Service) -> None:
        self.pages = _ROOMY
        event.listen(service.database.engine, "begin", self._limit)

    def _limit(self, connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {self.pages}")

    def fill(self, service: Service, *, left: int) -> None:
        """Leave room for some more pages only."""
        with service.reading() as session:
            used = session.execute(text("PRAGMA page_count")).scalar_one()
        self.pages = used + left


def test_a_full_disk_refuses_and_posts_nothing_by_halves_and_recovers(sqlite_url: str):
    scene.prepared(sqlite_url)
    service = service_on(sqlite_url)
    disk = _Disk(service)
    disk.fill(service, left=6)
    done, code = _post_until_refused(service)
    assert code == "disk-full"
    assert done > 0
    _assert_whole(scene.books(sqlite_url), done=done)
    disk.pages = _ROOMY
    in_stock(service, PEOPLE["supervisor"], scene.ITEM, "1")
    _assert_whole(scene.books(sqlite_url), done=done + 1)
    service.database.engine.dispose()


def test_control_a_build_that_commits_in_between_is_found_half_posted(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
):
    scene.prepared(sqlite_url)
    service = service_on(sqlite_url)
    disk = _Disk(service)
    register = insert.open_register

    def hasty(connection: Connection, *about: object, **more: int) -> insert.Numbers:
        numbers = register(connection, *about, **more)
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return numbers

    monkeypatch.setattr(insert, "open_register", hasty)
    disk.fill(service, left=6)
    done, code = _post_until_refused(service)
    assert code == "disk-full"
    service.database.engine.dispose()
    with pytest.raises(AssertionError):
        _assert_whole(scene.books(sqlite_url), done=done)


_FULL = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';
END $$
"""


@pytest.mark.postgres
@pytest.mark.parametrize(
    "trigger",
    [
        (
            "CREATE TRIGGER full_disk AFTER INSERT ON value_entry"
            " FOR EACH ROW EXECUTE FUNCTION no_room()"
        ),
        (
            "CREATE CONSTRAINT TRIGGER full_disk AFTER INSERT ON value_entry"
            " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION no_room()"
        ),
    ],
    ids=["statement", "commit"],
)
def test_a_full_disk_of_postgresql_refuses_and_recovers(postgres_url: str, trigger: str):
    scene.prepared(postgres_url)
    service = service_on(postgres_url)
    in_stock(service, PEOPLE["supervisor"], scene.ITEM, "1")
    with service.database.transaction() as session:
        session.execute(text(_FULL))
        session.execute(text(trigger))
    done, code = _post_until_refused(service)
    assert (done, code) == (0, "disk-full")
    _assert_whole(scene.books(postgres_url), done=1)
    with service.database.transaction() as session:
        session.execute(text("DROP TRIGGER full_disk ON value_entry"))
    in_stock(service, PEOPLE["supervisor"], scene.ITEM, "1")
    _assert_whole(scene.books(postgres_url), done=2)
    service.database.engine.dispose()
