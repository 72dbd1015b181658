"""Keep the item master data: cards, variants, units, bar codes, blocking."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection

from scanner_app.items import queries, record, reference_no
from scanner_app.kernel.codes import code, is_code, tracking_no
from scanner_app.kernel.errors import (
    Conflict,
    NotFound,
    Problem,
    Refused,
    problem,
    refuse,
)
from scanner_app.kernel.limits import (
    AMOUNT_MAX,
    CODE_LENGTH_MAX,
    DESCRIPTION_LENGTH_MAX,
    QUANTITY_MAX,
)
from scanner_app.kernel.quantity import ZERO, rounded, shown
from scanner_app.kernel.terms import ReferenceType, Role
from scanner_app.service.use_case import Work, use_case
from scanner_app.tracking import record as tracking_record


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVariant:
    """A size, colour or other kind of an item."""

    code: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUnit:
    """A unit of an item.

    Attributes:
        quantity_per_unit: base units in one of it, > 0, at most five decimals.
    """

    code: str
    quantity_per_unit: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """An item to be made.

    Attributes:
        unit_cost: per base unit, >= 0; what an increase without a price is valued at.
        tracking_code: "" if the goods are not told apart.
        units: apart from the base unit.
        bar_code: of one base unit, "" for none yet; more with `add_bar_code`.
    """

    no: str
    description: str
    base_unit_code: str
    description_2: str = ""
    unit_cost: Decimal = Decimal(0)
    tracking_code: str = ""
    variants: tuple[NewVariant, ...] = ()
    units: tuple[NewUnit, ...] = ()
    bar_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedItem:
    """What an item card says from now on.

    Attributes:
        version: of the card that the person looked at.
        new_variants, new_units: added to those that are there.
    """

    no: str
    version: int
    description: str
    description_2: str
    unit_cost: Decimal
    is_blocked: bool
    new_variants: tuple[NewVariant, ...] = ()
    new_units: tuple[NewUnit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBarCode:
    """A bar code, or a vendor's or customer's number, that stands for an item.

    Attributes:
        text: what the label carries; a GTIN with 8, 12, 13 or 14 digits, or any other text.
        unit_code: "" for the base unit.
        party_no: of the vendor or customer; blank for bar codes.
    """

    item_no: str
    text: str
    variant_code: str = ""
    unit_code: str = ""
    reference_type: ReferenceType = ReferenceType.BAR_CODE
    party_no: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class RemoveBarCode:
    """The reference that shall be forgotten."""

    reference_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockVariant:
    """A variant to be blocked, or freed."""

    item_no: str
    variant_code: str
    is_blocked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockLot:
    """A lot to be blocked, or freed."""

    item_no: str
    variant_code: str
    lot_no: str
    is_blocked: bool


@use_case(Role.SUPERVISOR)
def create_item(work: Work, new: NewItem) -> queries.ItemCard:
    """Make an item with its variants, its units and a bar code.

    Raises: Refused with every problem; Conflict `item-exists`.
    """
    connection = work.session.connection()
    record.ensure_setup(connection)
    no, base = code(new.no), code(new.base_unit_code)
    found = [
        *_code_problems("no", no),
        *_text_problems(new.description, new.description_2),
        *_cost_problems(new.unit_cost),
        *_setup_problems(connection, (base, *_unit_codes(new.units)), code(new.tracking_code)),
        *_part_problems(no, new.variants, new.units),
        *_bar_code_problems(new),
    ]
    if found:
        raise Refused(found)
    card = record.NewItem(
        no=no,
        description=new.description.strip(),
        description_2=new.description_2.strip(),
        base_unit_code=base,
        unit_cost=new.unit_cost,
        tracking_code=code(new.tracking_code),
    )
    if not record.add_item(connection, card, _stamp(work)):
        raise refuse(Conflict, "item-exists", field="no", item=no)
    if tracking_no(new.bar_code):
        bar_code = NewBarCode(item_no=no, text=new.bar_code)
        record.add_reference(connection, _reference(bar_code, base))
    return _written(connection, no, new.variants, new.units)


@use_case(Role.SUPERVISOR)
def change_item(work: Work, changed: ChangedItem) -> queries.ItemCard:
    """Change a card, block or free the item, add variants and units.

    Raises: NotFound `item-unknown`; Refused with every problem; Conflict `document-changed`.
    """
    connection = work.session.connection()
    card = _card(connection, changed.no)
    no = card.facts.no
    found = [
        *_text_problems(changed.description, changed.description_2),
        *_cost_problems(changed.unit_cost),
        *_setup_problems(connection, _unit_codes(changed.new_units), ""),
        *_part_problems(no, changed.new_variants, changed.new_units),
    ]
    if found:
        raise Refused(found)
    if not record.change_item(
        connection,
        no,
        version=changed.version,
        stamp=_stamp(work),
        description=changed.description.strip(),
        description_2=changed.description_2.strip(),
        unit_cost=changed.unit_cost,
        is_blocked=changed.is_blocked,
    ):
        raise refuse(Conflict, "document-changed", document=no)
    return _written(connection, no, changed.new_variants, changed.new_units)


@use_case(Role.SUPERVISOR)
def add_bar_code(work: Work, new: NewBarCode) -> queries.ItemCard:
    """Let a bar code or another number stand for an item; several items may share one.

    Raises: NotFound `item-unknown`; Refused `check-digit-typed` with the digit that would be
        right, `variant-unknown`, `unit-unknown`, `scan-empty`, `text-too-long`.
    """
    connection = work.session.connection()
    item = _card(connection, new.item_no).facts
    variant, unit = code(new.variant_code), code(new.unit_code)
    is_bar_code = new.reference_type is ReferenceType.BAR_CODE
    found = [
        *reference_no.problems(new.text, is_bar_code=is_bar_code),
        *_meaning_problems(item, variant, unit),
    ]
    if found:
        raise Refused(found)
    record.add_reference(connection, _reference(new, unit or item.base_unit_code))
    return _written(connection, item.no, (), ())


@use_case(Role.SUPERVISOR)
def remove_bar_code(work: Work, removed: RemoveBarCode) -> queries.ItemCard:
    """Forget a reference.

    Raises: NotFound `not-found`.
    """
    connection = work.session.connection()
    item_no = record.remove_reference(connection, removed.reference_id)
    if not item_no:
        raise refuse(NotFound, "not-found")
    return _written(connection, item_no, (), ())


@use_case(Role.SUPERVISOR)
def block_variant(work: Work, wanted: BlockVariant) -> queries.ItemCard:
    """Block a variant, so that it is neither received nor moved, or free it.

    Raises: NotFound `item-unknown`, `variant-unknown`.
    """
    connection = work.session.connection()
    no, variant = _card(connection, wanted.item_no).facts.no, code(wanted.variant_code)
    if not record.block_variant(connection, no, variant_code=variant, is_blocked=wanted.is_blocked):
        raise refuse(NotFound, "variant-unknown", field="variant_code", item=no, variant=variant)
    return _card(connection, no)


@use_case(Role.SUPERVISOR)
def block_lot(work: Work, wanted: BlockLot) -> BlockLot:
    """Block a lot, so that it stays where it is, or free it.

    Raises: NotFound `lot-unknown`.
    """
    item_no, lot_no = code(wanted.item_no), tracking_no(wanted.lot_no)
    key = (item_no, code(wanted.variant_code), lot_no)
    connection = work.session.connection()
    if not tracking_record.block_lot(connection, key, is_blocked=wanted.is_blocked):
        raise refuse(NotFound, "lot-unknown", field="lot_no", lot=lot_no, item=item_no)
    return wanted


def _stamp(work: Work) -> record.Stamp:
    return record.Stamp(work.person.code, work.now)


def _card(connection: Connection, item_no: str) -> queries.ItemCard:
    card = queries.card(connection, code(item_no))
    if card is None:
        raise refuse(NotFound, "item-unknown", field="item_no", item=code(item_no))
    return card


def _written(
    connection: Connection,
    no: str,
    variants: tuple[NewVariant, ...],
    units: tuple[NewUnit, ...],
) -> queries.ItemCard:
    """Write what belongs to the card, then the words by which it is found."""
    record.add_variants(connection, no, [(code(v.code), v.description.strip()) for v in variants])
    record.add_units(connection, no, [(code(u.code), u.quantity_per_unit) for u in units])
    record.index_words(connection, no)
    return _card(connection, no)


def _unit_codes(units: tuple[NewUnit, ...]) -> tuple[str, ...]:
    return tuple(code(unit.code) for unit in units)


def _code_problems(field: str, text: str) -> tuple[Problem, ...]:
    if is_code(text):
        return ()
    return (problem("code-malformed", field=field, text=text, limit=CODE_LENGTH_MAX),)


def _text_problems(description: str, description_2: str) -> list[Problem]:
    found = []
    if not description.strip():
        found.append(problem("description-required", field="description"))
    for field, text in (("description", description), ("description_2", description_2)):
        if len(text) > DESCRIPTION_LENGTH_MAX:
            found.append(problem("text-too-long", field=field, limit=DESCRIPTION_LENGTH_MAX))
    return found


def _cost_problems(unit_cost: Decimal) -> tuple[Problem, ...]:
    if not unit_cost.is_finite() or unit_cost > AMOUNT_MAX:
        return (problem("amount-too-large", field="unit_cost"),)
    if unit_cost < ZERO:
        return (problem("unit-cost-negative", field="unit_cost"),)
    if unit_cost != rounded(unit_cost):
        return (problem("amount-malformed", field="unit_cost", text=shown(unit_cost)),)
    return ()


def _setup_problems(
    connection: Connection, unit_codes: tuple[str, ...], tracking: str
) -> list[Problem]:
    units = {row.code for row in queries.units_of_measure(connection)}
    found = [
        problem("unit-of-measure-unknown", field="unit_code", unit=unit)
        for unit in unit_codes
        if unit not in units
    ]
    if tracking and tracking not in {row.code for row in queries.tracking_codes(connection)}:
        found.append(problem("tracking-code-unknown", field="tracking_code", tracking=tracking))
    return found


def _part_problems(
    no: str, variants: tuple[NewVariant, ...], units: tuple[NewUnit, ...]
) -> list[Problem]:
    found = [wrong for v in variants for wrong in _code_problems("variants", code(v.code))]
    for line, unit in enumerate(units, start=1):
        per_unit = unit.quantity_per_unit
        if not per_unit.is_finite() or per_unit > QUANTITY_MAX:
            found.append(problem("quantity-too-large", field="units", line=line, text=per_unit))
        elif per_unit <= ZERO or per_unit != rounded(per_unit):
            found.append(problem("quantity-not-positive", field="units", line=line, item=no))
    return found


def _meaning_problems(item: queries.ItemFacts, variant: str, unit: str) -> list[Problem]:
    found = []
    if variant and variant not in dict(item.variants):
        found.append(
            problem("variant-unknown", field="variant_code", item=item.no, variant=variant)
        )
    if unit and unit not in dict(item.units):
        found.append(problem("unit-unknown", field="unit_code", item=item.no, unit=unit))
    return found


def _bar_code_problems(new: NewItem) -> tuple[Problem, ...]:
    """Say what is wrong with the bar code of a new item; none is all right."""
    if not tracking_no(new.bar_code):
        return ()
    return reference_no.problems(new.bar_code, is_bar_code=True, field="bar_code")


def _reference(new: NewBarCode, unit_code: str) -> record.NewReference:
    is_bar_code = new.reference_type is ReferenceType.BAR_CODE
    return record.NewReference(
        item_no=code(new.item_no),
        reference_type=new.reference_type,
        reference_no=reference_no.stored(new.text, is_bar_code=is_bar_code),
        variant_code=code(new.variant_code),
        unit_code=unit_code,
        party_no=code(new.party_no),
        description=new.description.strip(),
    )
