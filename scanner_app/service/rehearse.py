"""The real posting inside a savepoint, undone: what it would write, or why it would be refused."""

from collections.abc import Sequence
from typing import NoReturn

from scanner_app.db.transaction import savepoint
from scanner_app.ledger.draft import DraftLine, Posted
from scanner_app.service.posting import post
from scanner_app.service.use_case import Work


class _Rehearsed(Exception):
    """Carries the result out of the savepoint; leaving it by an error undoes everything."""

    def __init__(self, posted: Posted) -> None:
        super().__init__()
        self.posted = posted


def rehearse(work: Work, lines: Sequence[DraftLine], *, source: str, document_no: str) -> Posted:
    """Post lines for real and undo it; the transaction goes on as if nothing had happened.

    Raises: Refused with every problem of every line, as the posting itself would.
    """
    try:
        _post_and_leave(work, lines, source=source, document_no=document_no)
    except _Rehearsed as rehearsed:
        return rehearsed.posted


def _post_and_leave(
    work: Work, lines: Sequence[DraftLine], *, source: str, document_no: str
) -> NoReturn:
    with savepoint(work.session):
        raise _Rehearsed(post(work, lines, source=source, document_no=document_no))
