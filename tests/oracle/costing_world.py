"""The product as a costing case sees it: one company, one item, the services and the readers."""

import shutil
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import Engine
from structlog.testing import capture_logs

from scanner_app.counting.lines import CountLine
from scanner_app.db import migrate
from scanner_app.db.engine import make_engine
from scanner_app.db.transaction import Database
from scanner_app.kernel.clock import FixedClock, SystemClock
from scanner_app.kernel.ids import new_id
from scanner_app.kernel.terms import Role
from scanner_app.ledger import queries as ledger
from scanner_app.ledger.queries import ApplicationView, EntryView, ValueView
from scanner_app.people.roles import Person
from scanner_app.service.items import NewItem, create_item
from scanner_app.service.locations import NewLocation, create_location
from scanner_app.service.use_case import Service, UseCase

WORK_DATE: Final = date(2020, 1, 15)
"""The work date unless a case names another. Source: `conventions` of the file."""

POSTS: Final = Person("ORACLE", "Oracle", Role.ADMIN)
APPROVES: Final = Person("ORACLE-2", "Second oracle", Role.ADMIN)

_TRACKING: Final = {"lot": "LOT", "serial": "SN"}
_UNIT: Final = "KG"
"""A unit that may be divided: cases move thirds of a piece."""

_PAGE: Final = 200
_SECRET: Final = b"the oracle prints no commands"


class NotBuilt(Exception):
    """The case turned out to need something that the product does not have."""


def number(value: Any) -> Decimal:
    """Turn a number of the file into the decimal that is printed there."""
    return Decimal(str(value))


def new_tag() -> str:
    """Make a mark by which the codes of one case differ from everything else in a database."""
    return f"OR{uuid4().hex[:8].upper()}"


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything the ledger says of the case's item, oldest first."""

    entries: tuple[EntryView, ...]
    applications: tuple[ApplicationView, ...]
    values: tuple[ValueView, ...]


@dataclass(slots=True)
class World:
    """One case's company.

    Attributes:
        tag: begins every code of the case in the database.
        setup: of the case.
        locations: the case's name of a location to its code in the database; "" is the location
            that the case leaves blank or does not name.
        made: numbers of the item's entries in the order made.
        labels: the source's entry numbers to ours.
        value_labels: the source's value entry numbers to register no., place among those that
            the register wrote, and how many it should have written.
        registers: ids of steps to the register each wrote.
        counts: lines of all counts, in the order counted.
        refused: the code of the problem that refused the last step, "" if it was posted.
    """

    service: Service
    tag: str
    setup: Mapping[str, Any]
    work_date: date
    locations: dict[str, str] = field(default_factory=dict)
    made: list[int] = field(default_factory=list)
    labels: dict[str, int] = field(default_factory=dict)
    value_labels: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    registers: dict[str, int] = field(default_factory=dict)
    counts: list[CountLine] = field(default_factory=list)
    refused: str = ""

    @property
    def item_no(self) -> str:
        """The item's no. in the database."""
        return f"{self.tag}-ITEM"

    def do(
        self, case: UseCase[Any, Any], request: object, *, on: date, by: Person = POSTS
    ) -> dict[str, Any]:
        """Do a use case as an edge does, on a day; returns its reply.

        Raises: Refusal as the use case says.
        """
        then = replace(self.service, clock=FixedClock(datetime.combine(on, time(12), UTC)))
        request_id = new_id(SystemClock().now())
        body = then.run(case, request, by=by, request_id=request_id).body
        assert isinstance(body, dict)
        return body

    def make_item(self, item: Mapping[str, Any]) -> None:
        """Make the case's item."""
        unit_cost = self.setup.get("unit_cost_on_card", item.get("unit_cost") or 0)
        new = NewItem(
            no=self.item_no,
            description=str(item["no"]),
            base_unit_code=_UNIT,
            unit_cost=number(unit_cost),
            tracking_code=_TRACKING.get(item.get("item_tracking", ""), ""),
        )
        self.do(create_item, new, on=self.work_date)

    def location(self, name: str | None) -> str:
        """Give the code of a location, made when it is first named."""
        name = self.setup.get("location", "") if name is None else name
        if name not in self.locations:
            code = f"{self.tag}-{len(self.locations)}"
            may_be_negative = not self.setup.get("prevent_negative_inventory", False)
            new = NewLocation(code=code, name=name or "Blank", allows_negative=may_be_negative)
            self.do(create_location, new, on=self.work_date)
            self.locations[name] = code
        return self.locations[name]

    def day(self, step: Mapping[str, Any]) -> date:
        """Give the day of a step; the work date where the source names none."""
        said = step.get("date")
        return date.fromisoformat(said) if said else self.work_date

    def entry_no(self, label: Any) -> int:
        """Find our number of an entry: by its label, else by its place among all entries.

        Raises: NotBuilt if the case names an entry that no step made.
        """
        known = self.labels.get(str(label))
        if known is not None:
            return known
        place = int(label) - 1
        if 0 <= place < len(self.made) and self.made[place] not in self.labels.values():
            return self.made[place]
        message = f"entry {label}, which no step has made"
        raise NotBuilt(message)

    def register_entries(self, register_no: int) -> tuple[EntryView, ...]:
        """Read the entries of a posting."""
        with self.service.reading() as session:
            return ledger.register_entries(session.connection(), register_no)

    def seen(self) -> Seen:
        """Read everything of the item through the readers."""
        entries: list[EntryView] = []
        with self.service.reading() as session:
            connection = session.connection()
            before = 0
            while True:
                page = ledger.item_entries(connection, self.item_no, before=before, limit=_PAGE)
                entries += page.rows
                if not page.next_after:
                    break
                before = int(page.next_after)
            stories = [ledger.entry_story(connection, entry.entry_no) for entry in entries]
        applications = {
            one.entry_no: one for story in stories if story for one in story.applications
        }
        values = {one.entry_no: one for story in stories if story for one in story.values}
        return Seen(
            tuple(reversed(entries)),
            tuple(applications[no] for no in sorted(applications)),
            tuple(values[no] for no in sorted(values)),
        )

    def stock(self, location: str | None = None) -> Decimal:
        """Read how much there is, of the item or of it at one location."""
        with self.service.reading() as session:
            connection = session.connection()
            if location is None:
                return ledger.stock_of(connection, {self.item_no}).get(self.item_no, Decimal(0))
            code = self.location(location)
            return ledger.stock_at(connection, self.item_no, variant_code="", location_code=code)


@contextmanager
def databases(url: str | None) -> Iterator[Iterator[Service]]:
    """Give a service for each case: a new file for each, or the database named, migrated."""
    # A line a case is printed, not one a use case as well.
    with TemporaryDirectory() as folder, capture_logs():
        services = _files(Path(folder)) if url is None else _named(url)
        with closing(services):
            yield services


def _files(folder: Path) -> Generator[Service, None, None]:
    template = folder / "template.db"
    with _engine(f"sqlite:///{template}") as engine:
        migrate.upgrade(engine)
    for place in count():
        file = folder / f"{place}.db"
        shutil.copy(template, file)
        with _engine(f"sqlite:///{file}") as engine:
            yield Service(Database(engine), SystemClock(), _SECRET)
        file.unlink()


def _named(url: str) -> Generator[Service, None, None]:
    with _engine(url) as engine:
        migrate.upgrade(engine)
        while True:
            yield Service(Database(engine), SystemClock(), _SECRET)


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    engine = make_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()
