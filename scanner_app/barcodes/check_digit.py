"""Check digits and check characters of GS1 keys, and the canonical form of a GTIN.

Pure arithmetic. Source: GS1 General Specifications, "Check digit calculation" and "Check
character calculation (for alphanumeric keys)".
"""

from typing import Final

from scanner_app.barcodes.refusal import CodeRefused, Why

GTIN_LENGTHS: Final = (8, 12, 13, 14)
"""How many digits a GTIN is written with."""

GTIN_KEY_LENGTH: Final = 14
"""All GTINs are kept with 14 digits, so that one item has one number."""

CSET_82: Final = (
    "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
)
"""The characters of alphanumeric GS1 data, in the order of their values."""

CSET_32: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""The characters of a check character pair, in the order of their values."""

PAIR_LENGTH: Final = 2
"""Characters of a check character pair."""

_PAIR_MODULUS: Final = 1021
_DIGITS: Final = frozenset("0123456789")


def is_digits(text: str) -> bool:
    """Say whether a text is one or more ASCII digits (`str.isdigit` lets others through)."""
    return bool(text) and _DIGITS.issuperset(text)


def check_digit(payload: str) -> str:
    """Compute the check digit that belongs behind a payload.

    Args:
        payload: ASCII digits without the check digit.

    Returns:
        One digit.
    """
    assert is_digits(payload), "payload must be digits"
    total = sum(
        int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(payload))
    )
    return str(-total % 10)


def has_check_digit(text: str) -> bool:
    """Say whether the last digit of a text is the check digit of the others."""
    return len(text) > 1 and is_digits(text) and check_digit(text[:-1]) == text[-1]


def gtin14(text: str) -> str:
    """Bring a GTIN of 8, 12, 13 or 14 digits into the form under which items are kept.

    Raises:
        CodeRefused: `illegal-character`, `too-short`, `too-long` or `check-digit`.
    """
    if not is_digits(text):
        raise CodeRefused(Why.ILLEGAL_CHARACTER, "a GTIN has digits only")
    if len(text) not in GTIN_LENGTHS:
        code = Why.TOO_LONG if len(text) > GTIN_KEY_LENGTH else Why.TOO_SHORT
        raise CodeRefused(code, f"a GTIN has 8, 12, 13 or 14 digits, not {len(text)}")
    if not has_check_digit(text):
        raise CodeRefused(Why.CHECK_DIGIT, f"the check digit of {text} is wrong")
    return text.zfill(GTIN_KEY_LENGTH)


def gtin_format(text: str) -> str:
    """Name the format of a valid GTIN, looking through zeros that were put in front.

    Args:
        text: 8, 12, 13 or 14 digits. An EAN-13 that starts with 0 is a UPC-A number.

    Returns:
        "GTIN-8", "GTIN-12", "GTIN-13" or "GTIN-14".
    """
    digits = text
    for longer in (14, 13):
        if len(digits) == longer and digits.startswith("0"):
            digits = digits[1:]
    # GS1-8 prefixes fill an EAN-13 with five zeros in front; no UPC-A company prefix does.
    if len(text) > len(digits) and digits.startswith("0000"):
        digits = digits[4:]
    return f"GTIN-{len(digits)}"


UPC_E_LENGTH: Final = 8
"""Number system, six digits, check digit."""

_UPC_E_RULES: Final = {
    "0": "{0}{1}00000{2}{3}{4}",
    "1": "{0}{1}10000{2}{3}{4}",
    "2": "{0}{1}20000{2}{3}{4}",
    "3": "{0}{1}{2}00000{3}{4}",
    "4": "{0}{1}{2}{3}00000{4}",
}
_UPC_E_PLAIN: Final = "{0}{1}{2}{3}{4}0000{5}"
"""The last of the six digits says where the zeros were left out."""


def expand_upc_e(text: str) -> str:
    """Undo the zero suppression of UPC-E.

    Args:
        text: 8 digits: number system 0 or 1, six digits, check digit.

    Returns:
        The 12 digits of the UPC-A number.

    Raises:
        CodeRefused: `illegal-character`, `too-short`, `too-long` or `check-digit`.

    Source: GS1 General Specifications, UPC-E zero suppression.
    """
    if not is_digits(text):
        raise CodeRefused(Why.ILLEGAL_CHARACTER, "a UPC-E has digits only")
    if len(text) != UPC_E_LENGTH:
        raise CodeRefused(
            Why.TOO_SHORT if len(text) < UPC_E_LENGTH else Why.TOO_LONG, "a UPC-E has 8 digits"
        )
    system, body, check, rule = text[0], text[1:7], text[7], text[6]
    payload = system + _UPC_E_RULES.get(rule, _UPC_E_PLAIN).format(*body)
    if system not in "01" or check_digit(payload) != check:
        raise CodeRefused(Why.CHECK_DIGIT, f"the check digit of {text} is wrong")
    return payload + check


def _primes(count: int) -> list[int]:
    found: list[int] = []
    candidate = 2
    while len(found) < count:
        if all(candidate % prime for prime in found):
            found.append(candidate)
        candidate += 1
    return found


_WEIGHTS: Final = tuple(_primes(97))


def check_pair(payload: str) -> str:
    """Compute the two check characters of an alphanumeric GS1 key.

    Args:
        payload: 0..97 characters of CSET 82, without the pair.

    Returns:
        Two characters of CSET 32.
    """
    total = sum(
        CSET_82.index(character) * weight
        for character, weight in zip(reversed(payload), _WEIGHTS, strict=False)
    )
    total %= _PAIR_MODULUS
    return CSET_32[total >> 5] + CSET_32[total & 31]


def has_check_pair(text: str) -> bool:
    """Say whether a text of CSET 82 ends in its check character pair."""
    return (
        PAIR_LENGTH <= len(text) <= len(_WEIGHTS) + PAIR_LENGTH
        and check_pair(text[:-2]) == text[-2:]
    )
