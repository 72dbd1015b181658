"""A label and a sheet of labels as plain values. Nothing is drawn here."""

from dataclasses import dataclass
from enum import StrEnum

from scanner_app.barcodes.encode import Printed, transmitted


class LabelKind(StrEnum):
    """What a label is stuck on or held up for."""

    GOODS = "goods"
    BIN = "bin"
    DOCUMENT = "document"
    COMMAND = "command"
    REASON = "reason"
    NUMBER = "number"
    BADGE = "badge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One label.

    Attributes:
        symbol: which bar code is printed.
        content: what is in it, in the form that `barcodes.encode.pattern` takes.
        title: the words that are printed large.
        lines: smaller words below, most important first; blank ones are left out.
    """

    kind: LabelKind
    symbol: Printed
    content: str
    title: str
    lines: tuple[str, ...] = ()

    @property
    def reads_as(self) -> str:
        """What a scanner must send when it reads the label.

        Raises: CodeRefused if the content cannot be put into the symbol.
        """
        return transmitted(self.symbol, self.content)

    @property
    def captions(self) -> tuple[str, ...]:
        """The smaller words without the blank ones."""
        return tuple(line for line in self.lines if line)


@dataclass(frozen=True, slots=True)
class Section:
    """Labels that belong together.

    Attributes:
        hint: one or two sentences for a newcomer.
        is_in_steps: True where the labels are to be scanned one after the other.
    """

    title: str
    hint: str
    labels: tuple[Label, ...]
    is_in_steps: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is shown on one page and printed into one file."""

    title: str
    sections: tuple[Section, ...]

    @property
    def labels(self) -> tuple[Label, ...]:
        """All labels in the order of the sheet."""
        return tuple(label for section in self.sections for label in section.labels)
