"""What the values of a GS1 message mean for a warehouse: dates, quantities, weights, prices.

Gets elements that have been checked, so nothing here can be wrong. Best-before and use-by stay two
different dates; a count (37) belongs to the content (02) and never to the pallet.

Source: GS1 General Specifications, definitions of the application identifiers.
"""

import calendar
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final, TypeAlias

from scanner_app.barcodes.gs1_content import full_year
from scanner_app.barcodes.gs1_lists import CURRENCY

Element: TypeAlias = tuple[str, str]
"""Application identifier and value."""


@dataclass(frozen=True, slots=True)
class Gs1Message:
    """What one symbol says in GS1 terms; None where it does not say.

    Attributes:
        elements: application identifiers and values in the order of the symbol.
        warnings: "missing_pair:10" for each identifier whose partner must be in another symbol.
        gtin: 14 digits, from (01), else from (03).
        lot_no: (10), leading zeros kept.
        serial_no: (21), leading zeros kept.
        expiration_date: use by, (17), else the day of (7003).
        best_before_date: (15).
        production_date: (11).
        quantity: count of a variable measure item, (30), in pieces.
        contained_gtin: what is inside a logistic unit, (02), 14 digits.
        count: how many of the content, (37).
        sscc: (00), 18 digits.
        more: further facts by name, as text; dates in ISO 8601, measures with their scale.
    """

    elements: tuple[Element, ...]
    warnings: tuple[str, ...] = ()
    gtin: str | None = None
    lot_no: str | None = None
    serial_no: str | None = None
    expiration_date: date | None = None
    best_before_date: date | None = None
    production_date: date | None = None
    quantity: Decimal | None = None
    contained_gtin: str | None = None
    count: Decimal | None = None
    sscc: str | None = None
    more: tuple[tuple[str, str], ...] = ()

    def fact(self, name: str) -> str | None:
        """Return one of the further facts, None if the symbol does not say."""
        return dict(self.more).get(name)

    def value(self, ai: str) -> str | None:
        """Return the value behind an application identifier, None if it is not there."""
        return dict(self.elements).get(ai)


def day(text: str, as_of: date) -> date:
    """Turn YYMMDD into a date; day 00 is the last day of the month."""
    year, month, number = full_year(int(text[:2]), as_of), int(text[2:4]), int(text[4:6])
    return date(year, month, number or calendar.monthrange(year, month)[1])


def _moment(text: str, as_of: date) -> str:
    """Turn YYMMDDhh with minutes and seconds, if any, into ISO 8601 without zone."""
    clock = [text[start : start + 2] for start in range(6, len(text), 2)]
    if len(clock) == 1:
        clock.append("00")
    return f"{day(text, as_of).isoformat()}T{':'.join(clock)}"


def decimal(digits: str, places: int) -> str:
    """Put the decimal point into a row of digits, keeping the scale ("001250", 3: "1.250")."""
    return format(Decimal(digits).scaleb(-places), "f")


_MEASURES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "310": "net_weight_kg",
        "311": "length_m",
        "312": "width_m",
        "313": "height_m",
        "314": "area_m2",
        "315": "net_volume_l",
        "316": "net_volume_m3",
        "320": "net_weight_lb",
        "321": "length_in",
        "322": "length_ft",
        "323": "length_yd",
        "324": "width_in",
        "325": "width_ft",
        "326": "width_yd",
        "327": "height_in",
        "328": "height_ft",
        "329": "height_yd",
        "330": "gross_weight_kg",
        "331": "logistic_length_m",
        "332": "logistic_width_m",
        "333": "logistic_height_m",
        "334": "logistic_area_m2",
        "335": "logistic_volume_l",
        "336": "logistic_volume_m3",
        "337": "kg_per_m2",
        "340": "gross_weight_lb",
        "341": "logistic_length_in",
        "342": "logistic_length_ft",
        "343": "logistic_length_yd",
        "344": "logistic_width_in",
        "345": "logistic_width_ft",
        "346": "logistic_width_yd",
        "347": "logistic_height_in",
        "348": "logistic_height_ft",
        "349": "logistic_height_yd",
        "350": "area_in2",
        "351": "area_ft2",
        "352": "area_yd2",
        "353": "logistic_area_in2",
        "354": "logistic_area_ft2",
        "355": "logistic_area_yd2",
        "356": "net_weight_ozt",
        "357": "net_volume_oz",
        "360": "net_volume_qt",
        "361": "net_volume_gal",
        "362": "logistic_volume_qt",
        "363": "logistic_volume_gal",
        "364": "volume_in3",
        "365": "volume_ft3",
        "366": "volume_yd3",
        "367": "logistic_volume_in3",
        "368": "logistic_volume_ft3",
        "369": "logistic_volume_yd3",
        "390": "amount",
        "392": "price",
        "394": "percent_off",
        "395": "price_per_unit",
    }
)

