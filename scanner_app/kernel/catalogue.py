"""The table of problem codes: the sentence shown and the rank among several.

Codes never change; sentences may. A lower rank is shown first. `docs/errors.md` lists all of them
(a test compares).
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """How a problem code is said.

    Attributes:
        sentence: what is wrong and what to do next; names in braces are filled in.
        rank: 1..99, the lowest is shown first.
    """

    sentence: str
    rank: int = 50


_ROWS: Final[tuple[tuple[str, int, str], ...]] = (
    # Sign-in and rights
    ("sign-in-needed", 1, "Sign in first."),
    ("sign-in-wrong", 1, "Name or PIN is wrong. Try again."),
    ("sign-in-slow-down", 1, "Too many wrong PINs. Wait {seconds} seconds, then try again."),
    ("session-expired", 1, "You were signed out after a long pause. Sign in again."),
    ("token-wrong", 1, "This access token is unknown, expired or revoked."),
    ("cross-site", 1, "The page is too old or was opened from elsewhere. Reload it and try again."),
    ("token-not-here", 1, "An access token may not do this. A person does it on a page."),
    ("role-lacking", 1, "You may not do this. Ask a {role}."),
    ("own-work", 2, "You cannot decide on your own work. Ask another supervisor."),
    ("enrolment-wrong", 1, "This enrolment code is wrong, used or expired. Make a new one."),
    ("pin-weak", 3, "The PIN needs at least {digits} digits and must not be a simple row."),
    ("pins-differ", 3, "The two PINs differ. Type the same one twice."),
    ("user-exists", 3, "There is already a person with the code {user}."),
    ("user-unknown", 3, "There is no person with the code {user}."),
    # The request
    ("request-malformed", 5, "The request cannot be read: {detail}"),
    ("request-id-missing", 5, "The header Idempotency-Key with a UUID is missing."),
    ("request-id-malformed", 5, "The Idempotency-Key must be a UUID."),
    ("request-id-reused", 5, "This request id was already used for something else."),
    ("request-too-large", 5, "This is too large. At most {limit}."),
    ("media-type-wrong", 5, "Send the body as {wanted}."),
    ("if-match-missing", 5, "Say which state you looked at: send its ETag as If-Match."),
    ("not-found", 5, "There is nothing at this address."),
    ("method-not-allowed", 5, "This address does not take that kind of request."),
    ("fault", 1, "Something went wrong on our side. Nothing was posted. Reference {reference}."),
    ("database-busy", 5, "The system is busy. Nothing is lost; try again in a moment."),
    ("disk-full", 5, "The disk is full. Nothing was posted. Tell your supervisor."),
    ("too-many-lines", 6, "One posting takes at most {limit} lines. Split it."),
    ("no-lines", 6, "There is nothing to post yet. Scan something first."),
    # Readings
    ("scan-empty", 10, "Nothing was read. Scan again."),
    ("scan-too-long", 10, "This code is too long to be one of ours. Scan another code."),
    ("scan-unreadable", 10, "No code found in the picture. Go closer, hold still, mind the light."),
    ("decoder-missing", 10, "Pictures cannot be read here. Use a scanner or type the code."),
    ("decode-timeout", 10, "The picture took too long to read. Take it again, closer."),
    ("image-not-an-image", 10, "This file is not a picture. Use JPEG, PNG or WebP."),
    ("image-truncated", 10, "The picture is incomplete. Take it again."),
    ("image-too-large", 10, "The picture is too large. Use at most 25 megapixels and 10 MB."),
    (
        "check-digit",
        11,
        "The check digit of {text} is wrong: a misread or a bad label. Scan again.",
    ),
    ("gs1-malformed", 11, "This GS1 code is damaged ({detail}). Scan again or use another label."),
    ("gs1-contradiction", 11, "The parts of this label contradict each other ({detail})."),
    ("command-not-ours", 11, "This command card was not printed by this system. Print a new one."),
    ("badge-not-here", 11, "That is a badge. Badges are only for signing in."),
    ("code-unknown", 12, "{text} is unknown. Scan another code on the label or ask a supervisor."),
    ("choice-needed", 12, "{text} can mean several things. Choose one."),
    ("item-unknown", 12, "There is no item {item}. Check the label or ask a supervisor."),
    ("variant-unknown", 12, "Item {item} has no variant {variant}. Scan the label of the goods."),
    ("unit-unknown", 12, "Item {item} has no unit {unit}. Choose one of its units."),
    ("location-unknown", 12, "There is no location {location}."),
    ("bin-unknown", 12, "There is no bin {bin} at {location}. Scan the label on the shelf."),
    ("document-unknown", 12, "There is no document {document}."),
    ("entry-unknown", 12, "There is no such entry."),
    ("register-unknown", 12, "There is no posting {register}."),
    # The conversation
    ("scan-not-expected", 15, "{what} makes no sense here. {expected}"),
    ("command-not-here", 15, "{command} does nothing here. {expected}"),
    ("item-first", 15, "Scan the item first, then its lot or serial."),
    ("bin-first", 15, "Scan the bin first."),
    ("other-bin-expected", 15, "From and to are the same bin {bin}. Scan another bin."),
    ("item-not-on-order", 15, "{item} is not on order {document}. Put it aside or cancel."),
    ("label-contradicts-item", 15, "This label is for {other}, but you are handling {item}."),
    ("session-moved-on", 16, "This task went on elsewhere. The screen shows its present state."),
    ("session-unknown", 16, "This task is no longer open. Start it again."),
    ("document-changed", 16, "{document} was changed by someone else. Look again, then decide."),
    ("document-not-open", 16, "{document} is {status}; nothing can be posted against it."),
    ("document-other-location", 16, "{document} belongs to {location}, you are at {here}."),
    ("transfer-in-two-steps", 16, "{document} goes through transit: ship it, then receive it."),
    ("decide-in-person", 2, "A program cannot approve or reject. Sign in and decide yourself."),
    ("already-decided", 16, "This was already {status} by {who}."),
    # Quantities
    ("quantity-required", 20, "How many? Type or scan a quantity."),
    ("quantity-malformed", 20, "{text} is not a quantity. Type a number such as 12 or 2.5."),
    ("quantity-not-positive", 20, "The quantity must be above 0."),
    ("quantity-too-large", 20, "{text} is too large to be true. Check the quantity."),
    ("quantity-not-whole", 20, "{item} is counted in whole {unit}. Type a whole number."),
    ("over-receipt", 21, "Only {open} of {item} are still expected on {document}. Count again."),
    # Tracking
    ("lot-required", 25, "{item} needs a lot number. Scan the lot."),
    ("serial-required", 25, "{item} needs a serial number. Scan the serial."),
    ("expiration-required", 25, "{item} needs an expiration date. Scan or type it."),
    ("lot-not-tracked", 25, "{item} is not kept by lot. Leave the lot out."),
    ("serial-not-tracked", 25, "{item} is not kept by serial number. Leave it out."),
    ("serial-quantity", 25, "A serial number stands for exactly 1 piece, not {quantity}."),
    ("serial-on-inventory", 26, "Serial {serial} of {item} is already in stock. Check the label."),
    ("serial-twice", 26, "Serial {serial} was scanned twice."),
    ("lot-unknown", 26, "Lot {lot} of {item} was never received here. Check the label."),
    ("lot-not-here", 26, "No lot {lot} of {item} lies in {place}. Check the label and the bin."),
    ("lot-expired", 26, "Lot {lot} of {item} expired on {date}. Put it aside."),
    ("lot-expiry-differs", 26, "Lot {lot} is known with expiry {known}, this label says {date}."),
    ("lot-blocked", 26, "Lot {lot} of {item} is blocked. Leave it where it is."),
    ("tracking-no-malformed", 26, "{text} cannot be a lot or serial number (at most 50 signs)."),
    ("date-malformed", 26, "{text} is not a date. Type it as 2027-03-31."),
    # Master data and setup
    ("item-blocked", 30, "Item {item} is blocked. Put the goods aside and ask a supervisor."),
    ("variant-blocked", 30, "{item} {variant} is blocked. Put the goods aside."),
    ("variant-required", 30, "{item} comes in variants. Scan the label of the variant."),
    ("location-required", 30, "Say at which location."),
    ("location-in-transit", 30, "{location} is in transit; only transfer orders use it."),
    ("bin-required", 30, "{location} uses bins. Scan the bin."),
    ("bin-not-used", 30, "{location} has no bins. Leave the bin out."),
    ("bin-blocked", 30, "Bin {bin} is blocked. Use another bin."),
    ("bin-other-location", 30, "Bin {bin} belongs to {location}, you are at {here}."),
    ("date-not-allowed", 31, "{date} is outside the dates that may be posted on."),
    ("reason-required", 32, "Say why. Scan a reason card or tap a reason."),
    ("reason-unknown", 32, "{reason} is not a reason in use. Choose one of the list."),
    ("text-too-long", 33, "{field} is too long. At most {limit} signs."),
    ("unit-cost-negative", 33, "A unit cost cannot be below 0."),
    ("amount-malformed", 33, "{text} is not an amount. Type a number such as 12 or 2.50."),
    ("amount-too-large", 33, "The amount is too large to be true. Check cost and quantity."),
    (
        "count-too-large",
        33,
        "{place} differs in over {limit} lines. Move or adjust a part first, then count again.",
    ),
    (
        "bin-too-full",
        33,
        "{place} holds more than {limit} different things. Move it in parts: scan the goods.",
    ),
    ("same-place", 33, "From and to are the same place."),
    # Stock and application
    (
        "stock-insufficient",
        40,
        "Only {available} of {item} at {place}; {asked} asked. Count again.",
    ),
    ("applies-to-wrong", 41, "Entry {entry} cannot be applied to: {detail}."),
    ("applies-to-too-low", 41, "Only {remaining} are left on entry {entry}; {asked} asked."),
    ("already-undone", 42, "This posting was already undone."),
    ("undo-of-undo", 42, "An undo cannot be undone. Post it again."),
    ("undo-goods-used", 42, "The goods of entry {entry} were moved or used since. Adjust instead."),
    ("undo-too-old", 42, "This posting is older than one shift. Ask a supervisor to undo it."),
    ("nothing-to-undo", 42, "There is nothing of yours to undo."),
    ("undo-not-yours", 42, "Only {who} or a supervisor can undo this."),
    ("label-unreadable", 60, "The label of {text} did not read back. It was not printed."),
    ("code-malformed", 33, "{text} cannot be a code: 1 to {limit} signs, capital letters."),
    ("description-required", 33, "Say what it is called."),
    (
        "token-for-self",
        2,
        "Tokens are made by the person they act for. Ask {user} to make one.",
    ),
    ("token-days", 33, "An access token lasts 1 to {limit} days."),
    ("last-admin", 3, "{user} is the only admin left. Make another one first."),
    ("item-exists", 33, "There is already an item {item}."),
    ("location-exists", 33, "There is already a location {location}."),
    ("bin-exists", 33, "There is already a bin {bin} at {location}."),
    ("unit-of-measure-unknown", 33, "There is no unit of measure {unit}."),
    ("tracking-code-unknown", 33, "There is no item tracking code {tracking}."),
    ("check-digit-typed", 11, "The check digit of {text} is wrong. Is it {corrected}?"),
    ("demo-not-empty", 33, "This database holds other data. Load the demo into an empty one."),
    ("code-taken", 61, "{text} already means {item}. Use another code."),
)

CATALOGUE: Final = {code: CodeEntry(sentence, rank) for code, rank, sentence in _ROWS}
"""Every code that can leave the system."""
