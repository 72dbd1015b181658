"""How a picture is prepared for the engines, cheapest first, and how long that may go on.

A pass is a change to the picture and an engine. The first passes read nearly everything; the
later ones are for tilt, glare, shadow and blur, and are tried only while time is left.

Source: barcodes.md 3.5, which passes pay on the pictures that both engines miss.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from PIL import Image, ImageChops, ImageFilter, ImageOps

from scanner_app.barcodes.decode_engines import Decoder
from scanner_app.barcodes.decode_rules import judge
from scanner_app.barcodes.symbol import Symbol

LONG_SIDE: Final = 1280
"""Pixels of the long side of the first passes: half a percent less than the full picture reads,
at less than half the time."""

LARGE_SIDE: Final = 2000
"""Pixels of the long side of the pass for long GS1-128 and large QR codes."""

QUICK_BUDGET_MS: Final = 200
"""With no more time than this, as for the frames of a running camera, a quick look comes first. A
photograph is always looked at thoroughly, for it may show several codes."""

_NEIGHBOURHOOD: Final = 25
"""Radius in pixels within which light is evened out."""

_CONFIRMING_PASSES: Final = 6
"""How many passes look for a second reading before a person is asked to look."""

_MIDDLE: Final = 128
_DARKER: Final = tuple(value * value // 255 for value in range(256))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A changed picture and the way back to the pixels of the first pass.

    Attributes:
        picture: mode "L".
        back: turns a point of it into a point of the first pass.
    """

    picture: Image.Image
    back: Callable[[int, int], tuple[int, int]]


Change: TypeAlias = Callable[[Image.Image, Image.Image], Prepared | None]
"""From the picture of the first pass and the original to a changed one; None where it is no use."""


def _evened(base: Image.Image) -> Image.Image:
    """Take slow changes of light out and stretch what is left."""
    light = base.filter(ImageFilter.BoxBlur(_NEIGHBOURHOOD))
    return ImageOps.autocontrast(ImageChops.subtract(base, light, offset=_MIDDLE), cutoff=1)


def _local_threshold(base: Image.Image) -> Image.Image:
    light = base.filter(ImageFilter.BoxBlur(_NEIGHBOURHOOD))
    return ImageChops.subtract(base, light, offset=_MIDDLE).point(
        lambda value: 255 if value > _MIDDLE - 7 else 0
    )


def _darkened(base: Image.Image) -> Image.Image:
    return base.point(_DARKER)


def _sharpened(base: Image.Image) -> Image.Image:
    return base.filter(ImageFilter.UnsharpMask(radius=4, percent=200, threshold=0))


def _smoothed(base: Image.Image) -> Image.Image:
    return base.filter(ImageFilter.GaussianBlur(1))


def _plain(base: Image.Image) -> Image.Image:
    return base


def _same_size(change: Callable[[Image.Image], Image.Image]) -> Change:
    def changed(base: Image.Image, _: Image.Image) -> Prepared:
        return Prepared(change(base), lambda x, y: (x, y))

    return changed


def _turned(degrees: int) -> Change:
    def changed(base: Image.Image, _: Image.Image) -> Prepared:
        turned = base.rotate(degrees, Image.Resampling.BILINEAR, expand=True, fillcolor=255)
        return Prepared(turned, lambda x, y: _turned_back(x, y, degrees, base.size, turned.size))

    return changed


_COSINES: Final[Mapping[int, tuple[int, int]]] = {
    45: (70711, 70711),
    -45: (70711, -70711),
    30: (86603, 50000),
    -30: (86603, -50000),
    15: (96593, 25882),
    -15: (96593, -25882),
}
"""Cosine and sine in hundred-thousandths: whole pixels need no more, and no float is needed."""

_UNIT: Final = 100_000


def _turned_back(
    x: int, y: int, degrees: int, base: tuple[int, int], turned: tuple[int, int]
) -> tuple[int, int]:
    cosine, sine = _COSINES[degrees]
    dx, dy = 2 * x - turned[0], 2 * y - turned[1]
    back_x = (dx * cosine - dy * sine) // _UNIT
    back_y = (dx * sine + dy * cosine) // _UNIT
    return (back_x + base[0]) // 2, (back_y + base[1]) // 2


