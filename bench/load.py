"""A closed-loop load generator: one process, raw keep-alive connections, the same for both sides.

It does as little as it can, because it shares the cores with what it measures.
"""

import selectors
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Final

_END: Final = b"\r\n\r\n"
_CHUNK: Final = 65536
_GOOD: Final = (b"200", b"201")
Render = Callable[[int], bytes]


@dataclass
class Measured:
    """What one run of load reached.

    Attributes:
        milliseconds: of each request. bad: status lines of what was not done, at most ten kept.
    """

    seconds: float = 0.0
    milliseconds: list[float] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        """Requests done in a second."""
        return len(self.milliseconds) / self.seconds if self.seconds else 0.0

    def percentile(self, percent: int) -> float:
        """Return the milliseconds that so many percent of the requests stayed within."""
        if len(self.milliseconds) < 2:  # noqa: PLR2004 - quantiles need two
            return 0.0
        return quantiles(self.milliseconds, n=100, method="inclusive")[percent - 1]


def request(method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
    """Write one HTTP request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + _END + body


@dataclass
class _Line:
    """One connection: what it waits for."""

    number: int
    sock: socket.socket
    sent_at: float = 0.0
    got: bytearray = field(default_factory=bytearray)
    wanted: int = -1


def _connected(port: int, number: int) -> _Line:
    sock = socket.create_connection(("127.0.0.1", port), timeout=10)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sock.setblocking(False)  # noqa: FBT003 - the library knows no name for it
    return _Line(number, sock)


def _is_whole(line: _Line) -> bool:
    if line.wanted < 0:
        end = line.got.find(_END)
        if end < 0:
            return False
        head = bytes(line.got[:end]).lower()
        _, _, rest = head.partition(b"content-length:")
        line.wanted = end + len(_END) + int(rest.split(b"\r\n", 1)[0])
    return len(line.got) >= line.wanted


class Generator:
    """Keeps so many connections busy with the requests that `render` writes."""

    def __init__(self, port: int, render: Render, *, connections: int) -> None:
        """Take the port and what writes the request of a connection by its number."""
        self._port, self._render, self._connections = port, render, connections
        self._selector = selectors.DefaultSelector()

    def run(self, seconds: float) -> Measured:
        """Load the server for some seconds; what is under way at the end is not counted."""
        measured = Measured()
        lines = [_connected(self._port, number) for number in range(self._connections)]
        began = time.perf_counter()
        for line in lines:
            self._selector.register(line.sock, selectors.EVENT_READ, line)
            self._send(line)
        while time.perf_counter() - began < seconds:
            for key, _ in self._selector.select(1):
                self._receive(key.data, measured)
        measured.seconds = time.perf_counter() - began
        for line in lines:
            self._selector.unregister(line.sock)
            line.sock.close()
        return measured

    def _send(self, line: _Line) -> None:
        line.got.clear()
        line.wanted = -1
        line.sent_at = time.perf_counter()
        line.sock.send(self._render(line.number))

    def _receive(self, line: _Line, measured: Measured) -> None:
        try:
            part = line.sock.recv(_CHUNK)
        except OSError:
            part = b""
        if not part:
            self._reconnect(line)
            return
        line.got += part
        if not _is_whole(line):
            return
        if bytes(line.got[9:12]) in _GOOD:
            measured.milliseconds.append((time.perf_counter() - line.sent_at) * 1000)
        elif len(measured.bad) < 10:  # noqa: PLR2004 - a sample
            measured.bad.append(bytes(line.got[:600]).decode(errors="replace"))
        closing = b"connection: close" in bytes(line.got[: line.wanted]).lower()[:2000]
        if closing:
            self._reconnect(line)
        else:
            self._send(line)

    def _reconnect(self, line: _Line) -> None:
        self._selector.unregister(line.sock)
        line.sock.close()
        line.sock = _connected(self._port, line.number).sock
        self._selector.register(line.sock, selectors.EVENT_READ, line)
        self._send(line)
