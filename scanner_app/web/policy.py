"""One policy a route: the least role that may call it, or PUBLIC.

The policy stands on the view function. `auth.guard` reads it before every request, and a test walks
all routes and fails on one without a policy.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from scanner_app.kernel.terms import Role

_NAME: Final = "scanner_policy"
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may call a route.

    Attributes:
        role: the least role; None for everybody, signed in or not.
        takes_tokens: False where only a person at a page may act (sign-in, tokens, approvals).
    """

    role: Role | None
    takes_tokens: bool = True


PUBLIC: Final = Policy(role=None)


def needs(role: Role, *, takes_tokens: bool = True) -> Callable[[View], View]:
    """Declare the least role of a view."""
    return declare(Policy(role, takes_tokens))


def public(view: View) -> View:
    """Declare that everybody may call a view."""
    return declare(PUBLIC)(view)


def declare(policy: Policy) -> Callable[[View], View]:
    """Declare the policy of a view; decorators put around it carry the policy along."""

    def declared(view: View) -> View:
        setattr(view, _NAME, policy)
        return view

    return declared


def policy_of(view: Callable[..., Any]) -> Policy | None:
    """Return the policy of a view, None when nobody declared one."""
    return getattr(view, _NAME, None)
