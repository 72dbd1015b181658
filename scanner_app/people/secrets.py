"""PINs and long secrets: rules, hashing and comparison.

A PIN is short, so it is hashed slowly (argon2id) over a key of the site that is not in the
database. Tokens, badges and enrolment codes are long random secrets; SHA-256 is enough for them.
"""

import base64
import hashlib
import hmac
import itertools
import secrets
import threading
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from scanner_app.kernel.errors import Problem, problem
from scanner_app.kernel.limits import PIN_DIGITS_MAX, PIN_DIGITS_MIN

_DISTINCT_MIN: Final = 3
_PERIODS: Final = (1, 2, 3)
_ENROLMENT_BYTES: Final = 16
_GROUP: Final = 5

_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""19 MiB and two passes, the least that OWASP's password storage sheet names for argon2id."""

_AT_ONCE: Final = threading.BoundedSemaphore(4)
"""A shift change signs in everybody at once; memory for hashing stays below 80 MiB."""


def _is_row(pin: str) -> bool:
    steps = {(int(b) - int(a)) % 10 for a, b in itertools.pairwise(pin)}
    return steps in ({1}, {9})


def _repeats(pin: str) -> bool:
    return any(pin == (pin[:period] * len(pin))[: len(pin)] for period in _PERIODS)


def pin_problems(pin: str) -> tuple[Problem, ...]:
    """Say whether a PIN is too easy to guess; empty if it is good.

    6 to 12 digits, at least three different ones, no rising or falling row, no short repetition.
    """
    if (
        pin.isascii()
        and pin.isdigit()
        and PIN_DIGITS_MIN <= len(pin) <= PIN_DIGITS_MAX
        and len(set(pin)) >= _DISTINCT_MIN
        and not _is_row(pin)
        and not _repeats(pin)
    ):
        return ()
    return (problem("pin-weak", field="pin", digits=PIN_DIGITS_MIN),)


def _peppered(pin: str, key: bytes) -> bytes:
    return hmac.digest(key, b"pin\0" + pin.encode("utf-8", "surrogatepass"), hashlib.sha256)


def pin_hash(pin: str, *, key: bytes) -> str:
    """Hash a PIN; takes about 20 ms and must not be done while a transaction is open.

    Args:
        pin: the PIN.
        key: the site's key; without it the hashes of a stolen database are worth nothing.
    """
    with _AT_ONCE:
        return _HASHER.hash(_peppered(pin, key))


_NOBODYS_HASH: Final = _HASHER.hash(secrets.token_bytes(32))
"""Compared with when there is no such person, so that both answers take the same time."""


def is_pin(pin: str, known_hash: str, *, key: bytes) -> bool:
    """Say whether a PIN fits a hash; a blank hash costs the same time and fits nothing."""
    try:
        with _AT_ONCE:
            _HASHER.verify(known_hash or _NOBODYS_HASH, _peppered(pin, key))
    except (VerificationError, InvalidHashError):
        return False
    return bool(known_hash)


def new_secret() -> str:
    """Make 256 bits by chance as 43 signs that may stand in an address or a cookie."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """Condense a long secret into what is stored: 64 hexadecimal digits."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def new_enrolment_code() -> str:
    """Make a one-time code of 128 bits, in groups that can be read out."""
    text = base64.b32encode(secrets.token_bytes(_ENROLMENT_BYTES)).decode().rstrip("=")
    return "-".join(text[i : i + _GROUP] for i in range(0, len(text), _GROUP))


def plain_code(text: str) -> str:
    """Bring a typed or scanned one-time code or badge into the form in which it is condensed."""
    return "".join(c for c in text.upper() if c.isascii() and c.isalnum())
