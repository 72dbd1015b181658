"""The shelf of drawn symbols: each content is drawn and read back once, then kept as a PNG file.

The files lie in the instance folder, so that all server processes share them. A file is the proof
that our own decoder read the symbol; one that did not read back is never kept and never shown.
"""

import contextlib
import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scanner_app.barcodes.decode import PictureReader
from scanner_app.barcodes.encode import verify
from scanner_app.barcodes.refusal import CodeRefused, Why
from scanner_app.kernel.errors import Busy, Problem, problem, refuse
from scanner_app.labels.label import Label, Section, Sheet
from scanner_app.labels.render import symbol_picture, symbol_png

FILES_MAX: Final = 4000
"""Two megabytes; the labels of a warehouse that are printed again and again."""

_DRAWN_AS: Final = "1"
"""Raised when symbols are drawn in another way, so that files of before are not used."""

_NAME_LENGTH: Final = 40
_END_OF_PNG: Final = b"IEND\xaeB`\x82"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A label with the picture of its symbol.

    Attributes:
        png: the symbol without words, `render.PIXELS` pixels a module; b"" if refused.
        problem: `label-unreadable` if the symbol did not read back, else None.
    """

    label: Label
    png: bytes = b""
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class DrawnSection:
    """A section of a sheet with its pictures, in the order of its labels."""

    section: Section
    labels: tuple[Drawn, ...]


class Shelf:
    """Draws, proves and keeps symbols.

    Args:
        folder: where the files are; made when first needed.
        reader: the decoder; that of this process if left out.
        files_max: how many are kept; the oldest go first.
    """

    def __init__(
        self, folder: Path, *, reader: PictureReader | None = None, files_max: int = FILES_MAX
    ) -> None:
        """Touch nothing yet."""
        self._folder = folder
        self._reader = reader
        self._files_max = files_max
        self._has_kept = False

    def sheet(self, sheet: Sheet) -> tuple[DrawnSection, ...]:
        """Draw all labels of a sheet.

        Raises: Busy `decoder-missing` if nothing can be proved here.
        """
        drawn = tuple(
            DrawnSection(section, tuple(self._drawn(label) for label in section.labels))
            for section in sheet.sections
        )
        if self._has_kept:
            self._make_room()
        return drawn

    def _drawn(self, label: Label) -> Drawn:
        """Draw a label, or say why it cannot be shown."""
        file = self._file(label)
        kept = _content(file)
        if kept:
            return Drawn(label, kept)
        try:
            made = self._proved(label)
        except CodeRefused as refused:
            if refused.code is Why.DECODER_MISSING:
                raise refuse(Busy, "decoder-missing") from refused
            made = b""
        if not made:
            return Drawn(label, problem=problem("label-unreadable", text=label.title))
        self._keep(file, made)
        return Drawn(label, made)

    def _proved(self, label: Label) -> bytes:
        """Draw a symbol and read it back; b"" if it reads as something else or not at all."""
        picture = symbol_picture(label)
        is_read = verify(picture, label.reads_as, by=self._reader)
        return symbol_png(picture) if is_read else b""

    def _file(self, label: Label) -> Path:
        key = f"{_DRAWN_AS}\0{label.symbol.value}\0{label.content}"
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
        return self._folder / f"{digest[:_NAME_LENGTH]}.png"

    def _keep(self, file: Path, png: bytes) -> None:
        """Keep a file for the next time; a full or read-only disk only costs time."""
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            draft = file.with_suffix(f".{secrets.token_hex(4)}")
            draft.write_bytes(png)
            draft.replace(file)
            self._has_kept = True

    def _make_room(self) -> None:
        self._has_kept = False
        # Another process may be tidying at this moment; then a file is gone already.
        with contextlib.suppress(OSError):
            with os.scandir(self._folder) as entries:
                files = [(entry.stat().st_mtime_ns, entry.path) for entry in entries]
            for _, path in sorted(files)[: -self._files_max]:
                Path(path).unlink(missing_ok=True)


def _content(file: Path) -> bytes:
    """Return a kept file; b"" if there is none, or if the machine died while it was written."""
    try:
        content = file.read_bytes()
    except OSError:
        return b""
    return content if content.endswith(_END_OF_PNG) else b""
