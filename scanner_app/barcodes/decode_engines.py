"""The two decoding engines behind one port: a grey picture in, readings out.

Neither engine is trusted here; `decode_rules` decides what is reported and what is safe. The only
importer of zxing-cpp's reader and of pyzbar.
"""

import ctypes
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Protocol

import zxingcpp
from PIL import Image

from scanner_app.barcodes.check_digit import GTIN_KEY_LENGTH, has_check_digit
from scanner_app.barcodes.decode_wire import ZBAR_FOLDER
from scanner_app.barcodes.symbol import Symbol, Symbology


class Decoder(Protocol):
    """One engine.

    Attributes:
        name: how the engine is called in symbols and in the health report.
    """

    name: str

    def read(self, picture: Image.Image, *, thorough: bool = True) -> tuple[Symbol, ...]:
        """Read a picture of mode "L"; never raises for what is in the picture.

        Args:
            picture: mode "L".
            thorough: False to look only for upright dark codes of the trade's usual kinds, at a
                fifth of the time, where the engine can tell the difference.
        """
        ...


_FORMAT: Final = zxingcpp.BarcodeFormat

_ZXING: Final[Mapping[int, Symbology]] = MappingProxyType(
    {
        int(_FORMAT.EAN13): Symbology.EAN_13,
        int(_FORMAT.EAN8): Symbology.EAN_8,
        int(_FORMAT.UPCA): Symbology.EAN_13,
        int(_FORMAT.UPCE): Symbology.UPC_E,
        int(_FORMAT.ISBN): Symbology.EAN_13,
        int(_FORMAT.Code128): Symbology.CODE_128,
        int(_FORMAT.Code39): Symbology.CODE_39,
        int(_FORMAT.Code39Std): Symbology.CODE_39,
        int(_FORMAT.Code39Ext): Symbology.CODE_39,
        int(_FORMAT.PZN): Symbology.CODE_39,
        int(_FORMAT.Code32): Symbology.CODE_32,
        int(_FORMAT.Code93): Symbology.CODE_93,
        int(_FORMAT.Codabar): Symbology.CODABAR,
        int(_FORMAT.ITF): Symbology.ITF,
        int(_FORMAT.ITF14): Symbology.ITF,
        int(_FORMAT.DataBar): Symbology.DATABAR,
        int(_FORMAT.DataBarOmni): Symbology.DATABAR,
        int(_FORMAT.DataBarStk): Symbology.DATABAR,
        int(_FORMAT.DataBarStkOmni): Symbology.DATABAR,
        int(_FORMAT.DataBarLtd): Symbology.DATABAR,
        int(_FORMAT.DataBarExp): Symbology.DATABAR_EXPANDED,
        int(_FORMAT.DataBarExpStk): Symbology.DATABAR_EXPANDED,
        int(_FORMAT.DataMatrix): Symbology.DATA_MATRIX,
        int(_FORMAT.QRCode): Symbology.QR,
        int(_FORMAT.QRCodeModel1): Symbology.QR,
        int(_FORMAT.QRCodeModel2): Symbology.QR,
        int(_FORMAT.MicroQRCode): Symbology.MICRO_QR,
        int(_FORMAT.RMQRCode): Symbology.MICRO_QR,
        int(_FORMAT.PDF417): Symbology.PDF_417,
        int(_FORMAT.CompactPDF417): Symbology.PDF_417,
        int(_FORMAT.MicroPDF417): Symbology.PDF_417,
        int(_FORMAT.Aztec): Symbology.AZTEC,
        int(_FORMAT.AztecCode): Symbology.AZTEC,
        int(_FORMAT.AztecRune): Symbology.AZTEC,
        int(_FORMAT.MaxiCode): Symbology.MAXICODE,
    }
)

_ZXING_FORMATS: Final = zxingcpp.BarcodeFormats(
    (
        _FORMAT.EANUPC,
        _FORMAT.Code128,
        _FORMAT.Code39,
        _FORMAT.Code93,
        _FORMAT.Codabar,
        _FORMAT.ITF,
        _FORMAT.DataBar,
        _FORMAT.DataMatrix,
        _FORMAT.QRCode,
        _FORMAT.MicroQRCode,
        _FORMAT.RMQRCode,
        _FORMAT.PDF417,
        _FORMAT.MicroPDF417,
        _FORMAT.Aztec,
        _FORMAT.MaxiCode,
    )
)
"""All but film edges and Telepen, which no warehouse uses and which noise resembles."""


