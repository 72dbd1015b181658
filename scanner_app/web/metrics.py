"""Figures for Prometheus: requests by route and status, and how long they took."""

import os
from typing import Final, cast

from flask import Flask, Response, current_app, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess

from scanner_app.kernel.clock import stopwatch

_NAME: Final = "scanner_metrics"
_MANY_PROCESSES: Final = "PROMETHEUS_MULTIPROC_DIR"
CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS: Final = tuple(
    milliseconds / 1000 for milliseconds in (5, 10, 25, 50, 100, 250, 400, 1000, 2500, 10000)
)


class Figures:
    """The counters of one application."""

    def __init__(self) -> None:
        """Make them in a registry of their own, so that several applications can stand together."""
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "scanner_requests",
            "Requests answered.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "scanner_request_seconds",
            "Seconds from request to reply.",
            ("route",),
            buckets=_SECONDS,
            registry=self.registry,
        )


def install(app: Flask) -> None:
    """Count and time every request of the application."""
    app.extensions[_NAME] = Figures()
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.began = stopwatch()


def _end(response: Response) -> Response:
    # The rule, not the path: a scanned code in an address must not become a label.
    route = request.url_rule.rule if request.url_rule else "none"
    figures = cast("Figures", current_app.extensions[_NAME])
    figures.requests.labels(request.method, route, str(response.status_code)).inc()
    if "began" in g:
        figures.seconds.labels(route).observe(stopwatch() - g.began)
    return response


def text() -> bytes:
    """Write all figures; those of every server process where they share a folder."""
    if os.environ.get(_MANY_PROCESSES):
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # library
        return generate_latest(registry)
    return generate_latest(cast("Figures", current_app.extensions[_NAME]).registry)
