"""Review: what waits for a supervisor, with the ledger and value it would write."""

from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response, url_for
from werkzeug.wrappers import Response as BaseResponse

from scanner_app.journals import queries as journals
from scanner_app.kernel.codes import code
from scanner_app.kernel.errors import Problem, Refusal
from scanner_app.kernel.terms import ReviewStatus, Role
from scanner_app.service import review
from scanner_app.service.review import Approve, PreviewReview, Reject, ReviewPreview
from scanner_app.service.use_case import UseCase
from scanner_app.web import auth, forms, render, site, wire
from scanner_app.web.api.reviews import review_of
from scanner_app.web.policy import needs

bp: Final = Blueprint("review", __name__, url_prefix="/review")

_ROWS: Final = 50


@dataclass(frozen=True, slots=True)
class Preview:
    """What approving would write, or why it would be refused.

    Attributes:
        shown: None when the posting would be refused now.
    """

    shown: ReviewPreview | None
    problems: tuple[Problem, ...] = ()


@bp.get("/")
@needs(Role.SUPERVISOR)
def show_queue() -> Response:
    """Show what waits, most at risk first."""
    after, location = wire.asked_after(), code(wire.asked_text("location"))
    found = wire.read(
        lambda c: journals.pending(c, after=after, limit=_ROWS, location_code=location)
    )
    return render.page("review/show_queue.html", page=found)


@bp.get("/decided")
@needs(Role.SUPERVISOR)
def show_decided() -> Response:
    """Show what was decided, newest first."""
    before = wire.asked_no("after")
    found = wire.read(lambda c: journals.decided(c, before=before, limit=_ROWS))
    return render.page("review/show_decided.html", page=found)


@bp.get("/<no:batch_id>")
@needs(Role.SUPERVISOR)
def show_batch(batch_id: int) -> Response:
    """Show one batch with everything needed to decide."""
    return _shown(batch_id)


@bp.post("/<no:batch_id>/approve")
@needs(Role.SUPERVISOR, takes_tokens=False)
def approve(batch_id: int) -> BaseResponse:
    """Post the differences."""
    asked = Approve(batch_id, forms.text("etag"), forms.text("reason"))
    return _decide(batch_id, review.approve, asked)


@bp.post("/<no:batch_id>/reject")
@needs(Role.SUPERVISOR, takes_tokens=False)
def reject(batch_id: int) -> BaseResponse:
    """Refuse with a reason."""
    asked = Reject(batch_id, forms.text("etag"), forms.text("reason"))
    return _decide(batch_id, review.reject, asked)


def _decide(batch_id: int, case: UseCase[Any, Any], asked: Approve | Reject) -> BaseResponse:
    try:
        answer = forms.run(case, asked)
    except Refusal as refusal:
        return _shown(batch_id, refusal)
    document = answer.body["document_no"]
    if answer.body["status"] == ReviewStatus.APPROVED.value:
        render.say(f"{document} was approved and posted as posting {answer.body['register_no']}.")
    else:
        render.say(f"{document} was rejected. Nothing was posted.")
    return forms.go(url_for(".show_queue"))


def _shown(batch_id: int, refusal: Refusal | None = None) -> Response:
    found, person = review_of(batch_id), auth.current_person()
    is_pending = found.head.status is ReviewStatus.PENDING
    return render.page(
        "review/show_batch.html",
        status=refusal.status if refusal else 200,
        review=found,
        preview=_preview(batch_id) if is_pending else Preview(None),
        is_pending=is_pending,
        is_own=found.head.created_by == person.code,
        problems=refusal.problems if refusal else (),
    )


def _preview(batch_id: int) -> Preview:
    """Do the real posting and undo it."""
    try:
        said = site.service().preview(
            review.preview, PreviewReview(batch_id), by=auth.current_person()
        )
    except Refusal as refusal:
        return Preview(None, refusal.problems)
    return Preview(wire.value_of(ReviewPreview, wire.model_of(ReviewPreview).model_validate(said)))
