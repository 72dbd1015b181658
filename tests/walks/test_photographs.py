"""Story: real photographs are uploaded, read, and scanned into the ledger."""

import pytest

from scanner_app.service.items import NewBarCode, add_bar_code
from tests.barcodes.places import PHOTOS, needs_photos
from tests.walks.floor import staged

pytestmark = [needs_photos, pytest.mark.zbar]

EAN = "quagga2/ean/image-004.jpg"
CODE_128 = "quagga2/code_128/image-010.jpg"
QR = "boofcv-qr/nominal/image001.jpg"
DATA_MATRIX = "zxing-cpp/datamatrix-1/EDIFACT.png"
GS1_DATA_MATRIX = "synth-gs1/gs1datamatrix/easy-00.jpg"
ITF_14 = "synth-gs1/itf14/easy-00.jpg"

READ = (
    (EAN, "9002233139084", "EAN-13", "]E0"),
    (CODE_128, "673023", "Code 128", "]C0"),
    (QR, "https://www.facebook.com/Lethmik/", "QR", "]Q1"),
    (DATA_MATRIX, "EDIFACTEDIFACT", "Data Matrix", "]d1"),
    (GS1_DATA_MATRIX, "01095060001343521726123110LOT-42A\x1d21SN0001", "Data Matrix", "]d2"),
    (ITF_14, "09521234543213", "ITF", "]I1"),
)


def upload(browser, *pictures):
    """Upload photographs and return what was read in them."""
    reply = browser.upload(*((PHOTOS / one).read_bytes() for one in pictures))
    assert reply.status_code == 200, reply.text
    return reply.get_json()["results"]


def photo(phone, picture):
    """Scan what a photograph holds, as the page does."""
    (code,) = upload(phone.browser, picture)
    return phone.scan(code["text"], aim=code["aim"], symbology=code["format"], channel="photo")


def known(floor, text, item_no, unit=""):
    """Let a code that was photographed stand for an item."""
    floor.do(add_bar_code, NewBarCode(item_no=item_no, text=text, unit_code=unit), by="supervisor")


@pytest.mark.parametrize(("picture", "text", "kind", "aim"), READ)
def test_a_photograph_is_read(lite, picture, text, kind, aim):
    (code,) = upload(lite.sign_in("OLIVIA"), picture)
    assert (code["text"], code["format"], code["aim"], code["safe"]) == (text, kind, aim, True)
    assert len(code["outline"]) == 4


def test_several_photographs_are_read_at_once(lite):
    results = upload(lite.sign_in("OLIVIA"), EAN, QR, DATA_MATRIX)
    assert [code["image"] for code in results] == [0, 1, 2]
    assert [code["format"] for code in results] == ["EAN-13", "QR", "Data Matrix"]


def test_photographed_goods_are_received(floor):
    # Given codes of real things that stand for our items
    known(floor, "9002233139084", "JEANS")
    known(floor, "09521234543213", "JEANS", unit="CASE")
    known(floor, "673023", "BOLT")
    known(floor, "EDIFACTEDIFACT", "BOLT")
    known(floor, "https://www.facebook.com/Lethmik/", "BOLT")
    known(floor, "09506000134352", "LOTTED")
    # When each is photographed
    phone = floor.phone()
    phone.tap("RECEIVE")
    for picture in (EAN, ITF_14, CODE_128, DATA_MATRIX, QR, GS1_DATA_MATRIX):
        reply = photo(phone, picture)
    # Then all of them are staged, the label of the lot with its date
    assert staged(reply) == {
        "LOTTED · lot LOT-42A · expires 2026-12-31 · RECV": "1",
        "BOLT · RECV": "3",
        "JEANS · RECV": "1",
    }
    assert len(reply["lines"]) == 4
    # And DONE writes them into the ledger
    phone.card("DONE")
    assert floor.bin("RECV") == {("JEANS", ""): 13, ("BOLT", ""): 3, ("LOTTED", "LOT-42A"): 1}
    # And the log knows how they came
    kept = [one for one in floor.scans() if one.channel == "photo"]
    assert [one.symbology for one in kept] == [
        "EAN-13",
        "ITF",
        "Code 128",
        "Data Matrix",
        "QR",
        "Data Matrix",
    ]
    assert kept[-1].raw == b"01095060001343521726123110LOT-42A\x1d21SN0001"


def test_a_photograph_of_something_unknown_is_refused_and_kept(lite):
    phone = lite.phone()
    (code,) = upload(phone.browser, EAN)
    body = phone.refused(text=code["text"], aim=code["aim"], channel="photo")
    assert body["code"] == "code-unknown"
    assert [(one.outcome, one.channel, one.raw) for one in lite.scans()] == [
        ("refused", "photo", b"9002233139084")
    ]


def test_nothing_is_read_where_there_is_nothing(lite):
    pictures = sorted((PHOTOS / "zxing-cpp" / "falsepositives-1").glob("*.webp"))[:2]
    for picture in pictures:
        assert upload(lite.sign_in("OLIVIA"), str(picture.relative_to(PHOTOS))) == []
