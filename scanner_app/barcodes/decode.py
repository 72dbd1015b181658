"""Picture bytes to symbols.

The work is done by children (see `decode_child`) that are kept and reused: a picture costs its own
time plus a millisecond. A child that takes too long or dies is replaced; it never harms the
server. `reader()` gives the one `PictureReader` of this process, which threads may share.
"""

import atexit
import contextlib
import functools
import json
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from scanner_app.barcodes.decode_wire import REPLY, REQUEST, ZBAR_FOLDER, symbol_of
from scanner_app.barcodes.refusal import CodeRefused, Why
from scanner_app.barcodes.symbol import Symbol

LIVE_BUDGET_MS: Final = 150
"""For a frame of a running camera: the next one comes anyway."""

PHOTO_BUDGET_MS: Final = 1_000
"""For a photograph somebody took and waits for."""

BYTES_MAX: Final = 10 * 1024 * 1024
"""A 12-megapixel phone photograph as JPEG stays below it."""

CHILDREN_MAX: Final = 2
"""How many pictures one process reads at a time; more only makes each of them slower."""

PATIENCE_SECONDS: Final = 5
"""When a child is given up; reading itself stops at its budget long before."""

_START_SECONDS: Final = 15
_PICTURES_PER_CHILD: Final = 1_000
"""A child is replaced from time to time, so that what a library leaks does not add up."""

_MODULE: Final = "scanner_app.barcodes.decode_child"
_ROOT: Final = Path(__file__).resolve().parents[2]
_ENVIRONMENT: Final = ("PATH", "LANG", "LD_LIBRARY_PATH", "SYSTEMROOT", ZBAR_FOLDER)
"""All that a child gets to know: no database address, no secret."""


class _ChildFailed(Exception):
    """The child is late or gone; caught in this module."""


class _Child:
    """One decoding process with its two channels."""

    def __init__(self) -> None:
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        # One arena: the bound on memory counts addresses, and arenas reserve 64 MB each.
        environment |= {"MALLOC_ARENA_MAX": "1"}
        self._process = subprocess.Popen(  # noqa: S603 - our own module, no outside input
            [sys.executable, "-m", _MODULE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env=environment,
            start_new_session=True,
        )
        assert self._process.stdin
        assert self._process.stdout
        self._to, self._from = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._to, False)
        self.pictures = 0
        try:
            greeting = self._receive(time.monotonic() + _START_SECONDS)
        except _ChildFailed:
            self.end()
            raise
        self.engines: tuple[str, ...] = tuple(greeting["engines"])

    @property
    def process_no(self) -> int:
        """The operating system's number of the process."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process is still there."""
        return self._process.poll() is None

    def ask(self, content: bytes, *, budget_ms: int, patience: int) -> Mapping[str, Any]:
        """Send a picture and wait for the answer.

        Raises:
            _ChildFailed: there was none in time.
        """
        self.pictures += 1
        deadline = time.monotonic() + patience
        self._send(REQUEST.pack(len(content), budget_ms) + content, deadline)
        return self._receive(deadline)

    def _send(self, data: bytes, deadline: float) -> None:
        left = memoryview(data)
        while left:
            if not select.select((), (self._to,), (), _left(deadline))[1]:
                raise _ChildFailed
            try:
                left = left[os.write(self._to, left) :]
            except BrokenPipeError as gone:
                raise _ChildFailed from gone

    def _receive(self, deadline: float) -> dict[str, Any]:
        (length,) = REPLY.unpack(self._take(REPLY.size, deadline))
        answer: dict[str, Any] = json.loads(self._take(length, deadline))
        return answer

    def _take(self, count: int, deadline: float) -> bytes:
        data = b""
        while len(data) < count:
            if not select.select((self._from,), (), (), _left(deadline))[0]:
                raise _ChildFailed
            piece = os.read(self._from, count - len(data))
            if not piece:
                raise _ChildFailed
            data += piece
        return data

    def end(self) -> None:
        """Kill the process and close its channels; nothing of it is left."""
        self._process.kill()
        self.disown()
        self._process.wait()

    def disown(self) -> None:
        """Close the channels only: for a copy of this object in a forked process."""
        for channel in (self._process.stdin, self._process.stdout):
            if channel:
                with contextlib.suppress(OSError):
                    channel.close()


