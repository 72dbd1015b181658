"""Every upper bound of the system, each with its reason."""

from datetime import date
from decimal import Decimal
from typing import Final

SCALE: Final = 5
"""Decimal places of every stored quantity, unit amount and amount (design decision 4)."""

QUANTITY_MAX: Final = Decimal("999999999.99999")
"""Largest quantity on one line: a thousand million pieces is a typing error in any warehouse, and
keeps sums of a million lines inside a 64-bit integer of scale 5."""

AMOUNT_MAX: Final = Decimal("99999999999.99")
"""Largest amount on one line, for the same reason."""

LINES_PER_POSTING_MAX: Final = 500
"""One transaction stays short enough that a person waiting with a scanner does not notice it."""

SCAN_BYTES_MAX: Final = 4096
"""The longest symbol of any symbology we read (QR version 40, binary) holds 2,953 bytes."""

PICTURE_BYTES_MAX: Final = 10 * 1024 * 1024
"""A 12-megapixel phone photograph as JPEG stays below it."""

REQUEST_BYTES_MAX: Final = 16 * 1024 * 1024
"""A photograph with its form fields."""

CODE_LENGTH_MAX: Final = 20
"""Item nos., document nos. and location codes, as in Business Central."""

TRACKING_NO_LENGTH_MAX: Final = 50
"""Serial, lot and package nos., as in Business Central (GS1 allows 20)."""

DESCRIPTION_LENGTH_MAX: Final = 100
"""What fits on a phone screen in two lines."""

PAGE_ROWS_MAX: Final = 200
"""Rows of one page of a list."""

RECENT_SCANS_MAX: Final = 20
"""How far back *undo* reaches on the phone (scanning.md 5.1)."""

REPLY_KEPT_DAYS: Final = 90
"""An offline phone can come back after weeks and repeat what it was not answered
(operations.md 4.1)."""

PIN_DIGITS_MIN: Final = 6
"""A million PINs, guessed at one a minute at best (operations.md 5.3)."""

PIN_DIGITS_MAX: Final = 12
"""What a person can remember; keeps a hostile PIN from being a long text."""

SIGN_IN_IDLE_HOURS: Final = 8
"""A phone that was left behind is signed out by the next shift."""

SIGN_IN_HOURS: Final = 12
"""The longest shift; after it everybody signs in again (operations.md 5.2)."""

SIGN_IN_SEEN_MINUTES: Final = 5
"""How exactly we remember when somebody was last seen; spares a write at every request."""

ENROLMENT_MINUTES: Final = 30
"""How long a one-time enrolment code may lie around (operations.md 5.2)."""

ACCESS_TOKEN_DAYS_MAX: Final = 365
"""The longest life of an access token (operations.md 5.5)."""

UNDO_LAST_HOURS: Final = 12
"""How old a posting may be that *undo* without a number takes back: one shift. An old one is undone by
its number, on purpose."""

EARLIEST_POSTING_DATE: Final = date(2000, 1, 1)
"""Before it a date is a typing error, and would put new goods in front of all others for ever."""

POSTING_DAYS_AHEAD_MAX: Final = 1
"""Somewhere on earth it is tomorrow already."""
