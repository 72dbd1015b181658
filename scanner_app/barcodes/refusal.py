"""The one exception of the room: a code that says something wrong.

A text that says *nothing* we know is not refused; `parse` returns it as plain text.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

CATALOGUE_CODE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "empty": "scan-empty",
        "too-long-to-be-a-code": "scan-too-long",
        "check-digit": "check-digit",
        "excluded-pair": "gs1-contradiction",
        "repeated-ai": "gs1-contradiction",
        "command-not-ours": "command-not-ours",
        "image-not-an-image": "image-not-an-image",
        "image-too-large": "image-too-large",
        "image-truncated": "image-truncated",
        "decode-timeout": "decode-timeout",
        "decoder-missing": "decoder-missing",
    }
)
"""Refusals that have a sentence of their own in the kernel's catalogue."""

_GENERAL: Final = "gs1-malformed"


class CodeRefused(Exception):
    """A code or a picture that must not be used.

    Attributes:
        code: stable and fine-grained, such as `too-short` or `illegal-month`.
        detail: one clause for people, naming the part at fault; no control characters.
        ai: the GS1 application identifier at fault, None where there is none.
    """

    def __init__(self, code: str, detail: str = "", ai: str | None = None) -> None:
        """Keep code, detail and application identifier; they are not to be changed."""
        super().__init__(code, detail, ai)
        self._code = code
        self._detail = "".join(c if c.isprintable() else "?" for c in detail)
        self._ai = ai

    @property
    def code(self) -> str:
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