def _enlarged(times: int, change: Callable[[Image.Image], Image.Image]) -> Change:
    def changed(base: Image.Image, _: Image.Image) -> Prepared | None:
        if max(base.size) * times > LARGE_SIDE:
            return None
        size = (base.width * times, base.height * times)
        larger = change(base.resize(size, Image.Resampling.BICUBIC))
        return Prepared(larger, lambda x, y: (x // times, y // times))

    return changed


def _larger(base: Image.Image, original: Image.Image) -> Prepared | None:
    if max(original.size) <= LONG_SIDE:
        return None
    larger = fitted(original, LARGE_SIDE)
    return Prepared(
        larger,
        lambda x, y: (x * base.width // larger.width, y * base.height // larger.height),
    )


PASSES: Final[tuple[tuple[Change, str], ...]] = (
    (_same_size(_plain), "zxing-cpp"),
    (_same_size(_plain), "zbar"),
    (_same_size(_evened), "zxing-cpp"),
    (_turned(-45), "zbar"),
    (_turned(45), "zbar"),
    (_enlarged(2, _plain), "zxing-cpp"),
    (_same_size(_darkened), "zxing-cpp"),
    (_same_size(_local_threshold), "zbar"),
    (_turned(30), "zbar"),
    (_turned(-30), "zbar"),
    (_larger, "zxing-cpp"),
    (_same_size(_sharpened), "zbar"),
    (_turned(-45), "zxing-cpp"),
    (_turned(45), "zxing-cpp"),
    (_same_size(_smoothed), "zbar"),
    (_enlarged(2, _plain), "zbar"),
    (_enlarged(2, _darkened), "zxing-cpp"),
    (_enlarged(3, _sharpened), "zxing-cpp"),
    (_turned(15), "zxing-cpp"),
    (_turned(-15), "zxing-cpp"),
)
"""Change and engine of each pass, in the order in which they are tried."""


def fitted(picture: Image.Image, long_side: int) -> Image.Image:
    """Make a picture smaller until its long side fits; never larger."""
    longest = max(picture.size)
    if longest <= long_side:
        return picture
    size = tuple(max(1, side * long_side // longest) for side in picture.size)
    return picture.resize((size[0], size[1]), Image.Resampling.BOX, reducing_gap=2)


def read_picture(
    picture: Image.Image, engines: Sequence[Decoder], *, budget_ms: int
) -> tuple[Symbol, ...]:
    """Read a grey picture with all passes that the time allows.

    Args:
        picture: mode "L", upright as the camera meant it.
        engines: those that are there.
        budget_ms: no pass is begun that would probably end later; > 0.

    Returns:
        The symbols, outlines in pixels of `picture`.
    """
    base = fitted(picture, LONG_SIDE)
    end = time.monotonic_ns() + budget_ms * 1_000_000
    readings: list[tuple[Symbol, ...]] = []
    if budget_ms <= QUICK_BUDGET_MS:
        readings = [engine.read(base, thorough=False) for engine in engines[:1]]
    judged = judge(readings)
    if judged.is_final:
        return _on_original(judged.symbols, base, picture)
    # What a quick look found is better confirmed by the other engine than looked for again.
    passes = PASSES[1:] if any(readings) else PASSES
    since_reported = 0
    for changed, engine in _in_time(base, picture, engines, passes=passes, end=end):
        found = engine.read(changed.picture)
        if found:
            readings.append(tuple(_moved(symbol, changed.back) for symbol in found))
            judged = judge(readings)
        since_reported += bool(judged.symbols)
        if judged.is_final or since_reported > _CONFIRMING_PASSES:
            break

    return _on_original(judged.symbols, base, picture)


def _on_original(
    symbols: Sequence[Symbol], base: Image.Image, original: Image.Image
) -> tuple[Symbol, ...]:
    def to_original(x: int, y: int) -> tuple[int, int]:
        return x * original.width // base.width, y * original.height // base.height

    return tuple(_moved(symbol, to_original) for symbol in symbols)


def _in_time(
    base: Image.Image,
    original: Image.Image,
    engines: Sequence[Decoder],
    *,
    passes: Sequence[tuple[Change, str]],
    end: int,
) -> Iterator[tuple[Prepared, Decoder]]:
    """Give the passes one by one while the slowest so far would still end in time."""
    by_name = {engine.name: engine for engine in engines}
    slowest = 0
    for change, name in passes:
        begun = time.monotonic_ns()
        if begun + slowest > end:
            return
        changed = change(base, original) if name in by_name else None
        if changed:
            yield changed, by_name[name]
            slowest = max(slowest, time.monotonic_ns() - begun)


def _moved(symbol: Symbol, back: Callable[[int, int], tuple[int, int]]) -> Symbol:
    return replace(symbol, outline=tuple(back(x, y) for x, y in symbol.outline))
