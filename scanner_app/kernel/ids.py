"""Request ids and fingerprints."""

import hashlib
import json
import secrets
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any


def new_id(moment: datetime) -> str:
    """Make a UUIDv7: rising with time, so that rows lie together.

    Source: RFC 9562, 5.7.
    """
    milliseconds = int(moment.timestamp() * 1000)
    value = (milliseconds & (1 << 48) - 1) << 80
    value |= 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    return str(uuid.UUID(int=value))


def is_request_id(text: str) -> bool:
    """Say whether a client's request id is a UUID in its canonical form."""
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False


def fingerprint(name: str, body: Mapping[str, Any]) -> str:
    """Condense a request so that the same id with other content can be refused.

    Args:
        name: of the use case.
        body: JSON values only.

    Returns:
        64 hexadecimal digits of SHA-256 over the canonical JSON.
    """
    text = json.dumps([name, body], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