_WITH_CURRENCY: Final[Mapping[str, str]] = MappingProxyType({"391": "amount", "393": "price"})

_PLAIN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "20": "variant",
        "22": "consumer_variant",
        "235": "third_party_serial",
        "240": "additional_id",
        "241": "customer_part",
        "242": "made_to_order_variant",
        "243": "packaging_component",
        "250": "secondary_serial",
        "251": "source_reference",
        "253": "document",
        "254": "location_ext",
        "255": "coupon",
        "400": "order",
        "401": "consignment",
        "402": "shipment",
        "403": "route",
        "410": "ship_to",
        "411": "bill_to",
        "412": "purchased_from",
        "413": "ship_for",
        "414": "location",
        "415": "pay_to",
        "416": "production_location",
        "417": "party",
        "420": "ship_to_post",
        "422": "origin",
        "426": "full_process_country",
        "7001": "nato_stock_number",
        "7002": "meat_cut",
        "7020": "refurbishment_lot",
        "710": "nhrn",
        "711": "nhrn",
        "712": "nhrn",
        "713": "nhrn",
        "714": "nhrn",
        "715": "nhrn",
        "716": "nhrn",
        "717": "nhrn",
        "8002": "mobile_serial",
        "8004": "asset",
        "8005": "price_per_unit",
        "8007": "iban",
        "8010": "component",
        "8011": "component_serial",
        "8012": "software_version",
        "8013": "model",
        "8017": "service_provider",
        "8018": "service_recipient",
        "8019": "service_instance",
        "8020": "payment_reference",
        "8040": "imei",
        "8041": "imei_2",
        "8200": "product_url",
    }
)

_DATES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "12": "due_date",
        "13": "packaging_date",
        "16": "sell_by",
        "7006": "first_freeze_date",
        "4326": "release_date",
    }
)

_MOMENTS: Final[Mapping[str, str]] = MappingProxyType(
    {"7003": "expiry_time", "8008": "production_time"}
)

_Facts: TypeAlias = dict[str, str]


def _ship_to(value: str) -> _Facts:
    return {"ship_to_country": value[:3], "ship_to_post": value[3:]}


def _returnable_asset(value: str) -> _Facts:
    facts = {"asset": value[:14]}
    return facts | {"asset_serial": value[14:]} if value[14:] else facts


def _piece(value: str) -> _Facts:
    return {
        "piece_gtin": value[:14],
        "piece": str(int(value[14:16])),
        "pieces": str(int(value[16:])),
    }


_SPLIT: Final[Mapping[str, Callable[[str], _Facts]]] = MappingProxyType(
    {"421": _ship_to, "8003": _returnable_asset, "8006": _piece, "8026": _piece}
)


def _facts(ai: str, value: str, as_of: date) -> _Facts:
    """Say what one element means beyond the fields that `Gs1Message` names."""
    if ai in _PLAIN:
        return {_PLAIN[ai]: value}
    if ai in _DATES:
        return {_DATES[ai]: day(value, as_of).isoformat()}
    if ai in _MOMENTS:
        return {_MOMENTS[ai]: _moment(value, as_of)}
    if ai in _SPLIT:
        return _SPLIT[ai](value)
    return _scaled(ai, value)


def _scaled(ai: str, value: str) -> _Facts:
    """Measures and amounts: the fourth digit of the identifier says the decimal places."""
    family, places = ai[:3], ai[3:]
    if places and family in _MEASURES:
        return {_MEASURES[family]: decimal(value, int(places))}
    if places and family in _WITH_CURRENCY:
        return {
            _WITH_CURRENCY[family]: decimal(value[3:], int(places)),
            "currency": CURRENCY[value[:3]],
        }
    return {}


def understood(elements: Sequence[Element], *, warnings: Sequence[str], as_of: date) -> Gs1Message:
    """Say what checked elements mean.

    Args:
        elements: application identifiers and values, each checked.
        warnings: what to pass on.
        as_of: the day from which two-digit years are seen.
    """
    values = dict(elements)

    def on(ai: str) -> date | None:
        return day(values[ai], as_of) if ai in values else None

    def number(ai: str) -> Decimal | None:
        return Decimal(values[ai]) if ai in values else None

    more: _Facts = {}
    for ai, value in values.items():
        more |= _facts(ai, value, as_of)
    return Gs1Message(
        elements=tuple(elements),
        warnings=tuple(warnings),
        gtin=values.get("01") or values.get("03"),
        lot_no=values.get("10"),
        serial_no=values.get("21"),
        expiration_date=on("17") or on("7003"),
        best_before_date=on("15"),
        production_date=on("11"),
        quantity=number("30"),
        contained_gtin=values.get("02"),
        count=number("37"),
        sscc=values.get("00"),
        more=tuple(more.items()),
    )
