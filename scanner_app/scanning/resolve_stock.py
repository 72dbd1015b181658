"""Goods that leave a bin must lie there: said with the label in hand, not at the last bin.

The posting checks anew, and all of it; here only a lot that cannot be meant is refused.
"""

from sqlalchemy import Connection

from scanner_app.kernel.errors import Refused, refuse
from scanner_app.kernel.quantity import ZERO
from scanner_app.ledger import balances
from scanner_app.locations import queries as locations
from scanner_app.scanning.found import FoundItem
from scanner_app.scanning.tasks.shape import State, Task
from scanner_app.tracking import queries as tracking


def must_lie_here(connection: Connection, item: FoundItem, *, lot_no: str, state: State) -> None:
    """Refuse a lot that was never received, or of which nothing lies where the goods come from.

    Args:
        connection: of a transaction.
        item: the item in hand; nothing is said of one that is not kept by lot, or of which the
            serial no. is not known yet.
        lot_no: the lot that its label or the person says.
        state: of the conversation; nothing is said where goods only arrive.

    Raises: Refused `lot-unknown` or `lot-not-here`.
    """
    if not _leaves(state) or not _says_which(item, lot_no):
        return
    location_code, bin_code = state.location_code, state.bin_code
    goods = (item.item_no, item.variant_code)
    serial_no = item.serial_no if item.needs_serial else ""
    place = (*goods, location_code, bin_code, lot_no, serial_no, "")
    if balances.contents(connection, {place}).get(place, ZERO) > ZERO:
        return
    facts = locations.facts(connection, {(location_code, bin_code)}).get(location_code)
    if facts is None or facts.allows_negative:
        return
    if not tracking.known_lots(connection, {(*goods, lot_no)}):
        raise refuse(Refused, "lot-unknown", field="lot_no", lot=lot_no, item=item.name)
    place_name = bin_code or location_code
    raise refuse(
        Refused, "lot-not-here", field="lot_no", lot=lot_no, item=item.name, place=place_name
    )


def _leaves(state: State) -> bool:
    """Say whether scanned goods are taken out of the place in force."""
    takes_out = state.task is Task.ADJUST and state.is_increase is False
    return bool(state.location_code) and (state.task is Task.TRANSFER or takes_out)


def _says_which(item: FoundItem, lot_no: str) -> bool:
    """Say whether it is known exactly which goods are meant."""
    return bool(item.needs_lot and lot_no and (item.serial_no or not item.needs_serial))
