"""The demo warehouse as data: people, places, goods, orders. No behaviour but counting through.

All GTINs begin with 950600013, which GS1 keeps for examples. Quantities are in base units unless a
unit is named; costs are per base unit.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from scanner_app.barcodes.check_digit import check_digit
from scanner_app.kernel.terms import Role
from scanner_app.service.demo import DemoUser
from scanner_app.service.locations import NewBin, NewLocation

_PREFIX: Final = "950600013"

USERS: Final = (
    DemoUser(
        code="OLIVIA",
        name="Olivia Operator",
        role=Role.OPERATOR,
        pin="274193",
        location_code="BLUE",
    ),
    DemoUser(
        code="SAM", name="Sam Operator", role=Role.OPERATOR, pin="580316", location_code="GREEN"
    ),
    DemoUser(code="SUE", name="Sue Supervisor", role=Role.SUPERVISOR, pin="419627"),
    DemoUser(code="ADA", name="Ada Admin", role=Role.ADMIN, pin="730852"),
)

LOCATIONS: Final = (
    NewLocation(code="BLUE", name="Blue warehouse", uses_bins=True),
    NewLocation(code="GREEN", name="Green warehouse", uses_bins=True),
    NewLocation(code="OWN-LOG", name="Own logistics, on the road", is_in_transit=True),
)

RECEIVING: Final = "RECV"
SHIPPING: Final = "SHIP"
QUARANTINE: Final = "QUAR"


def _bins(letter: str, shelves: tuple[tuple[str, int], ...]) -> tuple[NewBin, ...]:
    """Make the bins of a location; the label is its letter and three digits."""
    places = (
        NewBin(code=RECEIVING, description="Receiving", label_code=f"{letter}001"),
        NewBin(code=SHIPPING, description="Shipping", label_code=f"{letter}002"),
        NewBin(code=QUARANTINE, description="Quarantine", label_code=f"{letter}003"),
    )
    return places + tuple(
        NewBin(
            code=f"{aisle}-{place:02d}",
            description=f"Aisle {aisle}, place {place}",
            label_code=f"{letter}{number}{place:02d}",
            ranking=100 - place,
        )
        for number, (aisle, places_in_aisle) in enumerate(shelves, start=1)
        for place in range(1, places_in_aisle + 1)
    )


BINS: Final = {
    "BLUE": _bins("B", (("A", 5), ("B", 5), ("C", 5))),
    "GREEN": _bins("G", (("A", 5), ("B", 4))),
}


@dataclass(frozen=True, slots=True)
class DemoItem:
    """An item of the demo.

    Attributes:
        case: pieces in a case with a GTIN of its own, 0 for none.
        blue: pieces of each variant at BLUE at the beginning. bin: where.
        green: pieces of each variant at GREEN, in the bin of the same aisle's first place.
        shelf_days: days until the lot of the opening stock expires, 0 for goods that do not.
    """

    no: str
    description: str
    cost: str
    bin: str
    blue: int = 0
    green: int = 0
    case: int = 0
    tracking: str = ""
    unit: str = "PCS"
    shelf_days: int = 0
    variants: tuple[tuple[str, str], ...] = ()

    @property
    def unit_cost(self) -> Decimal:
        """Cost per base unit."""
        return Decimal(self.cost)

    @property
    def is_by_serial(self) -> bool:
        """Whether each piece has a number of its own."""
        return self.tracking.startswith("SN")

    @property
    def is_by_lot(self) -> bool:
        """Whether the goods are kept by lot."""
        return "LOT" in self.tracking


def _colours(colours: str, sizes: str) -> tuple[tuple[str, str], ...]:
    names = {"RED": "Red", "BLU": "Blue", "BLK": "Black", "WHT": "White", "NVY": "Navy"}
    return tuple(
        (f"{colour}-{size}", f"{names[colour]}, {size}")
        for colour in colours.split()
        for size in sizes.split()
    )


_WAISTS: Final = tuple((f"W{w}L{i}", f"Waist {w}, length {i}") for w, i in
                       ((30, 32), (32, 32), (34, 32), (36, 34)))  # fmt: skip
_GLOVES: Final = tuple((f"SIZE{size}", f"Size {size}") for size in (8, 9, 10))

ITEMS: Final = (
    DemoItem("TS-100", "T-shirt Basic", "4.20", "A-01", 40, 10, 24,
             variants=_colours("RED BLU BLK", "S M L")),
    DemoItem("TS-200", "T-shirt Organic", "6.90", "A-02", 24, 0, 12,
             variants=_colours("WHT NVY", "S M L XL")),
    DemoItem("JE-300", "Jeans Slim", "18.50", "A-03", 15, 6, variants=_WAISTS),
    DemoItem("JE-310", "Jeans Straight", "17.80", "A-03", 12, 0, variants=_WAISTS),
    DemoItem("HO-400", "Hoodie", "14.30", "A-04", 10, 5, variants=_colours("RED BLK NVY", "M L")),
    DemoItem("SO-500", "Socks, three pairs", "2.10", "A-05", 80, 40, 20,
             variants=(("39-42", "Size 39 to 42"), ("43-46", "Size 43 to 46"))),
    DemoItem("FD-600", "Olive oil 0.5 l", "3.85", "B-01", 96, 24, 12, "LOTEXP", shelf_days=420),
    DemoItem("FD-610", "Oat biscuits 250 g", "0.95", "B-01", 144, 48, 24, "LOTEXP", shelf_days=90),
    DemoItem("FD-620", "Honey 500 g", "4.10", "B-01", 60, 0, 6, "LOTEXP", shelf_days=700),
    DemoItem("FD-630", "Coffee beans 1 kg", "9.75", "B-02", 48, 24, 8, "LOTEXP", shelf_days=240),
    DemoItem("FD-640", "Spaghetti 500 g", "0.72", "B-02", 240, 120, 24, "LOTEXP", shelf_days=500),
    DemoItem("FD-650", "Tomato passata 700 g", "0.88", "B-02", 120, 0, 12, "LOTEXP",
             shelf_days=380),
    DemoItem("FD-660", "Orange juice 1 l", "1.15", "B-03", 60, 36, 6, "LOTEXP", shelf_days=25),
    DemoItem("FD-670", "Dark chocolate 100 g", "1.30", "B-03", 100, 50, 20, "LOTEXP",
             shelf_days=200),
    DemoItem("PH-700", "Ibuprofen 400 mg, 20 tablets", "1.90", "B-04", 200, 60, 50, "LOTEXP",
             shelf_days=800),
    DemoItem("PH-710", "Paracetamol 500 mg, 20 tablets", "1.10", "B-04", 200, 60, 50, "LOTEXP",
             shelf_days=760),
    DemoItem("PH-720", "Saline solution 500 ml", "1.65", "B-04", 80, 0, 10, "LOTEXP",
             shelf_days=540),
    DemoItem("PH-730", "Sterile dressing, 10 pieces", "2.45", "B-05", 75, 25, 25, "LOTEXP",
             shelf_days=900),
    DemoItem("PH-740", "Vitamin C 1000, 20 tablets", "2.20", "B-05", 90, 30, 30, "LOTEXP",
             shelf_days=300),
    DemoItem("CH-750", "Wood glue 750 g", "3.40", "B-05", 36, 12, 12, "LOT"),
    DemoItem("CH-760", "Wall paint white 10 l", "21.00", "C-01", 20, 8, 0, "LOT"),
    DemoItem("PT-800", "Cordless drill 18 V", "62.00", "C-02", 4, 2, 0, "SN"),
    DemoItem("PT-810", "Angle grinder 125 mm", "48.50", "C-02", 3, 1, 0, "SN"),
    DemoItem("PT-820", "Circular saw", "89.00", "C-02", 2, 1, 0, "SN"),
    DemoItem("PT-830", "Orbital sander", "54.00", "C-02", 3, 0, 0, "SN"),
    DemoItem("PT-840", "Rotary hammer", "138.00", "C-03", 2, 1, 0, "SN"),
    DemoItem("PT-850", "Heat gun 2000 W", "31.00", "C-03", 3, 0, 0, "SN"),
    DemoItem("PT-860", "Battery pack 18 V 5 Ah", "44.00", "C-03", 4, 2, 0, "SNLOT"),
    DemoItem("HW-900", "Wood screws 4x40, 200 pieces", "5.20", "C-04", 60, 30, 10),
    DemoItem("HW-905", "Wall plugs 8 mm, 100 pieces", "2.80", "C-04", 90, 45, 10),
    DemoItem("HW-910", "Cable ties 200 mm, 100 pieces", "1.90", "C-04", 110, 0, 20),
    DemoItem("HW-915", "Work gloves", "2.60", "C-04", 48, 24, 12, variants=_GLOVES),
    DemoItem("HW-920", "Duct tape 50 m", "3.10", "C-05", 72, 36, 24),
    DemoItem("HW-925", "Masking tape 50 m", "1.45", "C-05", 144, 0, 36),
    DemoItem("HW-930", "LED bulb E27 9 W", "1.75", "C-05", 100, 50, 10),
    DemoItem("HW-935", "Batteries AA, four", "2.30", "C-05", 120, 60, 12),
    DemoItem("HW-940", "Tape measure 5 m", "3.95", "C-05", 40, 20),
    DemoItem("HW-945", "Utility knife", "2.85", "C-05", 50, 25),
    DemoItem("RM-950", "Rice, loose", "1.32", "B-03", 250, 0, unit="KG"),
    DemoItem("RM-960", "Steel cable 4 mm", "0.84", "C-01", 500, 200, unit="M"),
)  # fmt: skip
"""Forty items: by variant, by lot with and without expiry, by serial number, and plain ones."""


@dataclass(frozen=True, slots=True)
class DemoLine:
    """An ordered line.

    Attributes:
        cost: per `unit`; "" on transfer orders.
    """

    item_no: str
    quantity: int
    variant: str = ""
    unit: str = ""
    cost: str = ""


@dataclass(frozen=True, slots=True)
class DemoPurchase:
    """An open purchase order; `days` from now it is expected."""

    no: str
    vendor_no: str
    vendor_name: str
    location_code: str
    days: int
    lines: tuple[DemoLine, ...]


@dataclass(frozen=True, slots=True)
class DemoTransfer:
    """An open transfer order; one with a location in transit is moved in two steps."""

    no: str
    from_code: str
    to_code: str
    in_transit_code: str
    lines: tuple[DemoLine, ...]


PURCHASES: Final = (
    DemoPurchase("PO1001", "V10000", "Northern Textiles", "BLUE", 0, (
        DemoLine("TS-100", 120, "RED-M", cost="4.35"),
        DemoLine("TS-100", 5, "BLK-L", "CASE", "102.00"),
        DemoLine("JE-300", 40, "W32L32", cost="18.90"),
    )),
    DemoPurchase("PO1002", "V20000", "Sunrise Foods", "BLUE", 0, (
        DemoLine("FD-600", 8, unit="CASE", cost="46.80"),
        DemoLine("FD-610", 96, cost="0.97"),
        DemoLine("FD-660", 10, unit="CASE", cost="6.84"),
    )),
    DemoPurchase("PO1003", "V30000", "Care Pharma", "BLUE", 1, (
        DemoLine("PH-700", 200, cost="1.95"),
        DemoLine("PH-720", 40, cost="1.60"),
        DemoLine("PH-730", 50, cost="2.50"),
    )),
    DemoPurchase("PO1004", "V40000", "Power Tools Direct", "BLUE", 2, (
        DemoLine("PT-800", 5, cost="61.50"),
        DemoLine("PT-840", 2, cost="139.90"),
        DemoLine("PT-860", 6, cost="43.00"),
    )),
    DemoPurchase("PO1005", "V50000", "Fix and Fasten", "GREEN", 1, (
        DemoLine("HW-900", 6, unit="CASE", cost="51.00"),
        DemoLine("HW-915", 36, "SIZE9", cost="2.55"),
        DemoLine("RM-960", 300, cost="0.86"),
    )),
)  # fmt: skip

RECEIVED_BEFORE: Final = DemoPurchase("PO1000", "V50000", "Fix and Fasten", "BLUE", -6, (
    DemoLine("HW-920", 48, cost="3.25"),
    DemoLine("HW-935", 60, cost="2.40"),
    DemoLine("HW-930", 100, cost="1.69"),
))  # fmt: skip
"""An order of which a part was received some days ago; the rest is still expected."""

TRANSFERS: Final = (
    DemoTransfer("TO1001", "BLUE", "GREEN", "", (
        DemoLine("TS-100", 20, "BLU-M"),
        DemoLine("HW-910", 30),
        DemoLine("PH-720", 20),
    )),
    DemoTransfer("TO1002", "GREEN", "BLUE", "", (
        DemoLine("HW-940", 10),
        DemoLine("SO-500", 1, "39-42", "CASE"),
    )),
    DemoTransfer("TO1003", "BLUE", "GREEN", "OWN-LOG", (
        DemoLine("FD-640", 5, unit="CASE"),
        DemoLine("HW-945", 10),
    )),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DemoBarCode:
    """A GTIN of the demo and what it stands for."""

    item_no: str
    variant: str
    unit: str
    gtin: str


def _bar_codes() -> tuple[DemoBarCode, ...]:
    """Number through: each item and variant a GTIN-13, each case the GTIN-14 of its contents."""
    made = []
    number = 0
    for item in ITEMS:
        for variant, _ in item.variants or (("", ""),):
            payload = f"{_PREFIX}{number:03d}"
            number += 1
            made.append(DemoBarCode(item.no, variant, item.unit, payload + check_digit(payload)))
            if item.case:
                outer = "1" + payload
                made.append(DemoBarCode(item.no, variant, "CASE", outer + check_digit(outer)))
    return tuple(made)


BAR_CODES: Final = _bar_codes()
"""Every GTIN of the demo, for loading and for printing labels."""

VENDOR_REFERENCES: Final = (
    ("TS-100", "RED-M", "V10000", "NT-4711-RM"),
    ("PT-800", "", "V40000", "CD18-EU"),
    ("FD-600", "", "V20000", "OIL-050"),
)
"""What vendors call some goods: item, variant, vendor, their number."""

OTHER_BAR_CODES: Final = (("HW-940", "SHELF-A"), ("HW-945", "SHELF-A"))
"""A home-made label on which two items share one code, so that there is something to choose."""


def lot_of(item: DemoItem) -> str:
    """Give the lot no. of an item's opening stock; "" where no lots are kept."""
    return f"L{item.no[-3:]}A" if item.is_by_lot else ""


def serials_of(item: DemoItem, location_code: str, *, pieces: int) -> tuple[str, ...]:
    """Give the serial nos. of an item's opening stock at a location."""
    start = 1 if location_code == "BLUE" else 51
    return tuple(f"{item.no[:2]}{item.no[-3:]}-{n:04d}" for n in range(start, start + pieces))
