"""The set-up page over plain http: hands out the authority's certificate, and nothing else.

Started by `./run` as `python -m setup_steps.ca_page HOST PORT CERTIFICATE FINGERPRINT ADDRESS...`.
"""

import base64
import hashlib
import html
import ssl
import sys
from collections.abc import Sequence
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

_STYLE: Final = (
    "body{font:18px/1.5 system-ui,sans-serif;max-width:38em;margin:1em auto;padding:0 1em}"
    "code{word-break:break-all}a{display:inline-block;padding:.6em 0;font-weight:600}"
)
_STYLE_HASH: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>Set up this device</title><style>{style}</style></head><body>
<h1>Set up this device</h1>
<p>The camera works only over a connection that this device trusts. Do this once on each device.</p>
<ol>
<li><a href="/scanner-ca.crt">Fetch the certificate</a></li>
<li>Compare its SHA-256 fingerprint with the one printed where the server was started:
<br><code>{fingerprint}</code></li>
<li>Install it. <strong>Android</strong>: Settings, search for &ldquo;CA certificate&rdquo;, install
the fetched file. <strong>iPhone, iPad</strong>: Settings, Profile downloaded, Install; then General,
About, Certificate Trust Settings, switch it on.</li>
<li>Open {links}</li>
</ol>
<p>Without it, typing, hand scanners and photographs work; the live camera does not.</p>
</body></html>
"""
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def _page(fingerprint: str, addresses: Sequence[str]) -> bytes:
    links = " or ".join(f'<a href="{html.escape(one)}">{html.escape(one)}</a>' for one in addresses)
    return _PAGE.format(style=_STYLE, fingerprint=html.escape(fingerprint), links=links).encode()


class _Page(BaseHTTPRequestHandler):
    """Answers two addresses, forgets everything else, and waits ten seconds at most."""

    timeout = 10
    server_version = "scanner-setup"
    sys_version = ""

    def __init__(self, *connection: object, answers: dict[str, tuple[str, bytes]]) -> None:
        self._answers = answers
        super().__init__(*connection)  # type: ignore[arg-type]  # as the server calls it

    def do_GET(self) -> None:
        """Send the page or the certificate."""
        kind, content = self._answers.get(self.path, ("text/plain; charset=utf-8", b"Not here.\n"))
        self.send_response(200 if self.path in self._answers else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_HEAD = do_GET  # noqa: N815 - the name the library looks for

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Keep quiet: who looks at this page is nobody's business."""


def make_server(
    host: str, port: int, *, certificate: Path, fingerprint: str, addresses: Sequence[str]
) -> ThreadingHTTPServer:
    """Return the server, bound and not yet serving."""
    binary = ssl.PEM_cert_to_DER_cert(certificate.read_text())
    answers = {
        "/": ("text/html; charset=utf-8", _page(fingerprint, addresses)),
        "/scanner-ca.crt": ("application/x-x509-ca-cert", binary),
    }
    server = ThreadingHTTPServer((host, port), partial(_Page, answers=answers))
    server.daemon_threads = True
    return server


if __name__ == "__main__":
    _host, _port, _certificate, _fingerprint, *_addresses = sys.argv[1:]
    make_server(
        _host,
        int(_port),
        certificate=Path(_certificate),
        fingerprint=_fingerprint,
        addresses=_addresses,
    ).serve_forever()
