"""Access tokens of programs: `whs_<id>_<secret>`. Pure but for chance.

The prefix and the checksum at the end let secret scanners recognise a token that was published by
mistake. Source: operations.md 5.5.
"""

import hmac
import secrets
import zlib
from dataclasses import dataclass
from typing import Final

PREFIX: Final = "whs"
_ID_BYTES: Final = 6
_SECRET_BYTES: Final = 32
_CHECKSUM_LENGTH: Final = 8
_PARTS: Final = 3


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token that was just made.

    Attributes:
        text: the whole token; shown once, never stored.
    """

    id: str
    text: str


def _checksum(body: str) -> str:
    return f"{zlib.crc32(body.encode()):0{_CHECKSUM_LENGTH}x}"


def new_token() -> NewToken:
    """Make a token of 256 bits."""
    token_id = secrets.token_hex(_ID_BYTES)
    body = f"{PREFIX}_{token_id}_{secrets.token_hex(_SECRET_BYTES)}"
    return NewToken(token_id, body + _checksum(body))


def token_id(text: str) -> str:
    """Return the id inside a token; "" if the text is none."""
    parts = text.split("_")
    if not text.isascii() or len(parts) != _PARTS or parts[0] != PREFIX:
        return ""
    body, checksum = text[:-_CHECKSUM_LENGTH], text[-_CHECKSUM_LENGTH:]
    return parts[1] if hmac.compare_digest(_checksum(body), checksum) else ""