_ZXING_USUAL: Final = zxingcpp.BarcodeFormats(
    (
        _FORMAT.EANUPC,
        _FORMAT.Code128,
        _FORMAT.ITF,
        _FORMAT.DataBar,
        _FORMAT.DataMatrix,
        _FORMAT.QRCode,
    )
)
"""What is on nearly every label."""


class ZxingDecoder:
    """zxing-cpp: all symbologies, with AIM identifier; weak on tilted linear codes."""

    name = "zxing-cpp"

    def read(self, picture: Image.Image, *, thorough: bool = True) -> tuple[Symbol, ...]:
        """Read a picture; GS is kept, nothing is put into brackets."""
        found = zxingcpp.read_barcodes(
            picture,
            formats=_ZXING_FORMATS if thorough else _ZXING_USUAL,
            try_rotate=thorough,
            try_downscale=thorough,
            try_invert=thorough,
            text_mode=zxingcpp.TextMode.Plain,
        )
        return tuple(self._symbol(barcode) for barcode in found)

    def _symbol(self, barcode: zxingcpp.Barcode) -> Symbol:
        at = barcode.position
        corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
        return Symbol(
            symbology=_ZXING.get(int(barcode.format), Symbology.UNKNOWN),
            text=barcode.text,
            aim=barcode.symbology_identifier or None,
            gs1=barcode.content_type == zxingcpp.ContentType.GS1,
            outline=tuple((corner.x, corner.y) for corner in corners),
            engine=self.name,
        )


_ZBAR: Final[Mapping[str, Symbology]] = MappingProxyType(
    {
        "EAN13": Symbology.EAN_13,
        "EAN8": Symbology.EAN_8,
        "I25": Symbology.ITF,
        "CODE128": Symbology.CODE_128,
        "CODE39": Symbology.CODE_39,
        "CODE93": Symbology.CODE_93,
        "CODABAR": Symbology.CODABAR,
        "QRCODE": Symbology.QR,
    }
)
"""What zbar reads well. Its DataBar Expanded is wrong, and DataBar fills the log with warnings."""

_ZBAR_AIM: Final[Mapping[Symbology, tuple[str, str]]] = MappingProxyType(
    {
        Symbology.EAN_13: ("]E0", "]E0"),
        Symbology.EAN_8: ("]E4", "]E4"),
        Symbology.CODE_128: ("]C0", "]C1"),
        Symbology.CODE_39: ("]A0", "]A0"),
        Symbology.CODE_93: ("]G0", "]G0"),
        Symbology.CODABAR: ("]F0", "]F0"),
        Symbology.QR: ("]Q1", "]Q3"),
    }
)
"""AIM identifier without and with FNC1 in first place."""

_MODIFIER_GS1: Final = 1
_GREY: Final = int.from_bytes(b"Y800", "little")


def _load_unpacked_zbar(folder: Path) -> None:
    """Load zbar and its dependencies from a folder and hand them to pyzbar.

    A folder in `LD_LIBRARY_PATH` would not do: pyzbar asks `find_library`, which looks into the
    linker's cache only. Libraries are tried again until no more of them can be loaded, because
    their order is not known.
    """
    waiting = sorted(folder.rglob("*.so*"))
    loaded = -1
    while loaded:
        failed = [library for library in waiting if not _is_loaded(library)]
        loaded, waiting = len(waiting) - len(failed), failed
    library = next(folder.rglob("libzbar.so.0"), None)
    if library:
        from pyzbar import zbar_library  # noqa: PLC0415 - only where zbar is not the system's

        zbar_library.find_library = lambda _: str(library)


def _is_loaded(library: Path) -> bool:
    try:
        ctypes.CDLL(str(library), mode=ctypes.RTLD_GLOBAL)
    except OSError:
        return False
    return True


