"""Sheets of labels on both databases: what is there is printed, what is not is left out."""

from datetime import date

import pytest

from scanner_app.kernel.errors import NotFound
from scanner_app.labels.label import LabelKind
from scanner_app.people.roles import Person
from scanner_app.service.labels import SheetAsked, SheetFound, SheetName, find_sheet
from scanner_app.service.use_case import Service
from tests.builders import an_item, ground, in_stock

KEY = b"a key for tests only"


@pytest.fixture
def shop(either_service: Service, supervisor: Person) -> Service:
    """A small warehouse without orders, reasons or demo people."""
    with either_service.database.transaction() as session:
        connection = session.connection()
        ground(connection)
        an_item(connection, "TEA", tracking="LOTEXP", bar_code="09506000134352")
        an_item(connection, "CUP")
    in_stock(
        either_service, supervisor, "TEA", "5", lot_no="L-1", expiration_date=date(2027, 3, 31)
    )
    return either_service


def found(service: Service, name: SheetName, **more: str) -> SheetFound:
    fields = {"location_code": "BLUE"} | more
    with service.reading() as session:
        return find_sheet(session.connection(), SheetAsked(name=name, key=KEY, **fields))


@pytest.mark.parametrize("name", [name for name in SheetName if name is not SheetName.ITEM])
def test_every_sheet_can_be_read(shop: Service, name: SheetName):
    sheet = found(shop, name)
    assert sheet.location_code == "BLUE"
    assert "OWN-LOG" not in dict(sheet.locations), "nobody scans on the road"
    assert all(section.labels for section in sheet.sheet.sections)


def test_only_what_has_a_code_is_printed(shop: Service):
    labels = found(shop, SheetName.GOODS).sheet.labels
    assert [label.reads_as for label in labels] == ["9506000134352"]
    bins = found(shop, SheetName.BINS).sheet.labels
    assert [label.title for label in bins] == ["A-01", "A-02", "A-03", "RECV", "SHIP"]
    assert found(shop, SheetName.BINS, location_code="PLAIN").sheet.sections == ()


def test_an_item_shows_its_lots_in_stock_with_their_dates(shop: Service):
    labels = found(shop, SheetName.ITEM, item_no=" tea ").sheet.labels
    assert [label.content for label in labels] == [
        "9506000134352",
        "(01)09506000134352(17)270331(10)L-1",
    ]
    elsewhere = found(shop, SheetName.ITEM, item_no="TEA", location_code="GREEN")
    assert len(elsewhere.sheet.labels) == 1
    with pytest.raises(NotFound) as refused:
        found(shop, SheetName.ITEM, item_no="NONE")
    assert refused.value.first.code == "item-unknown"


def test_no_badge_is_made_where_people_are_real(shop: Service):
    labels = found(shop, SheetName.DEMO).sheet.labels
    assert not any(label.kind is LabelKind.BADGE for label in labels)


def test_a_database_without_anything_still_has_its_cards(either_service: Service):
    sheet = found(either_service, SheetName.CARDS, location_code="")
    assert sheet.location_code == ""
    assert len(sheet.sheet.labels) > 10
    assert found(either_service, SheetName.DEMO, location_code="").sheet.labels
    assert found(either_service, SheetName.BINS, location_code="").sheet.labels == ()
