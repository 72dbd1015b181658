"""Closed vocabularies of the trade.

A word that is stored, sent or compared is a member of one of these enumerations; its value is what
stands in the database and in JSON. Open vocabularies (reason codes, units) are master data.
"""

from enum import StrEnum


class EntryType(StrEnum):
    """The business reason of an item ledger entry; the sign of its quantity is the direction.

    Source: Business Central, Item Ledger Entry, field Entry Type.
    """

    PURCHASE = "purchase"
    SALE = "sale"
    POSITIVE_ADJUSTMENT = "positive_adjustment"
    NEGATIVE_ADJUSTMENT = "negative_adjustment"
    TRANSFER = "transfer"


class ValueEntryType(StrEnum):
    """What kind of money a value entry is."""

    DIRECT_COST = "direct_cost"


class CostingMethod(StrEnum):
    """How the cost of what leaves is found."""

    FIFO = "fifo"


class DocumentType(StrEnum):
    """The posted document that an entry belongs to."""

    PURCHASE_RECEIPT = "purchase_receipt"
    INVENTORY_RECEIPT = "inventory_receipt"
    INVENTORY_SHIPMENT = "inventory_shipment"
    SALES_SHIPMENT = "sales_shipment"
    DIRECT_TRANSFER = "direct_transfer"
    ITEM_JOURNAL = "item_journal"
    PHYSICAL_INVENTORY = "physical_inventory"


class TrackingKind(StrEnum):
    """The three numbers by which goods may be told apart."""

    SERIAL = "serial"
    LOT = "lot"
    PACKAGE = "package"


class ReferenceType(StrEnum):
    """Whose number an item reference is."""

    BAR_CODE = "bar_code"
    VENDOR = "vendor"
    CUSTOMER = "customer"


class OrderStatus(StrEnum):
    """The state of an order on its way from entry to completion."""

    OPEN = "open"
    RELEASED = "released"
    COMPLETED = "completed"


class ReviewStatus(StrEnum):
    """The state of a proposal that waits for a supervisor."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"


class JournalSource(StrEnum):
    """What a journal batch that waits for a supervisor came from."""

    COUNT = "count"
    ADJUSTMENT = "adjustment"


class Role(StrEnum):
    """What a person may be, from least to most entitled."""

    OPERATOR = "operator"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


class ScanChannel(StrEnum):
    """How a reading reached us."""

    CAMERA = "camera"
    PHOTO = "photo"
    WEDGE = "wedge"
    TYPED = "typed"
    BUTTON = "button"
    API = "api"
