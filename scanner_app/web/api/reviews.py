"""Reviews: what waits for a supervisor, what approving would write, and the decision."""

from dataclasses import dataclass
from typing import Final

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel

from scanner_app.journals import queries as journals
from scanner_app.journals.queries import BatchRow
from scanner_app.kernel.codes import code
from scanner_app.kernel.errors import NotFound, refuse
from scanner_app.kernel.terms import Role
from scanner_app.service import review
from scanner_app.service.review import (
    Approve,
    Decided,
    PreviewReview,
    Reject,
    Review,
    ReviewPreview,
)
from scanner_app.web import auth, site, wire
from scanner_app.web.policy import needs

bp: Final = APIBlueprint("api_reviews", __name__, url_prefix="/api/v1", tag="Reviews")


@dataclass(frozen=True, slots=True)
class Decision:
    """Why; a rejection needs a reason."""

    reason: str = ""


@bp.get("/reviews")
@needs(Role.SUPERVISOR)
@bp.output(wire.page_of(BatchRow, "ReviewRow"))
@bp.doc(description="Most at risk first, then oldest. Parameters: `location`, `after`, `limit`.")
def list_reviews() -> Response:
    """List what waits for a decision."""
    after, limit, location = (
        wire.asked_after(),
        wire.asked_limit(),
        code(wire.asked_text("location")),
    )
    return wire.page(
        wire.read(lambda c: journals.pending(c, after=after, limit=limit, location_code=location))
    )


@bp.get("/reviews/<no:batch_id>")
@needs(Role.SUPERVISOR)
@bp.output(wire.model_of(Review))
def show_review(batch_id: int) -> Response:
    """Show one batch; its ETag goes back with the decision."""
    return _tagged(review_of(batch_id))


@bp.get("/reviews/<no:batch_id>/preview")
@needs(Role.SUPERVISOR)
@bp.output(wire.model_of(ReviewPreview))
def preview_review(batch_id: int) -> Response:
    """Show what approving would write: the real posting, rolled back."""
    found = site.service().preview(
        review.preview, PreviewReview(batch_id), by=auth.current_person()
    )
    return wire.body(found)


@bp.post("/reviews/<no:batch_id>/approve")
@needs(Role.SUPERVISOR, takes_tokens=False)
@bp.input(wire.model_of(Decision), arg_name="asked")
@bp.output(wire.model_of(Decided))
def approve(batch_id: int, asked: BaseModel) -> Response:
    """Post the differences. Nobody decides on their own work."""
    reason = wire.value_of(Decision, asked).reason
    return wire.run(review.approve, Approve(batch_id, wire.if_match(), reason))


@bp.post("/reviews/<no:batch_id>/reject")
@needs(Role.SUPERVISOR, takes_tokens=False)
@bp.input(wire.model_of(Decision), arg_name="asked")
@bp.output(wire.model_of(Decided))
def reject(batch_id: int, asked: BaseModel) -> Response:
    """Refuse with a reason; nothing is posted."""
    reason = wire.value_of(Decision, asked).reason
    return wire.run(review.reject, Reject(batch_id, wire.if_match(), reason))


def review_of(batch_id: int) -> Review:
    """Read a batch with what is needed to decide on it.

    Raises: NotFound `document-unknown`.
    """
    found = wire.read(lambda c: review.review(c, batch_id))
    if found is None:
        raise refuse(NotFound, "document-unknown", document=batch_id)
    return found


def _tagged(found: Review) -> Response:
    reply = wire.write(found)
    reply.headers["ETag"] = f'"{found.etag}"'
    return reply
