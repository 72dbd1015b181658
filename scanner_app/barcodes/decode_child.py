"""The child process that opens and reads pictures: `python -m scanner_app.barcodes.decode_child`.

Pictures come from outside and the decoders are C code with a history, so they are opened here and
never in the server: with bounded memory and processor time, without leave to write files, and
without the server's secrets, database and sockets. One child reads many pictures, one at a time.

It speaks `decode_wire` on standard input and output. A closed input ends it, so none is left over
when the server is killed.
"""

import contextlib
import io
import json
import os
import resource
import struct
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any, BinaryIO, Final

from PIL import Image, ImageOps, UnidentifiedImageError

from scanner_app.barcodes.decode_engines import Decoder, decoders
from scanner_app.barcodes.decode_passes import LARGE_SIDE, fitted, read_picture
from scanner_app.barcodes.decode_wire import REPLY, REQUEST, symbol_values
from scanner_app.barcodes.refusal import CodeRefused, Why

PIXELS_MAX: Final = 25_000_000
"""A phone's 24-megapixel photograph; decoded it takes 75 MB."""

FORMATS: Final = ("PNG", "JPEG", "WEBP")
"""What phones and browsers send. Every further format is further C code to attack."""

_MEMORY_MAX: Final = 700 * 1024 * 1024
_CPU_SECONDS: Final = 3
_OPEN_FILES: Final = 64


def open_picture(content: bytes) -> Image.Image:
    """Open a picture as it was meant to be seen, in grey.

    Returns:
        Mode "L", turned as the camera says, transparent parts white; a photograph that is larger
        than any pass needs comes smaller.

    Raises:
        CodeRefused: `image-not-an-image`, `image-too-large` or `image-truncated`.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _grey(content)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError, MemoryError) as large:
        raise CodeRefused(Why.IMAGE_TOO_LARGE, "too many pixels") from large
    except UnidentifiedImageError as unknown:
        raise CodeRefused(Why.IMAGE_NOT_AN_IMAGE, "neither PNG nor JPEG nor WebP") from unknown
    except OSError as broken:
        raise CodeRefused(Why.IMAGE_TRUNCATED, "the picture ends too early") from broken
    except (ValueError, SyntaxError, IndexError, EOFError, struct.error) as broken:
        # What Pillow's readers raise on damaged headers, beside OSError.
        raise CodeRefused(Why.IMAGE_NOT_AN_IMAGE, "the picture is damaged") from broken


def _grey(content: bytes) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = PIXELS_MAX
    with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
        # A JPEG can be opened smaller at a fifth of the time; other formats ignore this.
        picture.draft("L", (LARGE_SIDE, LARGE_SIDE))
        upright = ImageOps.exif_transpose(picture)
        if upright.has_transparency_data:
            upright = upright.convert("RGBA")
            paper = Image.new("RGBA", upright.size, "white")
            paper.alpha_composite(upright)
            upright = paper
        return fitted(upright.convert("L"), LARGE_SIDE)


def reply_to(content: bytes, engines: Sequence[Decoder], *, budget_ms: int) -> dict[str, Any]:
    """Open and read one picture and put the outcome into JSON values."""
    try:
        symbols = read_picture(open_picture(content), engines, budget_ms=budget_ms)
    except CodeRefused as refused:
        return {"refused": refused.code.value, "detail": refused.detail}
    except MemoryError:
        return {"refused": Why.IMAGE_TOO_LARGE.value, "detail": "too much memory needed"}
    return {"symbols": [symbol_values(symbol) for symbol in symbols]}


def confine() -> None:
    """Take from this process what reading pictures does not need."""
    # Above the soft limit the kernel ends the process; it is moved on before each picture.
    limits = (
        (resource.RLIMIT_AS, _MEMORY_MAX),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
    )
    for limit, most in limits:
        hard = resource.getrlimit(limit)[1]
        bounded = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(limit, (bounded, bounded))
    allow_cpu_seconds(_CPU_SECONDS)


def allow_cpu_seconds(seconds: int) -> None:
    """Let the kernel end this process when it has worked so much longer than now."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime) + 1
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = spent + seconds
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _own_channels() -> tuple[BinaryIO, BinaryIO]:
    """Keep the channels to the server and close them to the libraries, which print warnings."""
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for channel in (0, 1, 2):
        os.dup2(nowhere, channel)
    os.close(nowhere)
    return source, sink


def _send(sink: BinaryIO, values: Mapping[str, Any]) -> None:
    data = json.dumps(values).encode()
    sink.write(REPLY.pack(len(data)) + data)
    sink.flush()


def serve(source: BinaryIO, sink: BinaryIO, *, confined: Callable[[], None]) -> None:
    """Greet with the names of the engines, then answer pictures until the input is closed.

    Args:
        source: where pictures come from.
        sink: where answers go.
        confined: called when all libraries are loaded and again before each picture.
    """
    engines = decoders()
    Image.init()
    confined()
    _send(sink, {"engines": [engine.name for engine in engines]})
    while len(head := source.read(REQUEST.size)) == REQUEST.size:
        length, budget_ms = REQUEST.unpack(head)
        content = source.read(length)
        if len(content) < length:
            return
        confined()
        _send(sink, reply_to(content, engines, budget_ms=budget_ms))


def main() -> None:
    """Serve the process that started this one."""
    source, sink = _own_channels()
    with contextlib.suppress(BrokenPipeError):
        serve(source, sink, confined=confine)


if __name__ == "__main__":
    main()
