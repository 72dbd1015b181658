"""How long somebody waits after wrong PINs. Pure.

Waiting doubles up to a minute and is never a lock-out: a prankster cannot keep a shift from
working, and a million PINs still take years. Source: operations.md 5.2, throttle.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

FORGIVEN: Final = timedelta(minutes=15)
"""After this long without a failure, counting begins anew."""

_WAIT_MAX_SECONDS: Final = 60
_DOUBLINGS_MAX: Final = 6


@dataclass(frozen=True, slots=True)
class Failures:
    """What is remembered of a person or an address.

    Attributes:
        count: failures in a row, >= 0.
    """

    count: int
    last_at: datetime
    wait_until: datetime


def seconds_left(known: Failures | None, now: datetime) -> int:
    """Return how many seconds are still to be waited, 0 if none; rounded up."""
    if known is None or known.wait_until <= now:
        return 0
    return -(-(known.wait_until - now) // timedelta(seconds=1))


def after_failure(known: Failures | None, now: datetime, *, free: int) -> Failures:
    """Count one failure more.

    Args:
        known: what was remembered before.
        now: the moment.
        free: failures that cost no waiting, >= 0.
    """
    is_forgiven = known is None or now - known.last_at > FORGIVEN
    count = 1 if known is None or is_forgiven else known.count + 1
    doublings = min(max(count - free, 0), _DOUBLINGS_MAX)
    seconds = min(2**doublings, _WAIT_MAX_SECONDS) if doublings else 0
    return Failures(count, now, now + timedelta(seconds=seconds))
