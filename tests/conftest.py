"""Fixtures of all tests: a fresh database of either kind, the service, people and a clock."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert

from scanner_app.db import migrate
from scanner_app.db.engine import make_engine
from scanner_app.db.transaction import Database
from scanner_app.kernel.clock import FixedClock
from scanner_app.kernel.codes import folded
from scanner_app.kernel.terms import Role
from scanner_app.people.models import User
from scanner_app.people.roles import Person
from scanner_app.service.use_case import Service
from tests.postgres_cluster import running_server

PEOPLE = {
    "operator": Person("OLIVIA", "Olivia Operator", Role.OPERATOR, "BLUE"),
    "second_operator": Person("OTTO", "Otto Operator", Role.OPERATOR, "BLUE"),
    "supervisor": Person("SUE", "Sue Supervisor", Role.SUPERVISOR, ""),
    "second_supervisor": Person("SAM", "Sam Supervisor", Role.SUPERVISOR, ""),
    "admin": Person("ADA", "Ada Admin", Role.ADMIN, ""),
}
MOMENT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
SECRET = b"a key for tests only"


def make_schema(engine: Engine) -> None:
    """Make the tables and their guards, and the people that tests act as."""
    migrate.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(
            insert(User),
            [
                {
                    "code": person.code,
                    "name": person.name,
                    "folded_name": folded(person.name),
                    "role": person.role.value,
                    "location_code": person.location_code,
                    "language": person.language,
                    "pin_hash": "",
                    "is_active": True,
                    "created_at_utc": MOMENT,
                }
                for person in PEOPLE.values()
            ],
        )


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the schema, to be copied."""
    file = tmp_path_factory.mktemp("template") / "template.db"
    engine = make_engine(f"sqlite:///{file}")
    make_schema(engine)
    engine.dispose()
    return file


@pytest.fixture(scope="session")
def postgres_template() -> str:
    """Name of a PostgreSQL database with the schema, to be copied."""
    server = running_server()
    url = server.create("template_scanner" + str(id(server))[-6:])
    engine = make_engine(url)
    make_schema(engine)
    engine.dispose()
    return url.rpartition("/")[2].partition("?")[0]


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Address of a fresh SQLite database."""
    file = tmp_path / "scanner.db"
    shutil.copy(sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture
def postgres_url(postgres_template: str) -> Iterator[str]:
    """Address of a fresh PostgreSQL database."""
    with running_server().database(template=postgres_template) as url:
        yield url


@pytest.fixture
def engine(sqlite_url: str) -> Iterator[Engine]:
    """Engine of a fresh SQLite database."""
    made = make_engine(sqlite_url)
    yield made
    made.dispose()


@pytest.fixture
def database(engine: Engine) -> Database:
    """A fresh SQLite database as the service sees it."""
    return Database(engine)


@pytest.fixture(params=["sqlite", "postgresql"])
def either_url(request: pytest.FixtureRequest) -> str:
    """Address of a fresh database, once of each kind."""
    return request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")


@pytest.fixture
def either_service(either_url: str, clock: FixedClock) -> Iterator[Service]:
    """The service on a fresh database, once of each kind."""
    made = make_engine(either_url)
    yield Service(Database(made), clock, SECRET)
    made.dispose()


@pytest.fixture
def clock() -> FixedClock:
    """A clock that stands still on 20 November 2026."""
    return FixedClock(MOMENT)


@pytest.fixture
def service(database: Database, clock: FixedClock) -> Service:
    """The service on a fresh SQLite database."""
    return Service(database, clock, SECRET)


@pytest.fixture
def operator() -> Person:
    """Works at BLUE."""
    return PEOPLE["operator"]


@pytest.fixture
def second_operator() -> Person:
    """Works at BLUE, too."""
    return PEOPLE["second_operator"]


@pytest.fixture
def supervisor() -> Person:
    """Decides."""
    return PEOPLE["supervisor"]


@pytest.fixture
def second_supervisor() -> Person:
    """Decides what the other supervisor made."""
    return PEOPLE["second_supervisor"]


@pytest.fixture
def admin() -> Person:
    """Keeps people and places."""
    return PEOPLE["admin"]
