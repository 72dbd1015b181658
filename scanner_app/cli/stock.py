"""`flask stock`: does the ledger agree with itself?"""

from dataclasses import dataclass

from scanner_app.cli.terminal import Exit, Group, end, json_option, say, service
from scanner_app.ledger.verify import Difference
from scanner_app.service.verify import verify

GROUP = Group("stock", help="Look after the item ledger.")


@dataclass(frozen=True, slots=True)
class _Verified:
    is_sound: bool
    differences: tuple[Difference, ...]


@GROUP.command("verify")
@json_option
def verify_stock(*, as_json: bool) -> None:
    """Recompute everything derived and report differences; exit 6 if there are any."""
    checks: list[str] = []
    with service().snapshot() as session:
        found = verify(session, progress=checks.append)
    say(
        _Verified(not found, found),
        *(f"ok  {name}" for name in checks if all(d.check != name for d in found)),
        *(f"DIFFERS  {d.check}: {d.what}: stored {d.stored}, computed {d.computed}" for d in found),
        "The ledger agrees with itself." if not found else f"{len(found)} differences.",
        as_json=as_json,
    )
    if found:
        end(Exit.DIFFERENCES)
