"""Pictures to codes: reads, and posts nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from apiflask import APIBlueprint
from flask import Response, request

from scanner_app.barcodes.decode import LIVE_BUDGET_MS, PHOTO_BUDGET_MS, reader
from scanner_app.barcodes.refusal import CodeRefused
from scanner_app.barcodes.symbol import Symbol
from scanner_app.kernel.errors import BadScan, Busy, Refusal, problem, refuse
from scanner_app.kernel.terms import Role
from scanner_app.web import wire
from scanner_app.web.policy import needs

bp: Final = APIBlueprint("api_decode", __name__, url_prefix="/api/v1", tag="Scans")

_PICTURES_MAX: Final = 4
_LATER: Final = frozenset({"decoder-missing"})


@dataclass(frozen=True, slots=True)
class DecodedCode:
    """One code found in a picture.

    Attributes:
        text: the data as the symbol holds it; GS is 0x1D.
        format: the kind of bar code, such as "Code 128".
        aim: AIM symbology identifier such as "]C1", "" if unknown.
        gs1: True when the symbol promises GS1 data, null if that cannot be known.
        safe: false where a person must look before anything is posted.
        outline: corners as [x, y] in pixels of the picture as it was read.
        image: the index of the picture.
    """

    text: str
    format: str
    aim: str
    gs1: bool | None
    safe: bool
    outline: tuple[tuple[int, int], ...]
    image: int


@dataclass(frozen=True, slots=True)
class Decoded:
    """Every code found, in the order of the pictures."""

    results: tuple[DecodedCode, ...]


@bp.post("/decode")
@needs(Role.OPERATOR)
@bp.output(wire.model_of(Decoded))
@bp.doc(
    description="Send one or more pictures as multipart/form-data, each as a part named `image`. "
    "JPEG, PNG or WebP, at most 10 MB and 25 megapixels. Add `live=1` to the address for a frame "
    "of a running camera: less patience, quicker answer.",
)
def decode_pictures() -> Response:
    """Read the codes in one or more pictures."""
    pictures = request.files.getlist("image")[:_PICTURES_MAX]
    if not pictures:
        raise BadScan((problem("scan-empty", field="image"),))
    budget = LIVE_BUDGET_MS if request.args.get("live") == "1" else PHOTO_BUDGET_MS
    found = tuple(
        code
        for index, picture in enumerate(pictures)
        for code in _codes(read_picture(picture.read(), budget_ms=budget), index)
    )
    return wire.write(Decoded(found))


def read_picture(content: bytes, *, budget_ms: int = PHOTO_BUDGET_MS) -> tuple[Symbol, ...]:
    """Read the symbols of a picture.

    Raises: BadScan or Busy with the code of the catalogue.
    """
    try:
        return reader().read(content, budget_ms=budget_ms)
    except CodeRefused as refused:
        raise _refusal(refused) from refused


def _refusal(refused: CodeRefused) -> Refusal:
    code = refused.catalogue_code
    kind = Busy if code in _LATER else BadScan
    return refuse(kind, code, field="image", detail=refused.detail)


def _codes(symbols: Sequence[Symbol], image: int) -> tuple[DecodedCode, ...]:
    return tuple(
        DecodedCode(
            text=symbol.text,
            format=symbol.symbology.value,
            aim=symbol.aim or "",
            gs1=symbol.gs1,
            safe=symbol.safe,
            outline=symbol.outline,
            image=image,
        )
        for symbol in symbols
    )
