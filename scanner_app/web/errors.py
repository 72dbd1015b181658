"""Errors to replies: one envelope for programs, one page for people.

Programs get RFC 9457 `application/problem+json`; people get the sentence and what to do next.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import structlog
from apiflask import HTTPError
from flask import Flask, Response, g, json, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from scanner_app.kernel.errors import Invalid, Problem, Refusal, SignInNeeded, problem
from scanner_app.kernel.ids import new_id
from scanner_app.web import site

PROBLEM_TYPE: Final = "application/problem+json"
_log = structlog.get_logger("web")
_RETRY_SECONDS: Final = "1"
_BUSY: Final = 503

_HTTP_CODES: Final[Mapping[int, str]] = {
    404: "not-found",
    405: "method-not-allowed",
    413: "request-too-large",
    415: "media-type-wrong",
}
_ABOUT: Final[Mapping[int, tuple[tuple[str, str], ...]]] = {
    413: (("limit", "16 MB"),),
    415: (("wanted", "application/json"),),
}


def install(app: Flask) -> None:
    """Answer every error of the application in one of the two forms."""
    app.register_error_handler(Refusal, _on_refusal)
    app.register_error_handler(HTTPError, _on_field_errors)
    app.register_error_handler(HTTPException, _on_http)
    app.register_error_handler(RecursionError, _on_depth)
    app.register_error_handler(Exception, _on_fault)


def trace_id() -> str:
    """Return the id of this request, which stands in its reply and in the log."""
    if "trace_id" not in g:
        g.trace_id = new_id(site.service().clock.now())
    return str(g.trace_id)


def problem_document(
    problems: Sequence[Problem], status: int, **more: Any
) -> tuple[dict[str, Any], int]:
    """Make the problem document of one or more problems, lowest rank first.

    Args:
        problems: at least one.
        status: HTTP status.
        **more: further members of the document.
    """
    first = problems[0]
    body = {
        "type": f"/help/problems#{first.code}",
        "title": first.code.replace("-", " ").capitalize(),
        "status": status,
        "detail": first.sentence,
        "instance": f"urn:uuid:{trace_id()}",
        "code": first.code,
        "errors": [
            {"code": p.code, "message": p.sentence, "field": p.field, "line": p.line}
            for p in problems
        ],
    }
    return body | more, status


def problem_reply(problems: Sequence[Problem], status: int, **more: Any) -> Response:
    """Answer a program with a problem document."""
    body, _ = problem_document(problems, status, **more)
    reply = Response(json.dumps(body), status=status, content_type=PROBLEM_TYPE)
    if status == _BUSY:
        reply.headers["Retry-After"] = _RETRY_SECONDS
    if status == SignInNeeded.status:
        reply.headers["WWW-Authenticate"] = "Bearer"
    return reply


def _on_refusal(refusal: Refusal) -> BaseResponse:
    if site.wants_json():
        return problem_reply(refusal.problems, refusal.status)
    if isinstance(refusal, SignInNeeded):
        back = request.full_path.rstrip("?") if request.method == "GET" else "/"
        return redirect(url_for("sign_in.show", next=back, why=refusal.first.code))
    return page(refusal.problems, refusal.status)


def page(problems: Sequence[Problem], status: int) -> Response:
    """Answer a person with what is wrong and what to do."""
    html = render_template("parts/problem_page.html", problems=tuple(problems), status=status)
    return Response(html, status=status, content_type="text/html; charset=utf-8")


def _on_field_errors(error: HTTPError) -> BaseResponse:
    """Answer what the JSON edge found wrong with single fields."""
    found = []
    for fields in (error.detail or {}).values():
        for path, messages in fields.items():
            pointer = "/" + path.replace(".", "/")
            detail = f"{pointer}: {messages[0]}"
            found.append(problem("request-malformed", field=pointer, detail=detail))
    problems = tuple(found) or (problem("request-malformed", detail=error.message),)
    return problem_reply(problems, error.status_code)


def _on_http(error: HTTPException) -> BaseResponse:
    status = error.code or Invalid.status
    code = _HTTP_CODES.get(status, "request-malformed")
    about = _ABOUT.get(status) or (("detail", error.description or "it is malformed"),)
    found = (Problem(code, about=about),)
    if error.response is not None or status < Invalid.status:
        return BaseResponse.force_type(error.get_response(), request.environ)
    reply = problem_reply(found, status) if site.wants_json() else page(found, status)
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        reply.headers["Allow"] = ", ".join(sorted(allowed))
    return reply


def _on_depth(_error: RecursionError) -> BaseResponse:
    """Answer a body that is nested deeper than anything we take."""
    found = (problem("request-malformed", detail="it is nested too deeply"),)
    return (
        problem_reply(found, Invalid.status) if site.wants_json() else page(found, Invalid.status)
    )


def _on_fault(error: Exception) -> BaseResponse:
    """Answer a bug: the log has what happened, the reply only the reference."""
    _log.error("fault", reference=trace_id(), path=request.path, exc_info=error)
    found = (problem("fault", reference=trace_id()),)
    return problem_reply(found, 500) if site.wants_json() else page(found, 500)
