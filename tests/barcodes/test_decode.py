import io
import os
import random
import signal
import struct
import subprocess
import sys
import threading
import time
import zlib

import pytest
from PIL import Image

from scanner_app.barcodes.decode import BYTES_MAX, LIVE_BUDGET_MS, PictureReader, reader
from scanner_app.barcodes.encode import Printed, draw, png
from scanner_app.barcodes.refusal import CodeRefused
from scanner_app.barcodes.symbol import Symbology
from tests.barcodes.outcome import outcome

LABEL = "(01)09506000134352(17)261231(10)LOT-42A(21)SN1"
SENT = "01095060001343521726123110LOT-42A\x1d21SN1"


@pytest.fixture(scope="module")
def pictures():
    made = PictureReader()
    yield made
    made.close()


@pytest.fixture(scope="module")
def label():
    return png(draw(Printed.GS1_DATA_MATRIX, LABEL, module=4))


def saved(picture, form, **options):
    file = io.BytesIO()
    picture.save(file, format=form, **options)
    return file.getvalue()


def test_a_label_is_read_with_its_separators_and_identifier(pictures, label):
    (symbol,) = pictures.read(label)
    assert (symbol.symbology, symbol.text, symbol.aim) == (Symbology.DATA_MATRIX, SENT, "]d2")
    assert symbol.gs1
    assert symbol.safe
    assert len(symbol.outline) == 4


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_the_formats_of_phones_and_browsers_are_read(pictures, form):
    (symbol,) = pictures.read(saved(draw(Printed.QR, "XBA0101"), form))
    assert symbol.text == "XBA0101"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_every_kind_of_pixel_is_read(pictures, mode):
    drawn = draw(Printed.QR, "XBA0101")
    if mode == "I;16":
        content = saved(drawn.convert("I;16").point(lambda value: value * 257), "PNG")
    else:
        content = saved(drawn.convert(mode), "JPEG" if mode == "CMYK" else "PNG")
    assert [symbol.text for symbol in pictures.read(content)] == ["XBA0101"]


def test_transparent_paper_is_white(pictures):
    drawn = draw(Printed.QR, "XBA0101")
    ink = Image.new("RGBA", drawn.size, (0, 0, 0, 0))
    ink.putalpha(drawn.point(lambda value: 255 - value))
    assert [symbol.text for symbol in pictures.read(png(ink))] == ["XBA0101"]


def test_the_orientation_of_the_camera_is_honoured(pictures):
    drawn = draw(Printed.EAN_13, "9506000134352", module=4)
    wide = Image.new("L", (drawn.width, drawn.height * 4), 255)
    wide.paste(drawn, (0, 0))
    exif = Image.Exif()
    exif[0x0112] = 3
    content = saved(wide, "JPEG", exif=exif)
    (symbol,) = pictures.read(content)
    # Turned upside down by the exif tag, the symbol is at the bottom.
    assert min(y for _, y in symbol.outline) > wide.height // 2


@pytest.mark.zbar
def test_a_tilted_linear_code_is_read_and_its_outline_is_where_it_is(pictures):
    drawn = draw(Printed.CODE_128, "LOT-42A", module=3)
    field = Image.new("L", (1200, 900), 255)
    field.paste(drawn.rotate(45, expand=True, fillcolor=255), (700, 400))
    (symbol,) = pictures.read(png(field))
    assert symbol.text == "LOT-42A"
    assert min(x for x, _ in symbol.outline) > 600
    assert min(y for _, y in symbol.outline) > 300


def test_all_symbols_of_a_label_are_reported(pictures):
    field = Image.new("L", (1200, 900), 255)
    field.paste(draw(Printed.EAN_13, "9506000134352"), (50, 50))
    field.paste(draw(Printed.QR, "XBA0101"), (700, 600))
    assert {symbol.text for symbol in pictures.read(png(field))} == {"9506000134352", "XBA0101"}


@pytest.mark.zbar
def test_a_retail_code_is_safe_when_both_engines_read_it(pictures):
    (symbol,) = pictures.read(png(draw(Printed.EAN_13, "9506000134352")))
    assert symbol.safe


def test_a_blank_picture_says_nothing(pictures):
    assert pictures.read(png(Image.new("L", (640, 480), 200)), budget_ms=LIVE_BUDGET_MS) == ()


