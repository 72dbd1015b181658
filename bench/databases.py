"""Fresh databases of both kinds for a bench, with items, bar codes and an access token."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import insert

from bench import floor_app
from scanner_app.db.engine import make_engine
from scanner_app.db.transaction import Database
from scanner_app.items.models import Item, ItemReference, ItemUnitOfMeasure
from scanner_app.kernel.clock import SystemClock
from scanner_app.service.sign_in import issue_token
from scanner_app.service.use_case import Service
from tests.builders import ground
from tests.conftest import MOMENT, PEOPLE, SECRET, make_schema
from tests.postgres_cluster import Cluster

ITEMS: Final = 1000
KINDS: Final = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Ground:
    """A database ready to be measured."""

    kind: str
    url: str
    folder: Path
    token: str
    item_nos: list[str]
    bar_codes: list[str]


def gtin(number: int) -> str:
    """Make a GTIN-13 of a number space for use inside a company."""
    body = f"20{number:010d}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return body + str(-total % 10)


@contextmanager
def of_kind(kind: str) -> Iterator[tuple[str, Path]]:
    """Give the address of an empty database with the schema, and a folder that vanishes."""
    with tempfile.TemporaryDirectory(prefix="scanner-bench-") as name:
        folder = Path(name)
        if kind == "sqlite":
            url = f"sqlite:///{folder / 'bench.db'}"
            _make_schema(url)
            yield url, folder
            return
        with Cluster() as cluster, cluster.database() as url:
            _make_schema(url)
            yield url, folder


def _make_schema(url: str) -> None:
    engine = make_engine(url)
    make_schema(engine)
    engine.dispose()


@contextmanager
def grounds(kind: str) -> Iterator[Ground]:
    """Make a database with a thousand items, each with a bar code, and the floor's tables."""
    with of_kind(kind) as (url, folder):
        nos = [f"ITEM{number:04d}" for number in range(ITEMS)]
        codes = [gtin(number) for number in range(ITEMS)]
        service = Service(Database(make_engine(url)), SystemClock(), SECRET)
        with service.database.transaction() as session:
            connection = session.connection()
            ground(connection)
            connection.execute(insert(Item), [_item(no) for no in nos])
            units = [{"item_no": no, "code": "PCS", "quantity_per_unit": 1} for no in nos]
            connection.execute(insert(ItemUnitOfMeasure), units)
            pairs = zip(nos, codes, strict=True)
            connection.execute(insert(ItemReference), [_bar_code(*pair) for pair in pairs])
        token = issue_token(service, name="bench", days=1, by=PEOPLE["operator"]).token
        service.database.engine.dispose()
        floor_app.make_tables(url, nos)
        yield Ground(kind, url, folder, token, nos, codes)


def _item(no: str) -> dict[str, object]:
    return {
        "no": no,
        "description": f"Item {no}",
        "base_unit_code": "PCS",
        "unit_cost": 10,
        "tracking_code": None,
        "created_at_utc": MOMENT,
        "changed_at_utc": MOMENT,
    }


def _bar_code(no: str, reference_no: str) -> dict[str, object]:
    return {
        "item_no": no,
        "unit_code": "PCS",
        "reference_type": "bar_code",
        "reference_no": reference_no.zfill(14),
    }
