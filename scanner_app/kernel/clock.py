"""The only reader of time."""

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol


class Clock(Protocol):
    """Where the moment comes from."""

    def now(self) -> datetime:
        """Return the present moment in UTC, with its zone."""
        ...

    def today(self) -> date:
        """Return the work date of the company."""
        ...


@dataclass(frozen=True)
class SystemClock:
    """The machine's clock; the work date is the machine's local date."""

    def now(self) -> datetime:
        """Return the present moment in UTC, with its zone."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Return the machine's local date."""
        return datetime.now().astimezone().date()


@dataclass(frozen=True)
class FixedClock:
    """A clock that stands still, for tests and for the demo's history."""

    moment: datetime

    def now(self) -> datetime:
        """Return the moment given."""
        return self.moment

    def today(self) -> date:
        """Return the date of the moment given."""
        return self.moment.date()


def stopwatch() -> float:
    """Return seconds on a clock that never goes back, for durations only."""
    return time.perf_counter()
