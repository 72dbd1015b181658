"""What the tests serve: the product, and builds with one guard taken out.

A broken build must fail the assertion that the product passes. gunicorn starts them by name,
`tests.reliability.builds:without_reservation()`. The product has no switch for any of this; a
function is replaced before the application is made.

All are loaded and warm before the workers are forked, because workers that are killed five times a
second would else do nothing but start.
"""

import threading
import time
from contextlib import suppress
from decimal import Decimal
from typing import Any

from flask import Flask
from sqlalchemy import select

from scanner_app.app import create_app
from scanner_app.kernel.errors import Conflict, Refused
from scanner_app.kernel.terms import Role
from scanner_app.people.roles import Person
from scanner_app.service import requests
from scanner_app.service.receive import Receipt, ReceiptLine, post_receipt
from scanner_app.service.use_case import Answer, Service
from scanner_app.web import site

_LATE_SECONDS = 0.05


def product() -> Flask:
    """Serve the product as it is."""
    return _warm(create_app())


def _warm(app: Flask) -> Flask:
    """Rehearse a posting and a request, and close every connection before the workers fork."""
    service: Service = app.extensions[site.SERVICE]
    line = ReceiptLine(item_no="JEANS", quantity=Decimal(1), bin_code="A-01")
    asked = Receipt(location_code="BLUE", lines=(line,))
    with suppress(Refused):
        service.preview(post_receipt, asked, by=Person("OLIVIA", "", Role.OPERATOR, "BLUE"))
    wrong = {"Authorization": "Bearer whs_0_0"}
    app.test_client().post("/api/v1/receipts", json={}, headers=wrong)
    service.database.engine.dispose()
    return app


def without_reservation() -> Flask:
    """Forget request ids: every repetition posts again."""
    requests.reserve = lambda connection, request: None
    requests.keep = lambda connection, request_id, body: None
    requests.keep_refusal = lambda connection, request_id, refusal: None
    return _warm(create_app())


def without_fingerprint() -> Flask:
    """Answer a repetition whatever it asks."""
    reserve = requests.reserve

    def careless(connection: Any, request: Any) -> Any:
        try:
            return reserve(connection, request)
        except Conflict:
            table = requests._TABLE
            statement = select(table.c.reply).where(table.c.request_id == request.request_id)
            return requests.Kept(body=connection.execute(statement).scalar_one())

    requests.reserve = careless
    return _warm(create_app())


def answering_early() -> Flask:
    """Acknowledge what was only rehearsed, and post it a moment later."""
    run = Service.run

    def early(self: Service, case: Any, request: Any, **about: Any) -> Any:
        said = self.preview(case, request, by=about["by"])

        def late() -> None:
            time.sleep(_LATE_SECONDS)
            run(self, case, request, **about)

        threading.Thread(target=late, daemon=True).start()
        return Answer(said)

    Service.run = early  # type: ignore[method-assign]
    return _warm(create_app())
