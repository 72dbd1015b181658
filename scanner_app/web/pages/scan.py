"""The phone page: the scanner as start page; its scripts speak to the JSON interface.

Without scripts the same page takes a typed scan or a tapped button as a form.
"""

from typing import Final

from flask import Blueprint, Response

from scanner_app.kernel.errors import NotFound, Problem, Refusal
from scanner_app.kernel.limits import REQUEST_BYTES_MAX
from scanner_app.kernel.terms import Role, ScanChannel
from scanner_app.scanning.read import shown_text
from scanner_app.scanning.screen import ScanReply
from scanner_app.service import scan
from scanner_app.service.scan import ScanRequest
from scanner_app.web import auth, forms, render, site, wire
from scanner_app.web.policy import needs

bp: Final = Blueprint("scan", __name__, url_prefix="/scan")


@bp.get("")
@needs(Role.OPERATOR)
def show() -> Response:
    """Show the scanner at its start, or where the session named in the address stands."""
    return _page(_state(wire.asked_text("session")), is_spoken=False)


@bp.post("")
@needs(Role.OPERATOR)
def take() -> Response:
    """Take one typed scan or one tapped button."""
    request = _request()
    try:
        answer = forms.run(scan.take_scan, request)
    except Refusal as refusal:
        state = _state(request.session_id)
        is_badge = refusal.first.code == "badge-not-here"  # whose letters are for nobody's eyes
        read = "" if is_badge else request.text
        return _page(state, problems=refusal.problems, read=read, status=refusal.status)
    model = wire.model_of(ScanReply).model_validate(answer.body)
    return _page(wire.value_of(ScanReply, model), read=request.text)


def _request() -> ScanRequest:
    command, choice = forms.text("command"), forms.text("choice")
    is_tapped = bool(command or choice)
    quantity = "" if is_tapped else forms.text("quantity")
    text = "" if is_tapped or quantity else forms.text("text", longest=REQUEST_BYTES_MAX)
    return ScanRequest(
        session_id=forms.text("session_id"),
        text=text,
        command=command,
        choice=choice,
        quantity=quantity,
        channel=ScanChannel.BUTTON if is_tapped else ScanChannel.TYPED,
    )


def _state(session_id: str) -> ScanReply:
    """Read where the task stands; one that is gone begins anew."""
    person, now = auth.current_person(), site.service().clock.now()
    with site.service().reading() as session:
        try:
            return scan.present(session, session_id, person, now=now)
        except NotFound:
            return scan.present(session, "", person)


def _page(
    reply: ScanReply,
    *,
    problems: tuple[Problem, ...] = (),
    read: str = "",
    status: int = 200,
    is_spoken: bool = True,
) -> Response:
    return render.page(
        "scan/show.html",
        status=status,
        reply=reply,
        problems=problems,
        read_text=shown_text(read),
        spoken=is_spoken,
    )