def _left(deadline: float) -> float:
    return max(0, deadline - time.monotonic())


class PictureReader:
    """Reads pictures with a few children that are started when first needed.

    Args:
        children_max: how many pictures are read at the same time; 1..8.
        patience_seconds: after which a picture is given up and its child killed.
    """

    def __init__(
        self, *, children_max: int = CHILDREN_MAX, patience_seconds: int = PATIENCE_SECONDS
    ) -> None:
        """Start nothing yet."""
        self._children_max = children_max
        self._patience = patience_seconds
        self._reset()

    def _reset(self) -> None:
        self._process_no = os.getpid()
        self._places = threading.BoundedSemaphore(self._children_max)
        self._lock = threading.Lock()
        self._idle: list[_Child] = []

    def read(self, content: bytes, *, budget_ms: int = PHOTO_BUDGET_MS) -> tuple[Symbol, ...]:
        """Read all symbols of a picture.

        Args:
            content: a PNG, JPEG or WebP file of at most 10 MB and 25 megapixels.
            budget_ms: how long to go on trying; > 0.

        Returns:
            The symbols, none if nothing was found. Outlines are in pixels of the picture as it
            was read: upright, its long side at most 2,000 pixels.

        Raises:
            CodeRefused: `image-not-an-image`, `image-too-large`, `image-truncated`,
                `decode-timeout` or `decoder-missing`.
        """
        if len(content) > BYTES_MAX:
            raise CodeRefused(Why.IMAGE_TOO_LARGE, f"more than {BYTES_MAX} bytes")
        if not content:
            raise CodeRefused(Why.IMAGE_NOT_AN_IMAGE, "the file is empty")
        with self._child() as child:
            try:
                answer = child.ask(content, budget_ms=budget_ms, patience=self._patience)
            except _ChildFailed as failed:
                raise CodeRefused(Why.DECODE_TIMEOUT, "the decoder gave up") from failed
        if "refused" in answer:
            raise CodeRefused(Why(answer["refused"]), answer["detail"])
        return tuple(symbol_of(values) for values in answer["symbols"])

    def engines(self) -> tuple[str, ...]:
        """Say which engines are there, for the health report; empty if pictures cannot be read."""
        try:
            with self._child() as child:
                return child.engines
        except CodeRefused:
            return ()

    @contextlib.contextmanager
    def _child(self) -> Iterator[_Child]:
        """Lend a child; one that failed or is old is ended instead of kept."""
        if self._process_no != os.getpid():
            # Forked: the children belong to the process that started them.
            for child in self._idle:
                child.disown()
            self._reset()
        if not self._places.acquire(timeout=self._patience):
            raise CodeRefused(Why.DECODE_TIMEOUT, "too many pictures at a time")
        try:
            child = self._taken()
            try:
                yield child
            except BaseException:
                child.end()
                raise
            self._give_back(child)
        finally:
            self._places.release()

    def _taken(self) -> _Child:
        with self._lock:
            while self._idle:
                child = self._idle.pop()
                if child.is_alive:
                    return child
                child.end()
        try:
            return _Child()
        except (_ChildFailed, OSError) as failed:
            raise CodeRefused(Why.DECODER_MISSING, "the decoder does not start") from failed

    def _give_back(self, child: _Child) -> None:
        if child.pictures >= _PICTURES_PER_CHILD:
            child.end()
            return
        with self._lock:
            self._idle.append(child)

    def children(self) -> tuple[int, ...]:
        """Return the process numbers of the children that are idle."""
        with self._lock:
            return tuple(child.process_no for child in self._idle)

    def close(self) -> None:
        """End the children that are idle; the reader may be used again."""
        with self._lock:
            idle, self._idle = self._idle, []
        for child in idle:
            child.end()


@functools.cache
def reader() -> PictureReader:
    """Return the reader of this process, which ends its children at exit."""
    made = PictureReader()
    atexit.register(made.close)
    return made
