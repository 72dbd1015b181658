"""What the differences of a count would post. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from scanner_app.counting.lines import CountLine
from scanner_app.kernel.terms import DocumentType, EntryType
from scanner_app.ledger.draft import DraftLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where and under which number a count is posted."""

    document_no: str
    location_code: str
    bin_code: str
    posting_date: date


def difference_lines(lines: Iterable[CountLine], place: Place) -> tuple[DraftLine, ...]:
    """Turn differences into adjustments: a surplus positive, a loss negative, equal nothing.

    The line no. is the one of the count's line.

    Source: features.md 12.2 (entry type and quantity follow from found and calculated).
    """
    return tuple(
        DraftLine(
            line_no=line.line_no,
            entry_type=(
                EntryType.POSITIVE_ADJUSTMENT
                if line.difference_base > 0
                else EntryType.NEGATIVE_ADJUSTMENT
            ),
            item_no=line.item_no,
            variant_code=line.variant_code,
            location_code=place.location_code,
            bin_code=place.bin_code,
            lot_no=line.lot_no,
            serial_no=line.serial_no,
            expiration_date=line.expiration_date if line.difference_base > 0 else None,
            quantity_base=abs(line.difference_base),
            posting_date=place.posting_date,
            document_type=DocumentType.PHYSICAL_INVENTORY,
            document_no=place.document_no,
            document_line_no=line.line_no,
        )
        for line in lines
        if line.difference_base != 0
    )
