"""What a batch would post if it were approved. Pure."""

from datetime import date

from scanner_app.journals.queries import Batch
from scanner_app.ledger.draft import DraftLine


def batch_lines(batch: Batch, *, posting_date: date) -> tuple[DraftLine, ...]:
    """Turn the lines of a batch into draft lines.

    They are the differences, never absolute quantities: what moved since then stays valid.

    Source: scanning.md 4, item 11.
    """
    return tuple(
        DraftLine(
            line_no=line.line_no,
            entry_type=line.entry_type,
            item_no=line.item_no,
            variant_code=line.variant_code,
            location_code=line.location_code,
            bin_code=line.bin_code,
            lot_no=line.lot_no,
            serial_no=line.serial_no,
            expiration_date=line.expiration_date,
            unit_of_measure_code=line.unit_of_measure_code,
            quantity_per_unit=line.quantity_per_unit,
            quantity_base=line.quantity_base,
            posting_date=posting_date,
            document_type=line.document_type,
            document_no=batch.head.document_no,
            document_line_no=line.line_no,
            reason_code=line.reason_code,
        )
        for line in batch.lines
    )