def bomb(side):
    """A PNG of a few kilobytes that unpacks to side times side pixels of four bytes."""

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    body = zlib.compress(b"\0" * 100_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def hostile():
    good = saved(Image.effect_noise((800, 600), 50), "JPEG")
    yield "empty", b"", "image-not-an-image"
    yield "text", b"<html>hello</html>", "image-not-an-image"
    yield "svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image-not-an-image"
    yield "gif", saved(Image.new("L", (9, 9)), "GIF"), "image-not-an-image"
    yield "truncated jpeg", good[: len(good) // 2], "image-truncated"
    yield "truncated png", png(Image.effect_noise((300, 300), 50))[:4000], "image-truncated"
    yield "bomb", bomb(20_000), "image-too-large"
    yield "larger bomb", bomb(60_000), "image-too-large"
    yield "50 megapixels", saved(Image.new("1", (8_000, 6_500)), "PNG"), "image-too-large"
    yield "too many bytes", b"\x89PNG" + b"\0" * BYTES_MAX, "image-too-large"


@pytest.mark.parametrize(("content", "code"), [pytest.param(c, r, id=n) for n, c, r in hostile()])
def test_a_hostile_picture_is_refused_and_the_next_one_is_read(pictures, label, content, code):
    with pytest.raises(CodeRefused) as refused:
        pictures.read(content)
    assert refused.value.code == code
    assert [symbol.text for symbol in pictures.read(label)] == [SENT]


def test_damaged_files_are_read_or_refused_and_never_anything_else(pictures, label):
    chance = random.Random(42)  # noqa: S311 - damage to a picture, not a secret
    whole = {
        "png": label,
        "jpeg": saved(draw(Printed.QR, "XBA0101"), "JPEG"),
        "webp": saved(draw(Printed.QR, "XBA0101"), "WEBP"),
    }
    for content in whole.values():
        for _ in range(15):
            damaged = bytearray(content)
            for _ in range(8):
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
            said = outcome(pictures.read, bytes(damaged), budget_ms=LIVE_BUDGET_MS)
            if isinstance(said, CodeRefused):
                assert said.code.startswith("image-")


def test_noise_ends_within_its_budget(pictures):
    noise = saved(Image.effect_noise((2000, 1500), 120), "JPEG")
    pictures.engines()
    begun = time.monotonic()
    assert not [symbol for symbol in pictures.read(noise, budget_ms=LIVE_BUDGET_MS) if symbol.safe]
    assert time.monotonic() - begun < 2


def test_the_same_child_reads_picture_after_picture(label):
    made = PictureReader()
    made.read(label)
    first = made.children()
    for _ in range(5):
        made.read(label)
    assert made.children() == first
    made.close()


def test_a_child_that_was_killed_is_replaced(label):
    made = PictureReader()
    made.read(label)
    (child,) = made.children()
    os.kill(child, signal.SIGKILL)
    time.sleep(0.1)
    assert [symbol.text for symbol in made.read(label)] == [SENT]
    assert made.children() != (child,)
    made.close()


def test_a_child_that_hangs_is_given_up_and_replaced(label):
    made = PictureReader(patience_seconds=1)
    made.read(label)
    (child,) = made.children()
    os.kill(child, signal.SIGSTOP)
    with pytest.raises(CodeRefused) as refused:
        made.read(label)
    assert refused.value.code == "decode-timeout"
    assert [symbol.text for symbol in made.read(label)] == [SENT]
    made.close()


def test_threads_share_a_reader(label):
    made = PictureReader()
    said = []
    threads = [
        threading.Thread(target=lambda: said.append(made.read(label)[0].text)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == [SENT] * 8
    assert len(made.children()) <= 2
    made.close()


def test_nothing_is_left_when_the_server_is_killed():
    script = (
        "import time\n"
        "from scanner_app.barcodes.decode import PictureReader\n"
        "made = PictureReader()\n"
        "made.engines()\n"
        "print(made.children()[0], flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as server:
        child = int(server.stdout.readline())
        server.kill()
    for _ in range(50):
        if not is_running(child):
            return
        time.sleep(0.1)
    pytest.fail("the child is still there")


def is_running(process_no):
    try:
        with open(f"/proc/{process_no}/stat", encoding="ascii") as file:  # noqa: PTH123
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_child_knows_no_secret_and_is_confined(monkeypatch, label):
    monkeypatch.setenv("SCANNER_DATABASE_URL", "postgresql://secret")
    made = PictureReader()
    made.read(label)
    (child,) = made.children()
    with open(f"/proc/{child}/environ", "rb") as file:  # noqa: PTH123
        assert b"secret" not in file.read()
    with open(f"/proc/{child}/limits", encoding="ascii") as file:  # noqa: PTH123
        limits = {line[:26].strip(): line[26:].split()[0] for line in file}
    assert limits["Max address space"] == str(700 * 1024 * 1024)
    assert limits["Max file size"] == "0"
    assert limits["Max core file size"] == "0"
    assert int(limits["Max cpu time"]) < 60
    made.close()


def test_a_machine_without_zbar_reads_with_the_other_engine(monkeypatch, label, tmp_path):
    # A folder whose pyzbar cannot be imported, as where the system library is missing.
    (tmp_path / "pyzbar").mkdir()
    (tmp_path / "pyzbar" / "__init__.py").write_text("raise ImportError('no libzbar')\n")
    monkeypatch.setattr("scanner_app.barcodes.decode._ENVIRONMENT", ("PATH", "PYTHONPATH"))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    made = PictureReader()
    assert made.engines() == ("zxing-cpp",)
    assert [symbol.text for symbol in made.read(label)] == [SENT]
    made.close()


def test_a_machine_without_any_engine_says_so(monkeypatch, label, tmp_path):
    (tmp_path / "zxingcpp.py").write_text("raise ImportError\n")
    monkeypatch.setattr("scanner_app.barcodes.decode._ENVIRONMENT", ("PATH", "PYTHONPATH"))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    made = PictureReader()
    assert made.engines() == ()
    with pytest.raises(CodeRefused) as refused:
        made.read(label)
    assert refused.value.code == "decoder-missing"


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_process_starts_its_own_children(label):
    made = PictureReader()
    made.read(label)
    before = made.children()
    process = os.fork()
    if not process:
        same = [symbol.text for symbol in made.read(label)] == [SENT]
        fresh = made.children() != before
        made.close()
        os._exit(0 if same and fresh else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0
    assert [symbol.text for symbol in made.read(label)] == [SENT]
    assert made.children() == before
    made.close()


def test_a_process_has_one_reader():
    assert reader() is reader()
