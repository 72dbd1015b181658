"""Drawing the next number of a series, inside the posting's own transaction."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Connection, Sequence, func, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateSequence

from scanner_app.kernel.errors import Fault
from scanner_app.numbering.models import NoSeries, NoSeriesLine

_LINE = NoSeriesLine

EARLIEST: Final = date(1900, 1, 1)
"""Starting date of a line that is valid from ever."""


@dataclass(frozen=True, slots=True)
class Series:
    """A series to be made: code, what it is for, and how its numbers look.

    Attributes:
        width: digits behind the prefix, 1..12; a number that outgrows them gets longer.
    """

    code: str
    description: str
    prefix: str
    width: int = 6


STANDARD: Final = (
    Series("PURCH-ORD", "Purchase orders", "PO", 5),
    Series("PURCH-RCPT", "Posted purchase receipts", "PR"),
    Series("INVT-RCPT", "Posted inventory receipts", "IR"),
    Series("TRANS-ORD", "Transfer orders", "TO", 5),
    Series("DIRECT-TRANS", "Posted direct transfers", "DT"),
    Series("PHYS-INV", "Physical inventory orders", "PI"),
    Series("ITEM-JNL", "Item journal documents", "IJ"),
)
"""The series that the use cases draw from."""

_STANDARD: Final = {one.code: one for one in STANDARD}

# PostgreSQL only. The number is null while the line has no sequence yet.
_NEXT: Final = text("""
    SELECT prefix, width, last_used, sequence, nextval(to_regclass(quote_ident(sequence))) AS number
    FROM (SELECT prefix, width, last_used,
                 'no_series_' || series_code || '_' || to_char(starting_date, 'YYYYMMDD') AS sequence
          FROM no_series_line WHERE series_code = :code AND starting_date <= :on_date AND is_open
          ORDER BY starting_date DESC LIMIT 1) AS line
""")
_ALONE: Final = text("SELECT pg_advisory_xact_lock(hashtext('no_series_line'))")


def next_no(connection: Connection, code: str, on_date: date) -> str:
    """Draw the next number of a series, in one statement.

    The row stays locked until the end of the transaction, so that nobody draws the same number; a
    transaction that is rolled back leaves no gap. A standard series is made when it is first used.

    Raises: Fault if the series has no line that is open on the date.
    """
    drawn = _draw(connection, code, on_date)
    if drawn is None and code in _STANDARD:
        ensure(connection, (_STANDARD[code],))
        drawn = _draw(connection, code, on_date)
    if drawn is None:
        message = f"the no. series {code} has no open line on {on_date}"
        raise Fault(message)
    return drawn


def next_posted_no(connection: Connection, code: str, on_date: date) -> str:
    """Draw a number for a posted document without waiting for other postings.

    PostgreSQL: from a sequence of the series, made when it is first used; it goes on where the
    series stood. Numbers rise and never repeat, but a posting that is refused leaves a gap, as it
    does in the entry numbers. A row that stays locked to the end would let only one posting of a
    kind be under way in the whole company. SQLite has one writer anyway: as `next_no`.

    A series is drawn by one of the two functions, never by both.

    Raises: Fault if the series has no line that is open on the date.
    """
    if connection.dialect.name == "sqlite":
        return next_no(connection, code, on_date)
    drawn = _draw_sequence(connection, code, on_date)
    if drawn is None and code in _STANDARD:
        ensure(connection, (_STANDARD[code],))
        drawn = _draw_sequence(connection, code, on_date)
    if drawn is None:
        message = f"the no. series {code} has no open line on {on_date}"
        raise Fault(message)
    return drawn


def _draw_sequence(connection: Connection, code: str, on_date: date) -> str | None:
    asked = {"code": code, "on_date": on_date}
    row = connection.execute(_NEXT, asked).one_or_none()
    if row is not None and row.number is None:
        # One at a time: whoever waited here finds the sequence made.
        connection.execute(_ALONE)
        sequence = Sequence(row.sequence, start=row.last_used + 1)
        connection.execute(CreateSequence(sequence, if_not_exists=True))
        row = connection.execute(_NEXT, asked).one()
    return None if row is None else f"{row.prefix}{row.number:0{row.width}d}"


def _draw(connection: Connection, code: str, on_date: date) -> str | None:
    valid = select(func.max(_LINE.starting_date)).where(
        _LINE.series_code == code, _LINE.starting_date <= on_date, _LINE.is_open
    )
    row = connection.execute(
        update(_LINE)
        .where(_LINE.series_code == code, _LINE.starting_date == valid.scalar_subquery())
        .values(last_used=_LINE.last_used + 1)
        .returning(_LINE.prefix, _LINE.width, _LINE.last_used)
    ).one_or_none()
    return None if row is None else f"{row.prefix}{row.last_used:0{row.width}d}"


def ensure(connection: Connection, series: tuple[Series, ...] = STANDARD) -> None:
    """Make the series that are missing; those that exist keep their numbers."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    connection.execute(
        insert(NoSeries).on_conflict_do_nothing(),
        [{"code": one.code, "description": one.description} for one in series],
    )
    connection.execute(
        insert(_LINE).on_conflict_do_nothing(),
        [
            {
                "series_code": one.code,
                "starting_date": EARLIEST,
                "prefix": one.prefix,
                "width": one.width,
                "last_used": 0,
                "is_open": True,
            }
            for one in series
        ],
    )
