"""Response headers: what the browser may do with our pages.

Nothing on a page is inline, so the content policy needs no nonce. Source: operations.md 5.2.
"""

from typing import Final

from flask import Flask, Response, request

from scanner_app.web import auth

_SOURCES: Final = (
    ("default-src", "'none'"),
    ("script-src", "'self'"),
    ("style-src", "'self'"),
    ("img-src", "'self' data: blob:"),
    ("media-src", "'self' blob:"),
    ("connect-src", "'self'"),
    ("worker-src", "'self'"),
    ("manifest-src", "'self'"),
    ("font-src", "'self'"),
    ("base-uri", "'none'"),
    ("object-src", "'none'"),
    ("form-action", "'self'"),
    ("frame-ancestors", "'none'"),
)

CONTENT_POLICY: Final = "; ".join(f"{name} {sources}" for name, sources in _SOURCES)

HEADERS: Final = (
    ("Content-Security-Policy", CONTENT_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    (
        "Permissions-Policy",
        "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), serial=(self)",
    ),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
"""On every reply. No Strict-Transport-Security: with a private certificate it would lock people
out; the proxy in front of a public name sets it."""

_ASSETS: Final = "public, no-cache"
"""Kept by the browser but asked for again by ETag: after an upgrade no page may run with half of
the old scripts."""


def install(app: Flask) -> None:
    """Set the headers on every reply of the application."""
    app.after_request(_with_headers)


def _with_headers(response: Response) -> Response:
    for name, value in HEADERS:
        response.headers.setdefault(name, value)
    if request.endpoint == "static":
        response.headers["Cache-Control"] = _ASSETS
    elif auth.is_personal() or "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response