class ZbarDecoder:
    """zbar through pyzbar: reads linear codes at every angle that zxing-cpp misses.

    Raises:
        ImportError: the system library libzbar is not there.
    """

    name = "zbar"

    def __init__(self) -> None:
        """Load the library and set a scanner up once, for all pictures."""
        folder = os.environ.get(ZBAR_FOLDER)
        if folder:
            _load_unpacked_zbar(Path(folder))
        from pyzbar import wrapper  # noqa: PLC0415 - loads the system library, which may be missing

        # Any: pyzbar is untyped and its functions are made by ctypes.
        self._zbar: Any = wrapper
        self._modifiers: Any = wrapper.zbar_function(
            "zbar_symbol_get_modifiers", ctypes.c_uint, ctypes.POINTER(wrapper.zbar_symbol)
        )
        self._scanner: Any = wrapper.zbar_image_scanner_create()
        enable = wrapper.ZBarConfig.CFG_ENABLE
        wrapper.zbar_image_scanner_set_config(self._scanner, 0, enable, 0)
        for name in _ZBAR:
            kind = wrapper.ZBarSymbol[name]
            wrapper.zbar_image_scanner_set_config(self._scanner, kind, enable, 1)

    def read(
        self,
        picture: Image.Image,
        *,
        thorough: bool = True,  # noqa: ARG002 - zbar knows one way only
    ) -> tuple[Symbol, ...]:
        """Read a picture; texts beyond ASCII are left out, because zbar guesses their alphabet."""
        pixels = picture.tobytes()
        image = self._zbar.zbar_image_create()
        try:
            self._zbar.zbar_image_set_format(image, _GREY)
            self._zbar.zbar_image_set_size(image, *picture.size)
            pointer = ctypes.cast(ctypes.c_char_p(pixels), ctypes.c_void_p)
            self._zbar.zbar_image_set_data(image, pointer, len(pixels), None)
            self._zbar.zbar_scan_image(self._scanner, image)
            return tuple(self._symbols(image))
        finally:
            self._zbar.zbar_image_destroy(image)

    def _symbols(self, image: Any) -> Iterator[Symbol]:
        at = self._zbar.zbar_image_first_symbol(image)
        while at:
            kind = self._zbar.ZBarSymbol(at.contents.type).name
            length = self._zbar.zbar_symbol_get_data_length(at)
            data = ctypes.string_at(self._zbar.zbar_symbol_get_data(at), length)
            if kind in _ZBAR and data.isascii():
                yield self._symbol(at, _ZBAR[kind], data.decode("ascii"))
            at = self._zbar.zbar_symbol_next(at)

    def _symbol(self, at: Any, symbology: Symbology, text: str) -> Symbol:
        gs1 = bool(self._modifiers(at) & _MODIFIER_GS1)
        return Symbol(
            symbology=symbology,
            text=text,
            aim=_zbar_aim(symbology, text, gs1=gs1),
            gs1=gs1,
            outline=self._outline(at),
            engine=self.name,
        )

    def _outline(self, at: Any) -> tuple[tuple[int, int], ...]:
        """The corners of the upright box around all points that zbar touched."""
        count = self._zbar.zbar_symbol_get_loc_size(at)
        xs = [self._zbar.zbar_symbol_get_loc_x(at, place) for place in range(count)]
        ys = [self._zbar.zbar_symbol_get_loc_y(at, place) for place in range(count)]
        if not count:
            return ()
        left, top, right, bottom = min(xs), min(ys), max(xs), max(ys)
        return (left, top), (right, top), (right, bottom), (left, bottom)


def _zbar_aim(symbology: Symbology, text: str, *, gs1: bool) -> str:
    if symbology is Symbology.ITF:
        return "]I1" if len(text) == GTIN_KEY_LENGTH and has_check_digit(text) else "]I0"
    return _ZBAR_AIM[symbology][gs1]


def decoders() -> Sequence[Decoder]:
    """Return the engines that are there, the first one to be asked first."""
    found: list[Decoder] = [ZxingDecoder()]
    try:
        found.append(ZbarDecoder())
    except (ImportError, OSError, AttributeError) as missing:
        sys.stderr.write(f"zbar is not there: {missing}\n")
    return tuple(found)
