"""A private PostgreSQL server for the tests, and fresh databases on it.

`Cluster` is a server in a folder of its own, on a free loopback port, with fsync on, owned by a user
without rights when the tests run as root (PostgreSQL refuses root). It ends with the block, with the
process, and at the latest when the next cluster is made after a crash.

As a pytest plugin (`pytest_plugins = ["tests.postgres_cluster"]` in tests/conftest.py) this module
gives the session fixture `postgres_server`. One cluster serves all workers of a run: it is started by
the first test that asks for it and ended by the run's own process. Where `SCANNER_TEST_DATABASE_URL`
names a server, that one is used, and only databases are made and dropped on it.
"""

import atexit
import fcntl
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Final, Protocol, Self

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import URL, make_url

from setup_steps import postgres

_ROLE: Final = "scanner"
_PREFIX: Final = "scanner-pg-"
_ATTEMPTS: Final = 4
_FOLDER: Final = "SCANNER_TEST_CLUSTER"
_SETTINGS: Final = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{folder}'
max_connections = 200
shared_buffers = 128MB
fsync = on
synchronous_commit = on
full_page_writes = on
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
jit = off
"""


class ClusterError(Exception):
    """The server could not be made or started; the text is what it said."""


def _psycopg_url(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


class Server:
    """A PostgreSQL server on which databases can be made and dropped quickly."""

    def __init__(self, url: str | URL) -> None:
        """Take the address of a server and of a role that may make databases."""
        self.base = make_url(url).set(drivername="postgresql+psycopg")

    @property
    def url(self) -> str:
        """The address of the maintenance database, for SQLAlchemy."""
        return self.url_of(self.base.database or "postgres")

    def url_of(self, name: str) -> str:
        """Return a database's address for SQLAlchemy."""
        return self.base.set(database=name).render_as_string(hide_password=False)

    def _say(self, command: str, *names: str) -> None:
        text = sql.SQL(command).format(*(sql.Identifier(name) for name in names))
        target = _psycopg_url(self.base.set(database=self.base.database or "postgres"))
        with psycopg.connect(target, autocommit=True) as connection:
            connection.execute(text)

    def create(self, name: str | None = None, *, template: str | None = None) -> str:
        """Make a database, empty or as a copy of another; return its address for SQLAlchemy.

        Nobody may be connected to the template meanwhile.
        """
        name = name or f"test_{secrets.token_hex(6)}"
        self._say("CREATE DATABASE {} TEMPLATE {}", name, template or "template0")
        return self.url_of(name)

    def drop(self, url_or_name: str) -> None:
        """Drop a database and throw out whoever is connected to it."""
        name = make_url(url_or_name).database if "://" in url_or_name else url_or_name
        self._say("DROP DATABASE IF EXISTS {} WITH (FORCE)", name or "")

    @contextmanager
    def database(self, *, template: str | None = None) -> Iterator[str]:
        """Make a database for a block; the block gets its address for SQLAlchemy."""
        url = self.create(template=template)
        try:
            yield url
        finally:
            self.drop(url)


class _Owner(Protocol):
    pw_name: str
    pw_uid: int
    pw_gid: int


def _owner() -> _Owner | None:
    """Return whom the server belongs to when we are root, else None: ourselves."""
    if os.geteuid():
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
    message = "there is neither a user postgres nor a user nobody"
    raise ClusterError(message)


def _free_port() -> int:
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return any_port.getsockname()[1]


