"""Who is asking: sign-in sessions by cookie, programs by bearer token, never both.

The cookie carries a 256-bit reference token; the session itself is a row that can be listed and
ended. Role and activity are read with it on every request, so a change takes effect at once.
Source: operations.md 5.2 and 5.5.
"""

from datetime import UTC, datetime, timedelta
from typing import Final, cast
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request
from flask_wtf.csrf import CSRFProtect, validate_csrf
from werkzeug.wrappers import Response

from scanner_app.kernel.errors import Busy, Fault, Forbidden, SignInNeeded, refuse
from scanner_app.kernel.limits import SIGN_IN_SEEN_MINUTES
from scanner_app.people import queries
from scanner_app.people.roles import Person, may
from scanner_app.service import sign_in
from scanner_app.web import site
from scanner_app.web.policy import Policy, policy_of

_COOKIE: Final = "scanner_sign_in"
_SECURE_COOKIE: Final = "__Host-scanner_sign_in"
_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_SAME_SITE: Final = frozenset({"same-origin", "none"})
_NOTED: Final = "scanner_noted_sessions"
_NOTED_MAX: Final = 10_000
_NOTE_EVERY: Final = timedelta(minutes=SIGN_IN_SEEN_MINUTES)
_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)
CSRF_HEADER: Final = "X-CSRF-Token"

_csrf = CSRFProtect()


def install(app: Flask) -> None:
    """Check every request of the application before its view is called."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False  # `guard` decides; it knows bearer tokens
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # a scan page stays open a whole shift
    _csrf.init_app(app)
    app.extensions[_NOTED] = {}
    app.before_request(guard)


def guard() -> None:
    """Check the policy of the route; fail closed.

    Raises: SignInNeeded, Forbidden; Fault when a route has no policy.
    """
    if request.endpoint is None:
        return
    policy = policy_of(current_app.view_functions[request.endpoint])
    if policy is None:
        message = f"route {request.endpoint} has no policy"
        raise Fault(message)
    if request.method not in _SAFE_METHODS and not _bearer():
        _refuse_cross_site()
    if policy.role is not None:
        _permit(policy)


def _permit(policy: Policy) -> None:
    person = current_person()
    assert policy.role is not None
    if not may(person.role, policy.role):
        raise refuse(Forbidden, "role-lacking", role=policy.role.value)
    if person.by_token and not policy.takes_tokens:
        raise refuse(Forbidden, "token-not-here")


def _refuse_cross_site() -> None:
    """Let only our own pages act with the cookie.

    Source: operations.md 5.2 (`Sec-Fetch-Site`, `Origin`, and a form token).
    """
    fetched_from = request.headers.get("Sec-Fetch-Site")
    if fetched_from is not None and fetched_from not in _SAME_SITE:
        raise refuse(Forbidden, "cross-site")
    origin = request.headers.get("Origin")
    ours = {request.host, urlsplit(site.settings().public_url).netloc}
    if origin is not None and urlsplit(origin).netloc not in ours:
        raise refuse(Forbidden, "cross-site")
    token = request.headers.get(CSRF_HEADER)
    if token is None and not site.wants_json():
        token = request.form.get("csrf_token")
    if site.wants_json() and _cookie_token() == "":
        return  # nobody is signed in by cookie: there is nothing to misuse, the policy decides
    try:
        validate_csrf(token)
    except ValueError as error:  # the library's ValidationError is one
        raise refuse(Forbidden, "cross-site") from error


def current_person() -> Person:
    """Return who is asking.

    Raises: SignInNeeded `sign-in-needed`, `session-expired` or `token-wrong`.
    """
    person = person_or_none()
    if person is None:
        if _bearer():
            code = "token-wrong"
        else:
            code = "session-expired" if _cookie_token() else "sign-in-needed"
        raise refuse(SignInNeeded, code)
    return person


def person_or_none() -> Person | None:
    """Return who is asking, None when nobody has signed in; read once a request."""
    if "person" not in g:
        g.person = _read_person()
    return cast("Person | None", g.person)


def is_personal() -> bool:
    """Say whether this reply was made for a known person."""
    return g.get("person") is not None


def _keep_alive(token: str) -> None:
    """Note now and then that the holder of a session is still there.

    Each process asks at most once in `SIGN_IN_SEEN_MINUTES` for a session, so that an ordinary
    request reads the person in one statement and writes nothing.
    """
    service = site.service()
    noted: dict[str, datetime] = current_app.extensions[_NOTED]
    now = service.clock.now()
    if now - noted.get(token, _LONG_AGO) < _NOTE_EVERY:
        return
    if len(noted) >= _NOTED_MAX:
        noted.clear()
    noted[token] = now
    try:
        sign_in.keep_alive(service, token)
    except Busy:
        noted.pop(token, None)  # the request itself matters more; the next one tries again


def _read_person() -> Person | None:
    bearer, cookie = _bearer(), _cookie_token()
    if not bearer and not cookie:
        return None
    service = site.service()
    with service.reading() as session:
        connection, now = session.connection(), service.clock.now()
        if bearer:
            return queries.person_by_token(connection, bearer, now)
        person = queries.person_by_sign_in(connection, cookie, now)
    if person is not None:
        _keep_alive(cookie)
    return person


def _bearer() -> str:
    """Return the bearer token, "" without one; with one, cookies are ignored."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def _cookie_name() -> str:
    return _SECURE_COOKIE if site.is_secure() else _COOKIE


def _cookie_token() -> str:
    return request.cookies.get(_cookie_name(), "")


def sign_in_token() -> str:
    """Return the reference token of the sign-in session of this request, "" without one."""
    return _cookie_token()


def give_cookie(response: Response, token: str, *, seconds: int) -> None:
    """Put the reference token of a new sign-in session into the browser."""
    response.set_cookie(
        _cookie_name(),
        token,
        max_age=seconds,
        secure=site.is_secure(),
        httponly=True,
        samesite="Lax",
        path="/",
    )


def take_cookie(response: Response) -> None:
    """Remove the reference token from the browser."""
    response.delete_cookie(
        _cookie_name(), secure=site.is_secure(), httponly=True, samesite="Lax", path="/"
    )
