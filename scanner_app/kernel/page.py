"""One page of a list and the cursor to the next."""

from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows in a stable order.

    Attributes:
        rows: at most `limits.PAGE_ROWS_MAX`.
        next_after: hand it back as `after` for the next page; "" on the last one.
    """

    rows: tuple[Row, ...]
    next_after: str = ""
