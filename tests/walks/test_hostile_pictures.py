"""Attack: pictures that are none, or worse. Each is refused in a sentence; the next one is read."""

import io
import struct
import zlib

import pytest
from PIL import Image

from scanner_app.barcodes.encode import Printed, draw
from scanner_app.barcodes.encode import png as as_png
from tests.walks.floor import refusal

pytestmark = pytest.mark.zbar


def chunk(kind, data):
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def png(width, height, rows):
    """A PNG that claims a size and holds what it is given."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def packed(size):
    """So many zero bytes, packed: a thousandth of that."""
    packer = zlib.compressobj(9)
    return (
        b"".join(packer.compress(bytes(1_000_000)) for _ in range(size // 1_000_000))
        + packer.flush()
    )


def picture(width, height, form="JPEG"):
    file = io.BytesIO()
    Image.new("L", (width, height), 255).save(file, form)
    return file.getvalue()


def hostile():
    whole = picture(800, 600)
    return {
        "nothing": (b"", "image-not-an-image"),
        "text": (b"not a picture at all", "image-not-an-image"),
        "page": (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", None),
        "program": (b"\x7fELF" + bytes(500), "image-not-an-image"),
        "postscript": (b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) run\n", "image-not-an-image"),
        "gif": (picture(20, 20, "GIF"), "image-not-an-image"),
        "tiff": (picture(20, 20, "TIFF"), "image-not-an-image"),
        "head alone": (b"\x89PNG\r\n\x1a\n", None),
        "truncated": (whole[: len(whole) // 2], "image-truncated"),
        "bomb": (png(60_000, 60_000, packed(40_000_000)), "image-too-large"),
        "liar": (png(2**31 - 1, 1, b""), None),
        "50 megapixels": (picture(10_000, 5_000), "image-too-large"),
        "garbage in jpeg": (whole[:200] + bytes(range(256)) * 20, None),
    }


HOSTILE = hostile()
SENT = "01095060001343521726123110LOT-42A"
LABEL = as_png(draw(Printed.GS1_DATA_MATRIX, "(01)09506000134352(17)261231(10)LOT-42A", module=4))


@pytest.fixture
def browser(lite):
    return lite.sign_in("OLIVIA")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_picture_is_refused_and_the_next_one_is_read(lite, browser, name):
    # When a picture of the worst kind is uploaded
    content, code = HOSTILE[name]
    body = refusal(browser.upload(content), code or "")
    # Then it is refused as a picture
    assert body["code"] in {"image-not-an-image", "image-truncated", "image-too-large"}
    assert body["errors"][0]["field"] == "image"
    # And the next picture is read as if nothing had been
    assert browser.upload(LABEL).get_json()["results"][0]["text"] == SENT
    assert lite.postings() == 0


@pytest.mark.parametrize("megabytes", [11, 25])
def test_a_body_that_is_too_large_is_refused_before_it_is_read(browser, megabytes):
    reply = browser.upload(bytes(megabytes * 1024 * 1024))
    body = refusal(reply)
    assert (body["status"], body["code"]) in {
        (413, "request-too-large"),
        (422, "image-too-large"),
    }


def test_a_request_without_a_picture_is_refused(browser):
    refusal(browser.upload(), "scan-empty")
    refusal(browser.upload(image="text in place of a file"), "scan-empty")
    refusal(browser.upload(other="x"), "scan-empty")


def test_the_name_of_a_file_goes_nowhere(browser):
    name = "../../<script>'; DROP TABLE.jpg"
    reply = browser.upload(HOSTILE["text"][0], names=(name,))
    refusal(reply, "image-not-an-image")
    assert "script" not in reply.text


def test_one_bad_picture_among_several_refuses_all(browser):
    refusal(browser.upload(LABEL, b"no"), "image-not-an-image")
