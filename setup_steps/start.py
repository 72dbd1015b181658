"""`./run` once the packages are there: prepare, serve, say where, and end everything together."""

import argparse
import ctypes
import http.client
import json
import os
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Final

import segno

from setup_steps import database, network
from setup_steps.certificate import Certificates, ensure
from setup_steps.places import ROOT, VENV_PYTHON, command, instance
from setup_steps.report import CannotSetUp, alone, call, say

_HTTPS_PORT: Final = 8443
_HTTP_PORT: Final = 8000
_PAGE_PORT: Final = 8080
_EVERYWHERE: Final = "0.0.0.0"  # noqa: S104 - phones on the network are whom we serve
_SECONDS_TO_SERVE: Final = 60
_SECONDS_TO_END: Final = 25  # gunicorn lets requests end for 20
_PARENT_DEATH: Final = 1  # PR_SET_PDEATHSIG


class _Ended(Exception):
    """Somebody asked us to end."""


@dataclass
class _Running:
    """What was started and has to be ended."""

    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, arguments: Sequence[str | Path]) -> subprocess.Popen[bytes]:
        """Start a process that ends with us, whatever ends us."""
        process = subprocess.Popen(
            [str(part) for part in arguments],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is ours to hand on
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - no threads here
        )
        self.processes.append(process)
        return process

    def end(self) -> None:
        """End everything: ask, wait, insist."""
        for process in self.processes:
            process.terminate()
        latest = time.monotonic() + _SECONDS_TO_END
        for process in self.processes:
            try:
                process.wait(max(latest - time.monotonic(), 1))
            except subprocess.TimeoutExpired:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _end_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PARENT_DEATH, signal.SIGTERM)


def _on_signal(number: int, frame: FrameType | None) -> None:
    del number, frame
    _listen(signal.SIG_IGN)  # the first word counts
    raise _Ended


def _listen(action: Callable[[int, FrameType | None], None] | signal.Handlers) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, action)


def start(chosen: argparse.Namespace) -> int:
    """Prepare and serve until asked to end; return the exit code.

    Raises: CannotSetUp when something needed cannot be had.
    """
    _listen(_on_signal)
    running = _Running()
    metrics = tempfile.mkdtemp(prefix="scanner-metrics-")
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = metrics
    try:
        return _serve(chosen, running)
    except _Ended:
        say("ending ...")
        return 0
    finally:
        _listen(signal.SIG_IGN)
        running.end()
        shutil.rmtree(metrics, ignore_errors=True)


def _serve(chosen: argparse.Namespace, running: _Running) -> int:
    url = _database_url(chosen)
    folder = instance()
    os.environ["SCANNER_INSTANCE_DIR"] = str(folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    host = "127.0.0.1" if chosen.http else os.environ.get("SCANNER_HOST") or _EVERYWHERE
    with alone(folder / "start.lock"):
        port = _port(chosen, host)
        hosts = _hosts(host)
        scheme = "http" if chosen.http else "https"
        addresses = [f"{scheme}://{one}:{port}/" for one in hosts]
        os.environ.setdefault("SCANNER_PUBLIC_URL", addresses[0].rstrip("/"))
        certificates = None if chosen.http else _certificates(folder / "tls")
        database.prepare(url, demo=not chosen.no_demo)
        listen = ["--bind", f"{host}:{port}"]
        if certificates:
            listen += ["--certfile", str(certificates.certificate)]
            listen += ["--keyfile", str(certificates.key)]
        server = running.start([command("gunicorn"), *listen, "wsgi:app"])
        _wait_until_serving(server, host=host, port=port, certificates=certificates)
    _tell(addresses)
    if certificates:
        _offer_certificate(running, certificates, host=host, addresses=addresses)
    _tell_enrolment_code()
    say("Ctrl-C ends everything.")
    return server.wait()


def _database_url(chosen: argparse.Namespace) -> str | None:
    """Return the address of the database where one was given, by option, variable or file."""
    if chosen.database:
        os.environ["SCANNER_DATABASE_URL"] = chosen.database
        os.environ.pop("SCANNER_DATABASE_URL_FILE", None)
    if file := os.environ.get("SCANNER_DATABASE_URL_FILE"):
        return Path(file).read_text().strip()
    return os.environ.get("SCANNER_DATABASE_URL")


def _port(chosen: argparse.Namespace, host: str) -> int:
    asked = chosen.port
    if asked is None and (said := os.environ.get("SCANNER_PORT")):
        if not said.isdigit():
            raise CannotSetUp(f"SCANNER_PORT is not a number: {said}")
        asked = int(said)
    if asked is not None:
        return network.this_port(host, asked)
    return network.free_port(host, _HTTP_PORT if chosen.http else _HTTPS_PORT)


def _hosts(listening: str) -> list[str]:
    """Return the names under which people reach us, the one for phones first."""
    if listening == _EVERYWHERE:
        return [*network.lan_addresses(), "localhost"]
    return ["localhost"] if listening == "127.0.0.1" else [listening]


def _certificates(folder: Path) -> Certificates:
    name = network.host_name()
    return ensure(
        folder,
        names=["localhost", name, f"{name}.local"],
        addresses=["127.0.0.1", "::1", *network.lan_addresses()],
    )


def _wait_until_serving(
    server: subprocess.Popen[bytes], *, host: str, port: int, certificates: Certificates | None
) -> None:
    """Wait for the first answer, over a connection that trusts what a phone will trust."""
    latest = time.monotonic() + _SECONDS_TO_SERVE
    while time.monotonic() < latest:
        if server.poll() is not None:
            raise CannotSetUp("the server ended at once; what it said stands above")
        if _answers(("127.0.0.1" if host == _EVERYWHERE else host, port), certificates):
            return
        time.sleep(0.05)
    raise CannotSetUp(f"the server did not answer within {_SECONDS_TO_SERVE} seconds")


def _answers(address: tuple[str, int], certificates: Certificates | None) -> bool:
    connection = http.client.HTTPConnection(*address, timeout=5)
    if certificates:
        trust = ssl.create_default_context(cafile=str(certificates.authority))
        connection = http.client.HTTPSConnection(*address, timeout=5, context=trust)
    try:
        connection.request("GET", "/healthz")
        connection.getresponse()
    except ssl.SSLCertVerificationError as error:
        raise CannotSetUp(f"our own certificate does not hold: {error}") from error
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def _tell(addresses: Sequence[str]) -> None:
    say("")
    segno.make(addresses[0], error="m").terminal(compact=True, border=2)
    say("serving at " + "  ".join(addresses))


def _offer_certificate(
    running: _Running, certificates: Certificates, *, host: str, addresses: Sequence[str]
) -> None:
    port = network.free_port(host, _PAGE_PORT)
    arguments = [host, str(port), str(certificates.authority), certificates.fingerprint, *addresses]
    running.start([str(VENV_PYTHON), "-m", "setup_steps.ca_page", *arguments])
    shown = addresses[0].split("//")[1].split(":")[0]
    say(f"a new phone first: http://{shown}:{port}/ (installs the certificate, for the camera)")
    say(f"  its SHA-256 fingerprint: {certificates.fingerprint}")


def _tell_enrolment_code() -> None:
    """Print the first admin's one-time code, while there is no admin."""
    done = call([command("flask"), "--app", "wsgi", "people", "enrol", "--json"])
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        return
    try:
        said = json.loads(lines[-1])
    except ValueError:
        return
    if said.get("code"):
        say(f"enrolment code for the first admin: {said['code']} (until {said['expires_at']})")
