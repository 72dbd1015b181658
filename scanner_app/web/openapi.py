"""The description of the JSON interface: OpenAPI 3.1 at `/api/v1/openapi.json`."""

from typing import Any, Final

from apiflask import APIBlueprint, APIFlask
from flask import Response, current_app

from scanner_app.web import errors, sight, wire
from scanner_app.web.policy import public

_PREFIX: Final = "/api/v1/"
_WITHOUT_KEY: Final = frozenset({"/api/v1/decode"})
_WITH_STATE: Final = ("/approve", "/reject")

bp: Final = APIBlueprint("api_description", __name__, url_prefix="/api/v1", enable_openapi=False)

_INFO: Final = {
    "description": (
        "Scan, receive, move, count, adjust and look up, with the same use cases as the pages. "
        "Quantities are decimal strings in the unit named beside them, moments RFC 3339 in UTC. "
        "Every POST that posts needs an Idempotency-Key; repeating it with the same key and body "
        "gives the same answer and does nothing again."
    ),
    "license": {"name": "MIT", "identifier": "MIT"},
}

_PROBLEM: Final = {
    "type": "object",
    "description": "RFC 9457 problem document.",
    "required": ["type", "title", "status", "detail", "instance", "code", "errors"],
    "properties": {
        "type": {"type": "string", "description": "address that explains the code"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "what happened and what to do next"},
        "instance": {"type": "string", "description": "names this request in the log"},
        "code": {"type": "string", "description": "stable"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "message", "field", "line"],
                "properties": {
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                    "field": {"type": "string"},
                    "line": {"type": "integer"},
                },
            },
        },
        "reply": {"type": "object", "description": "the state of the task after a refused scan"},
    },
}

_REFUSALS: Final = {
    "400": "The request is malformed.",
    "401": "Nobody is signed in, or the token is not valid.",
    "403": "Not this person.",
    "404": "There is no such thing.",
    "409": "Someone or something was faster.",
    "422": "A rule says no; every problem of every line is listed.",
    "503": "Not now; repeat the same request.",
}

_KEY: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "A UUID made by the client; a repeat with the same key does nothing again.",
    "schema": {"type": "string", "format": "uuid"},
}
_STATE: Final = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The etag of the review that was looked at.",
    "schema": {"type": "string"},
}


def install(app: APIFlask) -> None:
    """Set the description up; it is made when first asked for."""
    app.config.update(
        OPENAPI_VERSION="3.1.0",
        INFO=_INFO,
        AUTO_404_RESPONSE=False,
        AUTO_VALIDATION_ERROR_RESPONSE=False,
        AUTO_SERVERS=False,
        VALIDATION_ERROR_STATUS_CODE=422,
        SECURITY_SCHEMES={
            "token": {
                "type": "http",
                "scheme": "bearer",
                "description": "An access token `whs_...` of a person; cookies are ignored then.",
            },
            "session": {
                "type": "apiKey",
                "in": "cookie",
                "name": "__Host-scanner_sign_in",
                "description": "A person at a page; POST needs the header X-CSRF-Token as well.",
            },
        },
    )
    app.spec_processor(_completed)
    app.register_blueprint(bp)


@bp.get("/openapi.json")
@public
def describe() -> Response:
    """Answer the description."""
    app = current_app
    assert isinstance(app, APIFlask)
    return wire.body(app.spec)


def _completed(spec: Any) -> Any:
    """Add what holds for every operation: refusals, keys, who may call."""
    spec["components"].setdefault("schemas", {})["Problem"] = _PROBLEM
    _without_required_costs(spec["components"]["schemas"])
    spec["security"] = [{"token": []}, {"session": []}]
    spec["paths"] = {
        path: found for path, found in spec["paths"].items() if path.startswith(_PREFIX)
    }
    for path, operations in spec["paths"].items():
        for method, operation in operations.items():
            if isinstance(operation, dict) and "responses" in operation:
                _complete(path, method, operation)
    return spec


def _without_required_costs(found: Any) -> None:
    """Say that what goods are worth may be missing: operators do not see it."""
    if isinstance(found, dict):
        required = found.get("required")
        if isinstance(required, list):
            found["required"] = [name for name in required if name not in sight.COSTS]
    for part in found.values() if isinstance(found, dict) else found:
        if isinstance(part, dict | list):
            _without_required_costs(part)


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    content = {errors.PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status, description in _REFUSALS.items():
        operation["responses"][status] = {"description": description, "content": content}
    if method != "post":
        return
    parameters = operation.setdefault("parameters", [])
    if path not in _WITHOUT_KEY:
        parameters.append(_KEY)
    if path.endswith(_WITH_STATE):
        parameters.append(_STATE)
