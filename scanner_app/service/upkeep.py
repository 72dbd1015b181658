"""What has to be done now and then to keep the database small."""

from dataclasses import dataclass
from datetime import timedelta

from scanner_app.kernel.limits import REPLY_KEPT_DAYS
from scanner_app.kernel.terms import Role
from scanner_app.service import requests
from scanner_app.service.use_case import Work, use_case


@dataclass(frozen=True, slots=True)
class Tidy:
    """Nothing to say: the limits say it."""


@dataclass(frozen=True, slots=True)
class Tidied:
    """How many kept replies were forgotten."""

    replies: int


@use_case(Role.ADMIN)
def tidy(work: Work, request: Tidy) -> Tidied:
    """Forget the kept replies that are older than a client may repeat a request."""
    del request
    before = work.now - timedelta(days=REPLY_KEPT_DAYS)
    return Tidied(requests.forget(work.session.connection(), before=before))
