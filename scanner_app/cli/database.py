"""`flask database`: is the database at the newest revision, and does it keep its word?"""

from dataclasses import dataclass
from typing import Final

from scanner_app.cli.terminal import Exit, Group, end, json_option, run, say, service
from scanner_app.db import migrate
from scanner_app.db.engine import durability
from scanner_app.service.upkeep import Tidy, tidy

GROUP = Group("database", help="Look after the database.")

_SAFE_LEVELS: Final = frozenset({"FULL", "EXTRA", "on", "remote_write", "remote_apply"})


@dataclass(frozen=True, slots=True)
class _Checked:
    database: str
    revision: str
    head: str
    is_newest: bool
    journal_mode: str
    synchronous: str
    is_durable: bool


@GROUP.command("check")
@json_option
def check(*, as_json: bool) -> None:
    """Compare revision and durability with what they must be; exit 6 if they are not."""
    engine = service().database.engine
    revision, head = migrate.revision(engine), migrate.head()
    kept = durability(engine)
    checked = _Checked(
        database=kept.database,
        revision=revision,
        head=head,
        is_newest=revision == head,
        journal_mode=kept.journal_mode,
        synchronous=kept.synchronous,
        is_durable=kept.synchronous in _SAFE_LEVELS,
    )
    say(
        checked,
        f"{checked.database}: revision {revision or 'none'}, newest {head or 'none'}"
        + ("" if checked.is_newest else "  <- run: flask db upgrade"),
        f"journal {checked.journal_mode}, synchronous {checked.synchronous}"
        + ("" if checked.is_durable else "  <- postings may be lost in a power cut"),
        as_json=as_json,
    )
    if not (checked.is_newest and checked.is_durable):
        end(Exit.DIFFERENCES)


@GROUP.command("tidy")
@json_option
def tidy_database(*, as_json: bool) -> None:
    """Forget replies that are older than 90 days; run it daily."""
    done = run(tidy, Tidy())
    say(done, f"{done['replies']} old replies forgotten.", as_json=as_json)
