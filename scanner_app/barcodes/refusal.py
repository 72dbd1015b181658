"""The one exception of the room: a code that says something wrong.

A text that says *nothing* we know is not refused; `parse` returns it as plain text.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Why(StrEnum):
    """Every reason for which a code or picture is refused; the values never change."""

    EMPTY = "empty"
    TOO_LONG_TO_BE_A_CODE = "too-long-to-be-a-code"
    UNKNOWN_AI = "unknown-ai"
    EMPTY_VALUE = "empty-value"
    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"
    BAD_LENGTH = "bad-length"
    ILLEGAL_CHARACTER = "illegal-character"
    ILLEGAL_MONTH = "illegal-month"
    ILLEGAL_DAY = "illegal-day"
    ILLEGAL_TIME = "illegal-time"
    ILLEGAL_CURRENCY = "illegal-currency"
    ILLEGAL_COUNTRY = "illegal-country"
    ILLEGAL_VALUE = "illegal-value"
    CHECK_DIGIT = "check-digit"
    REPEATED_AI = "repeated-ai"
    EXCLUDED_PAIR = "excluded-pair"
    MISSING_PAIR = "missing-pair"
    MALFORMED = "malformed"
    DL_QUALIFIER_ORDER = "dl-qualifier-order"
    DL_QUALIFIER_IN_QUERY = "dl-qualifier-in-query"
    COMMAND_NOT_OURS = "command-not-ours"
    IMAGE_NOT_AN_IMAGE = "image-not-an-image"
    IMAGE_TOO_LARGE = "image-too-large"
    IMAGE_TRUNCATED = "image-truncated"
    DECODE_TIMEOUT = "decode-timeout"
    DECODER_MISSING = "decoder-missing"


CATALOGUE_CODE: Final[Mapping[Why, str]] = MappingProxyType(
    {
        Why.EMPTY: "scan-empty",
        Why.TOO_LONG_TO_BE_A_CODE: "scan-too-long",
        Why.CHECK_DIGIT: "check-digit",
        Why.EXCLUDED_PAIR: "gs1-contradiction",
        Why.REPEATED_AI: "gs1-contradiction",
        Why.COMMAND_NOT_OURS: "command-not-ours",
        Why.IMAGE_NOT_AN_IMAGE: "image-not-an-image",
        Why.IMAGE_TOO_LARGE: "image-too-large",
        Why.IMAGE_TRUNCATED: "image-truncated",
        Why.DECODE_TIMEOUT: "decode-timeout",
        Why.DECODER_MISSING: "decoder-missing",
    }
)
"""Refusals that have a sentence of their own in the kernel's catalogue."""

_GENERAL: Final = "gs1-malformed"


class CodeRefused(Exception):
    """A code or a picture that must not be used.

    Attributes:
        code: stable and fine-grained; equal to its text, such as "too-short".
        detail: one clause for people, naming the part at fault; no control characters.
        ai: the GS1 application identifier at fault, None where there is none.
    """

    def __init__(self, code: Why, detail: str = "", ai: str | None = None) -> None:
        """Keep code, detail and application identifier; they are not to be changed."""
        super().__init__(code, detail, ai)
        self._code = code
        self._detail = "".join(c if c.isprintable() else "?" for c in detail)
        self._ai = ai

    @property
    def code(self) -> Why:
        """The stable code."""
        return self._code

    @property
    def detail(self) -> str:
        """What is wrong, for people."""
        return self._detail

    @property
    def ai(self) -> str | None:
        """The GS1 application identifier at fault."""
        return self._ai

    @property
    def catalogue_code(self) -> str:
        """The code of the kernel's catalogue that says this refusal to a person."""
        return CATALOGUE_CODE.get(self._code, _GENERAL)

    def __str__(self) -> str:
        """Say it in one line for logs and test reports."""
        return f"{self._code}: {self._detail}" if self._detail else self._code
