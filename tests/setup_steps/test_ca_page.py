"""The page over plain http that hands out the certificate, and nothing else."""

import hashlib
import http.client
import threading
from contextlib import contextmanager

import pytest

from setup_steps import ca_page, certificate


@pytest.fixture
def made(tmp_path):
    return certificate.ensure(tmp_path, names=["localhost"], addresses=["127.0.0.1"])


@contextmanager
def _serving(made):
    server = ca_page.make_server(
        "127.0.0.1",
        0,
        certificate=made.authority,
        fingerprint=made.fingerprint,
        addresses=['https://dock7:8443/"><script>'],
    )
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _get(port, path, method="GET"):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request(method, path)
        reply = connection.getresponse()
        return reply.status, reply.headers, reply.read()
    finally:
        connection.close()


def test_the_page_shows_the_fingerprint_of_the_certificate_it_hands_out(made):
    with _serving(made) as port:
        _, _, page = _get(port, "/")
        status, headers, file = _get(port, "/scanner-ca.crt")
    assert (status, headers["Content-Type"]) == (200, "application/x-x509-ca-cert")
    assert made.fingerprint.replace(":", "").lower() == hashlib.sha256(file).hexdigest()
    assert made.fingerprint in page.decode()


def test_nothing_on_the_page_runs_and_addresses_are_escaped(made):
    with _serving(made) as port:
        _, headers, page = _get(port, "/")
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert b"<script" not in page


@pytest.mark.parametrize(
    "path", ["/ca.key", "/../ca.key", "/scanner-ca.crt?x", "/tls/", "/healthz"]
)
def test_everything_else_is_not_here(made, path):
    with _serving(made) as port:
        assert _get(port, path)[0] == 404


def test_other_methods_are_refused_and_head_has_no_body(made):
    with _serving(made) as port:
        assert _get(port, "/", "POST")[0] == 501
        assert _get(port, "/", "HEAD")[2] == b""
