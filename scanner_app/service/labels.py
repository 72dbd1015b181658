"""What can be printed: the story to try, cards, bins, orders and goods. Readers only."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from sqlalchemy import Connection

from scanner_app.barcodes.house_code import Command, demo_badge_code, label_code
from scanner_app.items import queries as items
from scanner_app.items.bar_codes import bar_codes_of
from scanner_app.journals import queries as journals
from scanner_app.kernel.codes import code
from scanner_app.kernel.errors import NotFound, refuse
from scanner_app.kernel.limits import PAGE_ROWS_MAX
from scanner_app.kernel.terms import OrderStatus
from scanner_app.labels import cards
from scanner_app.labels.goods import plain_label
from scanner_app.labels.label import Label, Section, Sheet
from scanner_app.labels.story import told
from scanner_app.ledger import queries as ledger
from scanner_app.locations import queries as locations
from scanner_app.locations.queries import BinHit
from scanner_app.people import queries as people
from scanner_app.purchases import queries as purchases
from scanner_app.service.label_scene import bin_label, read_scene, tracked_labels, trade_item
from scanner_app.transfers import queries as transfers

ITEMS_A_PAGE: Final = 20
BINS_A_PAGE: Final = 60
ORDERS_A_PAGE: Final = 60
_GOODS_HINT: Final = (
    "EAN-13 on pieces, ITF-14 on cases. They say what it is, not which lot or serial no."
)
_DIRECTIONS: Final = (("FEWER", "goods are gone"), ("MORE", "goods were found"))


class SheetName(StrEnum):
    """The sheets that can be asked for."""

    DEMO = "demo"
    CARDS = "cards"
    BINS = "bins"
    PURCHASES = "purchases"
    TRANSFERS = "transfers"
    GOODS = "goods"
    ITEM = "item"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetAsked:
    """Which sheet is wanted.

    Attributes:
        location_code: whose bins and orders; "" for the first location.
        key: the installation's secret, for command cards.
        after: the bin, order or item after which the page begins, "" for the first page.
        item_no: whose labels, for the sheet of one item.
    """

    name: SheetName
    location_code: str
    key: bytes
    after: str = ""
    item_no: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFound:
    """A sheet, not drawn yet.

    Attributes:
        location_code: the location that was chosen, "" if there is none at all.
        locations: code and name of those that may be chosen.
        next_after: hand it back as `after` for the next page, "" on the last one.
    """

    sheet: Sheet
    name: SheetName
    location_code: str
    locations: tuple[tuple[str, str], ...]
    next_after: str = ""


@dataclass(frozen=True, slots=True)
class _Part:
    """What one sheet holds."""

    title: str
    sections: tuple[Section, ...]
    next_after: str = ""


def find_sheet(connection: Connection, asked: SheetAsked) -> SheetFound:
    """Gather the labels of a sheet.

    Raises: NotFound `location-unknown`, `item-unknown`.
    """
    places = tuple(
        (row.code, row.name)
        for row in locations.all_locations(connection)
        if not row.is_in_transit and not row.is_blocked
    )
    codes = [place for place, _ in places]
    if asked.location_code and asked.location_code not in codes:
        raise refuse(NotFound, "location-unknown", location=asked.location_code)
    here = asked.location_code or next(iter(codes), "")
    part = _PARTS[asked.name](connection, asked, here)
    return SheetFound(
        sheet=Sheet(part.title, tuple(each for each in part.sections if each.labels)),
        name=asked.name,
        location_code=here,
        locations=places,
        next_after=part.next_after,
    )


def _demo(connection: Connection, asked: SheetAsked, here: str) -> _Part:
    bins = _with_code(locations.bins_of(connection, here, limit=PAGE_ROWS_MAX).rows)
    scene = read_scene(connection, here, bins)
    sections = (
        *told(scene, key=asked.key),
        Section(
            "Cards",
            "They work like the buttons on the screen. A number card multiplies the next scan.",
            (*_commands(asked.key), *(cards.number_card(number) for number in (2, 5, 10, 12))),
        ),
        _badges(connection, asked.key),
    )
    return _Part(f"Labels to try at {here}" if here else "Labels to try", sections)


def _cards(connection: Connection, asked: SheetAsked, _here: str) -> _Part:
    reasons = tuple(
        cards.reason_card(row.code, row.description, key=asked.key)
        for row in journals.reasons(connection)
        if cards.may_have_card(row.code)
    )
    directions = tuple(cards.direction_card(*each, key=asked.key) for each in _DIRECTIONS)
    numbers = tuple(cards.number_card(number) for number in cards.NUMBERS)
    sections = (
        Section("Commands", "They work like the buttons on the screen.", _commands(asked.key)),
        Section("Reasons", "Scan one after ADJUST, then a direction.", (*reasons, *directions)),
        Section("Numbers", "A number card multiplies the next scan.", numbers),
    )
    return _Part("Command cards", sections)


def _bin_sheet(connection: Connection, asked: SheetAsked, here: str) -> _Part:
    page = locations.bins_of(connection, here, after=asked.after, limit=BINS_A_PAGE)
    labels = tuple(bin_label(each) for each in _with_code(page.rows))
    hint = "Stick each on its shelf, where it can be reached with goods in the other hand."
    title = f"Bins of {here}"
    return _Part(title, (Section(title, hint, labels),), page.next_after)


def _purchase_sheet(connection: Connection, asked: SheetAsked, here: str) -> _Part:
    page = purchases.orders_page(
        connection,
        after=asked.after,
        limit=ORDERS_A_PAGE,
        location_code=here,
        status=OrderStatus.RELEASED,
    )
    labels = tuple(
        cards.document_label(row.no, what="purchase order", who=row.vendor_name)
        for row in page.rows
        if label_code(row.no)
    )
    title, hint = f"Purchase orders of {here}", "Scan one on the start screen to receive it."
    return _Part(title, (Section(title, hint, labels),), page.next_after)


def _transfer_sheet(connection: Connection, asked: SheetAsked, here: str) -> _Part:
    page = transfers.orders_page(
        connection,
        after=asked.after,
        limit=ORDERS_A_PAGE,
        location_code=here,
        status=OrderStatus.RELEASED,
    )
    labels = tuple(
        cards.document_label(
            row.no,
            what="transfer order",
            who=f"{row.from_location_code} to {row.to_location_code}",
        )
        for row in page.rows
        if label_code(row.no)
    )
    title, hint = f"Transfer orders of {here}", "Scan one on the start screen to move its goods."
    return _Part(title, (Section(title, hint, labels),), page.next_after)


def _goods_sheet(connection: Connection, asked: SheetAsked, _here: str) -> _Part:
    page = items.search(connection, "", after=asked.after, limit=ITEMS_A_PAGE)
    rows = bar_codes_of(connection, [row.no for row in page.rows])
    labels = tuple(plain_label(trade_item(row)) for row in rows)
    return _Part("Goods", (Section("Goods", _GOODS_HINT, labels),), page.next_after)


def _item_sheet(connection: Connection, asked: SheetAsked, here: str) -> _Part:
    """Give the labels of one item: its bar codes, then the lots and serial nos. in stock."""
    item = items.by_no(connection, code(asked.item_no))
    if item is None:
        raise refuse(NotFound, "item-unknown", item=asked.item_no)
    rows = bar_codes_of(connection, (item.no,))
    stock = ledger.item_stock(connection, item.no, location_code=here)
    numbers = tuple(
        {label.content: label for label in tracked_labels(connection, stock, rows)}.values()
    )
    sections = (
        Section("Bar codes", _GOODS_HINT, tuple(plain_label(trade_item(row)) for row in rows)),
        Section(f"In stock at {here}", "Item and lot or serial no. in one scan.", numbers),
    )
    return _Part(f"{item.no} {item.description}", sections)


_PARTS: Final[Mapping[SheetName, Callable[[Connection, SheetAsked, str], _Part]]] = (
    MappingProxyType(
        {
            SheetName.DEMO: _demo,
            SheetName.CARDS: _cards,
            SheetName.BINS: _bin_sheet,
            SheetName.PURCHASES: _purchase_sheet,
            SheetName.TRANSFERS: _transfer_sheet,
            SheetName.GOODS: _goods_sheet,
            SheetName.ITEM: _item_sheet,
        }
    )
)


def _commands(key: bytes) -> tuple[Label, ...]:
    return tuple(cards.command_card(command, key=key) for command in Command)


def _with_code(rows: Iterable[BinHit]) -> tuple[BinHit, ...]:
    """Leave out bins without a code of their own and blocked ones."""
    return tuple(row for row in rows if row.label_code and not row.is_blocked)


def _badges(connection: Connection, key: bytes) -> Section:
    """Show the badges of the people of a demo database; in every other one there are none.

    A badge is a name that can be scanned: the PIN is asked for in any case, and the PINs of these
    people are known to everybody.
    """
    persons = people.demo_people(connection)
    made = {each.code: demo_badge_code(each.code, key=key) for each in persons}
    in_use = people.badge_holders(connection, made.values()) if made else frozenset()
    labels = tuple(
        cards.badge(each.name, each.role.value, code=made[each.code])
        for each in persons
        if each.code in in_use
    )
    hint = "Scan one on the sign-in page instead of typing the name; the PIN is asked for as well."
    return Section("Badges", hint, labels)
