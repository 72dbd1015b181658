"""What the server and its decoding children say to each other.

On the child's standard input: the length of the picture and the budget in milliseconds, then the
picture. On its standard output: a length, then a JSON object. Imports no decoder, so that the
server can use it.
"""

import struct
from collections.abc import Mapping
from typing import Any, Final

from scanner_app.barcodes.symbol import Symbol, Symbology

REQUEST: Final = struct.Struct(">II")
"""Length of the picture in bytes, budget in milliseconds."""

REPLY: Final = struct.Struct(">I")
"""Length of the reply in bytes."""

ZBAR_FOLDER: Final = "SCANNER_ZBAR_DIR"
"""The variable that says where set-up unpacked libzbar, if the system has none."""


def symbol_values(symbol: Symbol) -> dict[str, Any]:
    """Put a symbol into JSON values."""
    return {
        "symbology": symbol.symbology.value,
        "text": symbol.text,
        "aim": symbol.aim,
        "gs1": symbol.gs1,
        "outline": symbol.outline,
        "engine": symbol.engine,
        "safe": symbol.safe,
    }


def symbol_of(values: Mapping[str, Any]) -> Symbol:
    """Take a symbol out of JSON values."""
    return Symbol(
        symbology=Symbology(values["symbology"]),
        text=values["text"],
        aim=values["aim"],
        gs1=values["gs1"],
        outline=tuple((x, y) for x, y in values["outline"]),
        engine=values["engine"],
        safe=values["safe"],
    )
