"""The real server on a free loopback port: started, hurt and stopped by the tests and the benches."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self

ROOT: Final = Path(__file__).resolve().parents[2]
PRODUCT: Final = "wsgi:app"
_START_SECONDS: Final = 30.0


def free_port() -> int:
    """Return a loopback port that nobody listens on."""
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return int(any_port.getsockname()[1])


@dataclass
class Server:
    """gunicorn with two workers, as a process group of its own.

    Attributes:
        folder: instance folder and log. app: what gunicorn serves. more: gunicorn's arguments.
    """

    url: str
    folder: Path
    app: str = PRODUCT
    threads: int = 8
    more: tuple[str, ...] = ()
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start and wait until it answers."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End it, whatever state it is in."""
        self.kill()

    def start(self) -> None:
        """Start; returns when the first reply has come."""
        instance = self.folder / "instance"
        instance.mkdir(parents=True, exist_ok=True)
        kept = {n: v for n, v in os.environ.items() if not n.startswith("SCANNER_")}
        settings = {
            "SCANNER_DATABASE_URL": self.url,
            "SCANNER_INSTANCE_DIR": str(instance),
            "SCANNER_SECRET_KEY": "a key of the reliability tests only, 32+",
            "SCANNER_LOG_LEVEL": "WARNING",
            "SCANNER_WORKERS": "2",
            "SCANNER_THREADS": str(self.threads),
        }
        command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py"]
        command += ["--bind", f"127.0.0.1:{self.port}", *self.more, self.app]
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=kept | settings,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait()

    def _wait(self) -> None:
        assert self.process is not None
        latest = time.monotonic() + _START_SECONDS
        while time.monotonic() < latest:
            if self.process.poll() is not None:
                break
            with suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                with closing(connection):
                    connection.request("GET", "/healthz")
                    connection.getresponse().read()
                return
            time.sleep(0.05)
        said = (self.folder / "server.log").read_text(errors="replace")
        raise RuntimeError(said[-4000:])

    def workers(self) -> list[int]:
        """Return the process ids of the workers."""
        assert self.process is not None
        pid = self.process.pid
        with suppress(OSError):
            text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
            return [int(child) for child in text.split()]
        return []

    def memory_mb(self) -> list[int]:
        """Return the resident memory of each worker in MB."""
        found = []
        for pid in self.workers():
            with suppress(OSError, StopIteration):
                lines = Path(f"/proc/{pid}/status").read_text().splitlines()
                row = next(line for line in lines if line.startswith("VmRSS"))
                found.append(int(row.split()[1]) // 1024)
        return found

    def kill_worker(self, pid: int) -> bool:
        """End one of our workers as a failing machine would; False if it was gone already."""
        if pid not in self.workers():
            return False
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            return True
        return False

    def kill(self) -> None:
        """End the whole server, master and workers, at once."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)


@contextmanager
def started(url: str, folder: Path, **more: Any) -> Iterator[Server]:
    """Serve a database for a block."""
    folder.mkdir(parents=True, exist_ok=True)
    with Server(url, folder, **more) as server:
        yield server


@dataclass(frozen=True)
class Reply:
    """What came back; status 0 if nothing did."""

    status: int
    body: Any = None


@dataclass
class Client:
    """One program with an access token and one connection kept open."""

    port: int
    token: str
    timeout: float = 20
    _open: http.client.HTTPConnection | None = None

    def send(self, path: str, body: Any, *, key: str) -> Reply:
        """Send once; a broken connection gives status 0 and nothing is repeated here."""
        if self._open is None:
            self._open = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Idempotency-Key": key,
            "Content-Type": "application/json",
        }
        try:
            self._open.request("POST", path, json.dumps(body), headers)
            response = self._open.getresponse()
            text = response.read()
        except (OSError, http.client.HTTPException):
            self.close()
            return Reply(0)
        return Reply(response.status, json.loads(text))

    def send_until_answered(self, path: str, body: Any, *, key: str, until: float) -> Reply:
        """Repeat the same request with the same id until it is answered for good.

        Args:
            path, body, key: the request.
            until: on the monotonic clock; then the last reply is returned as it is.
        """
        while True:
            reply = self.send(path, body, key=key)
            if 0 < reply.status < 500 or time.monotonic() > until:
                return reply
            time.sleep(0.02)

    def close(self) -> None:
        """Close the connection."""
        if self._open is not None:
            self._open.close()
            self._open = None
