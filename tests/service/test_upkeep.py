"""Old replies are forgotten, young ones are not."""

from datetime import timedelta

from scanner_app.kernel.clock import FixedClock
from scanner_app.people.roles import Person
from scanner_app.service.upkeep import Tidy, tidy
from scanner_app.service.use_case import Service
from tests.builders import a_scene, in_stock, request_id


def test_replies_are_forgotten_after_ninety_days(
    either_service: Service, supervisor: Person, admin: Person
):
    a_scene(either_service, "JEANS")
    in_stock(either_service, supervisor, "JEANS", "1")
    for days, forgotten in ((89, 0), (91, 1)):
        later = FixedClock(either_service.clock.now() + timedelta(days=days))
        service = Service(either_service.database, later, b"")
        body = service.run(tidy, Tidy(), by=admin, request_id=request_id()).body
        assert body["replies"] == forgotten