def _base_folder() -> str:
    """Return a folder that the server's owner can reach and whose name is short enough."""
    return "/tmp" if os.access("/tmp", os.W_OK) else tempfile.gettempdir()  # noqa: S108


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class Cluster(Server):
    """A server of our own: a context manager, or `start()` and `stop()`."""

    def __init__(self, folder: Path | None = None) -> None:
        """Choose the folder; nothing is made before `start()`."""
        programs = postgres.programs()
        if programs is None:
            message = "no PostgreSQL server on this machine: run ./test once, it installs one"
            raise ClusterError(message)
        self.programs = programs
        self.folder = folder or Path(tempfile.mkdtemp(prefix=_PREFIX, dir=_base_folder()))
        self.data = self.folder / "data"
        self.port = 0
        self._owner = _owner()

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop and remove."""
        self.remove()

    def _run(self, program: str, *arguments: str | Path, seconds: int = 60) -> None:
        command = [str(self.programs / program), *map(str, arguments)]
        rights = {"user": self._owner.pw_uid, "group": self._owner.pw_gid} if self._owner else {}
        if self._owner:
            rights["extra_groups"] = []
        log = self.folder / "commands.log"
        with log.open("a") as said:
            done = subprocess.run(
                command,
                cwd=self.folder,
                env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                timeout=seconds,
                check=False,
                start_new_session=True,  # Ctrl-C in the terminal is not for the server
                **rights,
            )
        if done.returncode:
            server_log = self.folder / "server.log"
            parts = [one.read_text(errors="replace") for one in (log, server_log) if one.exists()]
            raise ClusterError("\n".join(parts))

    def start(self) -> None:
        """Make the cluster if it is new, and start it; waits until it answers."""
        if not (self.folder / "url").exists():
            self._make()
        for attempt in range(_ATTEMPTS):
            try:
                self._run(
                    "pg_ctl", "start", "-w", "-D", self.data, "-l", self.folder / "server.log"
                )
            except ClusterError:
                # after kill() the processes of the old server take a moment to notice
                if attempt + 1 == _ATTEMPTS:
                    raise
                time.sleep(0.5)
            else:
                break
        self.base = make_url((self.folder / "url").read_text())
        self.port = self.base.port or 0
        atexit.register(self.remove)

    def _make(self) -> None:
        owner = self.folder / "owner"
        if not owner.exists():
            owner.write_text(str(os.getpid()))
        password = secrets.token_hex(16)
        secret = self.folder / "password"
        secret.touch(mode=0o600)
        secret.write_text(password)
        if self._owner:
            for path in (self.folder, secret):
                os.chown(path, self._owner.pw_uid, self._owner.pw_gid)
        settings = ["--auth-local=trust", "--auth-host=scram-sha-256", f"--pwfile={secret}"]
        encoding = ["--encoding=UTF8", "--locale=C.UTF-8"]
        self._run("initdb", "-D", self.data, "-U", _ROLE, *settings, *encoding, "--no-sync")
        self.port = _free_port()
        with (self.data / "postgresql.conf").open("a") as settings_file:
            settings_file.write(_SETTINGS.format(port=self.port, folder=self.folder))
        url = URL.create(
            "postgresql+psycopg", _ROLE, password, "127.0.0.1", self.port, database="postgres"
        )
        (self.folder / "url").write_text(url.render_as_string(hide_password=False))

    def stop(self, mode: str = "fast") -> None:
        """Stop the server: `fast`, or `immediate` as a crash would; it can be started again."""
        if (self.data / "postmaster.pid").exists():
            with suppress(subprocess.TimeoutExpired, ClusterError):
                self._run("pg_ctl", "stop", "-m", mode, "-t", "15", "-D", self.data, seconds=20)
        if (self.data / "postmaster.pid").exists():
            self.kill()

    def kill(self) -> None:
        """End the server's process at once, as a failing machine would."""
        with suppress(OSError, ValueError):
            pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
            os.kill(pid, signal.SIGKILL)
            latest = time.monotonic() + 5
            while _is_alive(pid) and time.monotonic() < latest:
                time.sleep(0.02)

    def remove(self) -> None:
        """Stop the server and remove its folder; harmless when repeated."""
        atexit.unregister(self.remove)
        if self.data.exists():
            self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)


def _remove_left_over() -> None:
    """End the clusters of earlier runs that were killed before they could do it."""
    for owner in Path(_base_folder()).glob(f"{_PREFIX}*/owner"):
        with suppress(OSError, ValueError, ClusterError):
            if owner.stat().st_uid in {0, os.geteuid()} and not _is_alive(int(owner.read_text())):
                Cluster(owner.parent).remove()


# --------------------------------------------------------------------------- the pytest plugin


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def pytest_configure(config: pytest.Config) -> None:
    """Choose the folder of the run's cluster, in the run's own process."""
    if _is_worker(config) or os.environ.get(_FOLDER):
        return
    _remove_left_over()
    folder = tempfile.mkdtemp(prefix=_PREFIX, dir=_base_folder())
    (Path(folder) / "owner").write_text(str(os.getpid()))
    os.environ[_FOLDER] = folder
    config.add_cleanup(_end_of_run)


def _end_of_run() -> None:
    folder = Path(os.environ.pop(_FOLDER))
    if (folder / "url").exists():
        Cluster(folder).remove()
    shutil.rmtree(folder, ignore_errors=True)


def running_server() -> Server:
    """Return the run's server, started if this is the first to ask for it."""
    if given := os.environ.get("SCANNER_TEST_DATABASE_URL"):
        return Server(given)
    if not os.environ.get(_FOLDER):  # not loaded as a plugin: a cluster of this process
        return _own_cluster()
    folder = Path(os.environ[_FOLDER])
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "url").exists():
            cluster = Cluster(folder)
            cluster.start()
            atexit.unregister(cluster.remove)  # other workers use it: the run's process ends it
    return Server((folder / "url").read_text())


@cache
def _own_cluster() -> Cluster:
    _remove_left_over()
    cluster = Cluster()
    cluster.start()  # ended with the process
    return cluster


@pytest.fixture(scope="session")
def postgres_server() -> Server:
    """The run's PostgreSQL server."""
    return running_server()
