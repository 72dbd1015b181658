"""Scans: the one conversation of phone, browser and program with a task."""

from typing import Final

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel

from scanner_app.kernel.errors import NotFound, Refusal
from scanner_app.kernel.terms import Role
from scanner_app.scanning.screen import ScanReply
from scanner_app.service import scan
from scanner_app.service.scan import ScanRequest
from scanner_app.web import auth, errors, site, wire
from scanner_app.web.policy import needs

bp: Final = APIBlueprint("api_scans", __name__, url_prefix="/api/v1", tag="Scans")


@bp.post("/scans")
@needs(Role.OPERATOR)
@bp.input(wire.model_of(ScanRequest), arg_name="asked")
@bp.output(wire.model_of(ScanReply))
def take_scan(asked: BaseModel) -> Response:
    """Take one scan, tap or number.

    A refusal carries the present state of the task as `reply`, so that the screen stays true.
    """
    request = wire.value_of(ScanRequest, asked)
    try:
        return wire.run(scan.take_scan, request)
    except Refusal as refusal:
        beside = _beside(request.session_id)
        return errors.problem_reply(refusal.problems, refusal.status, **beside)


@bp.get("/scan-sessions/<session_id>")
@needs(Role.OPERATOR)
@bp.output(wire.model_of(ScanReply))
def show_session(session_id: str) -> Response:
    """Show where a task stands, for a page that was reloaded."""
    return wire.body(scan_state(session_id))


def _beside(session_id: str) -> dict[str, object]:
    """Give the state that stands beside a refusal; nothing if the task is not this person's."""
    try:
        return {"reply": scan_state(session_id)}
    except NotFound:
        return {}


def scan_state(session_id: str) -> object:
    """Read where a task stands, as JSON values.

    Raises: NotFound `session-unknown`.
    """
    with site.service().reading() as session:
        return wire.plain(scan.present(session, session_id, auth.current_person()))
