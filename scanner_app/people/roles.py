"""What each role may do. Pure."""

from dataclasses import dataclass
from typing import Final

from scanner_app.kernel.terms import Role

_RANK: Final = {Role.OPERATOR: 1, Role.SUPERVISOR: 2, Role.ADMIN: 3}


@dataclass(frozen=True, slots=True)
class Person:
    """Who acts, as read from the database for this request.

    Attributes:
        code: the user code; it is what entries and approvals carry.
        location_code: where the person works, "" if everywhere.
        by_token: True when a program acts with an access token of this person.
    """

    code: str
    name: str
    role: Role
    location_code: str = ""
    language: str = "en"
    by_token: bool = False


CONSOLE_CODE: Final = "CONSOLE"
"""Under which the commands on the server act; no person can have it."""


def may(role: Role, needed: Role) -> bool:
    """Say whether a role includes another: admin includes supervisor includes operator."""
    return _RANK[role] >= _RANK[needed]
