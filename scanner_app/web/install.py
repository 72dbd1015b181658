"""Put the edge together: guard, headers, errors, templates, blueprints and the description."""

from typing import Final

from apiflask import APIFlask
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from werkzeug.routing import IntegerConverter, Map

from scanner_app.web import auth, errors, metrics, openapi, probes, render, security, site, wire
from scanner_app.web.api import (
    decode,
    documents,
    items,
    locations,
    orders,
    reviews,
    scans,
)
from scanner_app.web.api import registers as api_registers
from scanner_app.web.pages import help as help_pages
from scanner_app.web.pages import (
    home,
    labels,
    my_tokens,
    people,
    purchases,
    registers,
    review,
    scan,
    sign_in,
    transfers,
)
from scanner_app.web.pages import items as item_pages
from scanner_app.web.pages import locations as location_pages
from scanner_app.web.policy import PUBLIC, declare

_NO_MAX: Final = 2**63 - 1
_API: Final = (scans, decode, items, locations, orders, documents, api_registers, reviews)
_PAGES: Final = (
    home,
    sign_in,
    scan,
    review,
    item_pages,
    location_pages,
    purchases,
    transfers,
    registers,
    people,
    my_tokens,
    labels,
    help_pages,
)


class _FormSession(SecureCookieSessionInterface):
    """The signed cookie of the form token; over TLS it is never sent in clear."""

    def get_cookie_secure(self, app: Flask) -> bool:
        del app
        return site.is_secure()


class _No(IntegerConverter):
    """An entry, register or batch no. in an address: what fits into the database's integers."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=_NO_MAX)


def install(app: APIFlask) -> None:
    """Add everything of the edge to an application that has its service and settings."""
    app.session_interface = _FormSession()
    app.url_map.converters["no"] = _No
    metrics.install(app)
    auth.install(app)
    security.install(app)
    errors.install(app)
    wire.install(app)
    render.install(app)
    openapi.install(app)
    static = app.view_functions["static"]
    app.view_functions["static"] = declare(PUBLIC)(static)
    app.register_blueprint(probes.bp)
    for module in (*_API, *_PAGES):
        app.register_blueprint(module.bp)
