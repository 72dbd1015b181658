"""Take one scan: read it, say what it means, advance the task, perhaps post, keep the log.

Everything a phone does between sign-in and sign-out comes through here, one scan at a time.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from scanner_app.barcodes.house_code import is_badge
from scanner_app.kernel.codes import tracking_no
from scanner_app.kernel.errors import BadScan, Conflict, Invalid, NotFound, Refusal, Refused, refuse
from scanner_app.kernel.limits import SCAN_BYTES_MAX
from scanner_app.kernel.terms import Role, ScanChannel
from scanner_app.people.roles import Person
from scanner_app.scanning import keeping, queries, resolve, screen
from scanner_app.scanning import session as conversations
from scanner_app.scanning.found import Found, Several
from scanner_app.scanning.read import Sent, raw_bytes, read
from scanner_app.scanning.resolve_command import command, typed_quantity
from scanner_app.scanning.screen import Said, ScanReply
from scanner_app.scanning.session import Conversation
from scanner_app.scanning.tasks import conversation
from scanner_app.scanning.tasks.shape import State
from scanner_app.service.scan_effects import carry_out
from scanner_app.service.use_case import Work, use_case

_MESSAGE_LENGTH_MAX: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanRequest:
    """One scan, button, choice or typed quantity; exactly one of the four is given.

    Attributes:
        session_id: the conversation, "" to begin one.
        text: as read, GS as 0x1D, nothing stripped.
        aim, symbology: as the reader told them apart from the text, else "".
        command: what a button sends: "DONE", "REASON:DAMAGED", "REMOVE:3".
        choice: id of an offered choice.
        quantity: from the number pad; sets the last line.
        device_time: what the device's clock says, ISO 8601; kept as a claim.
        gs_substitutes: what this device types in place of GS, from its profile.
        version: what the screen showed when a button was pressed; 0 does not ask.
    """

    channel: ScanChannel
    session_id: str = ""
    text: str = ""
    aim: str = ""
    symbology: str = ""
    command: str = ""
    choice: str = ""
    quantity: str = ""
    device_id: str = ""
    device_time: str = ""
    gs_substitutes: tuple[str, ...] = ()
    version: int = 0


def _keep_refused(work: Work, request: ScanRequest, refusal: Refusal) -> None:
    """Keep a scan that was refused: the log is complete, whatever came of a scan."""
    first = refusal.first
    row = _log_row(work, request)
    if first.code == "badge-not-here":
        row["raw"] = hashlib.sha256(row["raw"]).hexdigest().encode()
    row |= {"outcome": "refused", "code": first.code, "message": _said(first.sentence)}
    conversations.log(work.session.connection(), row)
    if request.text:
        _drop_multiplier(work, request)


def _drop_multiplier(work: Work, request: ScanRequest) -> None:
    """Forget the number said before a refused scan: it was not meant for whatever comes next."""
    connection = work.session.connection()
    try:
        held = conversations.load(connection, request.session_id, work.person)
        if held.state.multiplier is not None:
            state = replace(held.state, multiplier=None)
            conversations.keep(connection, held, state, person=work.person, now=work.now)
    except (NotFound, Conflict):
        return  # nobody's conversation, or another scan was faster: there is nothing to forget


_AS_SENT: Final = frozenset({"text", "aim", "symbology", "command", "choice", "device_id"})
"""Fields that a device fills as it likes: every scan is kept, so they are cleaned where they are kept
and never refused for their signs."""


@use_case(Role.OPERATOR, on_refusal=_keep_refused, raw_fields=_AS_SENT)
def take_scan(work: Work, request: ScanRequest) -> ScanReply:
    """Take one scan and say what comes next.

    Raises: BadScan, NotFound, Refused, Conflict, each with its code; the conversation stays as it
        was but for a multiplier, which is forgotten; nothing is posted, and the scan is kept in the
        log with the refusal.
    """
    connection = work.session.connection()
    held = conversations.load(connection, request.session_id, work.person)
    if request.version not in (0, held.version):
        raise refuse(Conflict, "session-moved-on")
    before = replace(held.state, today=work.today)
    found = _understood(work, connection, request, state=before)
    if isinstance(found, Several):
        following = conversation.offer(before, found)
    else:
        following = conversation.advance(before, found)
    if following.problems:
        raise Refused(following.problems)
    state, said = carry_out(work, following)
    kept = conversations.keep(connection, held, state, person=work.person, now=work.now)
    posted = said.posted.register_no if said.posted else 0
    conversations.log(
        connection,
        {
            **_log_row(work, request),
            "session_id": kept.session_id,
            "task": held.state.task.value,
            "outcome": "choice" if isinstance(found, Several) else said.outcome,
            "message": _said(said.message),
            "parsed": keeping.written(found),
            "register_no": posted or None,
        },
    )
    return _reply(kept, said, scan_id=work.request_id)


def present(
    session: Session, session_id: str, person: Person, *, now: datetime | None = None
) -> ScanReply:
    """Show a conversation as it stands, after a reload or beside a refusal.

    Args:
        session: of a reading.
        session_id: "" for the person's last conversation if `now` is given and it is fresh, else
            for a new one.
        person: who looks; nobody else's conversation is shown.
        now: the moment, to say what is fresh.

    Raises: NotFound `session-unknown`.
    """
    connection = session.connection()
    held = None
    if not session_id and now is not None:
        held = conversations.latest(connection, person, now)
    held = held or conversations.load(connection, session_id, person)
    said = Said()
    if held.state.is_whole_bin:
        place = held.state
        said = Said(contents=queries.contents(connection, place.location_code, place.bin_code))
    return _reply(held, said, scan_id="")


def _reply(held: Conversation, said: Said, *, scan_id: str) -> ScanReply:
    return screen.reply(
        held.state, said, session_id=held.session_id, version=held.version, scan_id=scan_id
    )


def _understood(
    work: Work, connection: Connection, request: ScanRequest, *, state: State
) -> Found | Several:
    """Say what a request means in the state of its conversation."""
    given = [name for name in ("text", "command", "choice", "quantity") if getattr(request, name)]
    if any(is_badge(getattr(request, name)) for name in given):
        # A wedge types where the cursor stands, into the number pad too.
        raise refuse(BadScan, "badge-not-here")
    if len(given) > 1:
        raise refuse(Invalid, "request-malformed", detail=f"only one of {', '.join(given)}")
    if request.command:
        return command(connection, request.command, state)
    if request.choice:
        found = conversation.chosen(state, request.choice)
        if found is None:
            raise refuse(Conflict, "session-moved-on")
        return resolve.in_context(connection, found, state)
    if request.quantity:
        return typed_quantity(request.quantity)
    if not request.text:
        raise refuse(BadScan, "scan-empty")
    reading = read(
        Sent(
            text=request.text,
            channel=request.channel,
            aim=request.aim,
            symbology=request.symbology,
            gs_substitutes=request.gs_substitutes,
        ),
        key=work.secret,
        as_of=work.today,
        expects_text=resolve.expects_text(state),
    )
    return resolve.resolve(connection, reading, state)


def _log_row(work: Work, request: ScanRequest) -> dict[str, Any]:
    """Give the columns of the log that do not depend on what became of the scan."""
    given = [name for name in ("text", "command", "choice", "quantity") if getattr(request, name)]
    means = given[0] if given else "text"
    raw = raw_bytes(getattr(request, means))
    return {
        "scan_id": work.request_id,
        "session_id": tracking_no(request.session_id)[:36],
        "person": work.person.code,
        "device_id": tracking_no(request.device_id)[:64],
        "channel": request.channel.value,
        "means": means,
        # A code that is too long is refused; how long it was is kept, and its beginning.
        "raw": raw[:SCAN_BYTES_MAX],
        "raw_length": len(raw),
        "aim": tracking_no(request.aim)[:10],
        "symbology": tracking_no(request.symbology)[:30],
        "claimed_at_utc": _claimed(request.device_time),
        "received_at_utc": work.now,
    }


def _claimed(text: str) -> datetime | None:
    """Read what a device claims to be the time; None if it is no moment."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _said(sentence: str) -> str:
    return sentence[:_MESSAGE_LENGTH_MAX]
