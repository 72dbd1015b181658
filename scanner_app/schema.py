"""The whole schema in one place: every room's tables, and which of them are append-only.

Migrations and the tests that compare them with the models are the only users.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from scanner_app.counting import models as counting
from scanner_app.db.base import Base
from scanner_app.items import models as items
from scanner_app.journals import models as journals
from scanner_app.ledger import models as ledger
from scanner_app.locations import models as locations
from scanner_app.numbering import models as numbering
from scanner_app.people import models as people
from scanner_app.purchases import models as purchases
from scanner_app.scanning import models as scanning
from scanner_app.service import models as service
from scanner_app.tracking import models as tracking
from scanner_app.transfers import models as transfers

ROOMS: Final = (
    counting,
    items,
    journals,
    ledger,
    locations,
    numbering,
    people,
    purchases,
    scanning,
    service,
    tracking,
    transfers,
)
METADATA: Final = Base.metadata

APPEND_ONLY: Final[Mapping[str, Sequence[str]]] = {
    **ledger.MUTABLE,
    "purchase_receipt_header": (),
    "purchase_receipt_line": (),
    "direct_transfer_header": (),
    "direct_transfer_line": (),
    "phys_inventory_order": (),
    "phys_inventory_line": (),
    "phys_inventory_recording": (),
    "phys_inventory_recording_line": (),
    "journal_line": (),
    "inventory_setup": (),
    "scan_log": (),
}
"""Append-only tables and the derived columns that may still move in them."""
