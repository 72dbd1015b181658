"""Small steps of the set-up: locks, ports, database state, reading the test runner's closing line."""

import json
import re
import socket
import sqlite3

import pytest

from setup_steps import checks, database, network, options, packages, places
from setup_steps.report import CannotSetUp

LOCKS = [places.RUN_LOCK, places.TEST_LOCK, places.UV_LOCK, places.POSTGRES_LOCK]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_is_pinned_by_hash_and_no_registry_is_named(lock):
    text = lock.read_text()
    requirements = re.findall(r"(?m)^(?=[^\s#])(?:.*\\\n)*.*", text)
    assert requirements
    assert all("==" in one and "--hash=sha256:" in one for one in requirements)
    assert not re.search(r"://|--(?:extra-)?index|--find-links", text)


def test_what_the_product_runs_with_is_what_the_tests_run_with():
    def pins(lock):
        return dict(re.findall(r"(?m)^([\w.-]+)==(\S+)", lock.read_text()))

    tested = pins(places.TEST_LOCK)
    assert {name: tested.get(name) for name in pins(places.RUN_LOCK)} == pins(places.RUN_LOCK)


def test_a_stamp_holds_only_for_its_lock_file(tmp_path, monkeypatch):
    environment = tmp_path / ".venv"
    (environment / "bin").mkdir(parents=True)
    (environment / "bin" / "python").touch()
    (environment / "pyvenv.cfg").write_text("version = 3.11.2\n")
    monkeypatch.setattr(packages, "VENV", environment)
    monkeypatch.setattr(packages, "VENV_PYTHON", environment / "bin" / "python")
    installed = []
    monkeypatch.setattr(packages, "CACHE", tmp_path)
    monkeypatch.setattr(packages, "_install_locked", installed.append)
    lock = tmp_path / "some.lock"
    lock.write_text("one==1")
    packages.install(lock)
    packages.install(lock)
    assert len(installed) == 1
    lock.write_text("one==2")
    packages.install(lock)
    assert len(installed) == 2
    (environment / "pyvenv.cfg").write_text("version = 3.13.0\n")
    packages.install(lock)
    assert len(installed) == 3


def test_a_taken_port_is_passed_over_unless_it_was_asked_for():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert network.free_port("127.0.0.1", port) > port
        with pytest.raises(CannotSetUp, match=f"port {port} is taken"):
            network.this_port("127.0.0.1", port)
    assert network.this_port("127.0.0.1", 0) > 0


def test_addresses_of_this_machine_are_not_loopback():
    assert all(not one.startswith("127.") for one in network.lan_addresses())


@pytest.fixture
def flask_calls(tmp_path, monkeypatch):
    """Record the flask commands; `db upgrade` makes what Alembic would make."""
    monkeypatch.setenv("SCANNER_INSTANCE_DIR", str(tmp_path))
    calls = []

    def flask(*words, otherwise):
        calls.append(" ".join(words))
        if words == ("db", "upgrade"):
            with sqlite3.connect(tmp_path / "scanner.db") as connection:
                connection.execute("CREATE TABLE IF NOT EXISTS alembic_version (version_num)")
                connection.execute("DELETE FROM alembic_version")
                connection.execute("INSERT INTO alembic_version VALUES ('0001')")
            connection.close()
        elif otherwise in calls:
            raise CannotSetUp(otherwise)

    monkeypatch.setattr(database, "_flask", flask)
    return calls


def test_a_first_start_migrates_and_loads_the_demo_and_a_second_does_neither(flask_calls):
    database.prepare(None, demo=True)
    database.prepare(None, demo=True)
    assert flask_calls == ["db upgrade", "demo load"]


def test_a_database_that_was_started_without_the_demo_never_gets_it(flask_calls):
    database.prepare(None, demo=False)
    database.prepare(None, demo=True)
    assert flask_calls == ["db upgrade"]


def test_a_demo_that_failed_is_tried_again(flask_calls, tmp_path):
    database.prepare(None, demo=True)
    state = json.loads((tmp_path / "prepared.json").read_text())
    for one in state.values():
        one["demo"] = "wanted"
    (tmp_path / "prepared.json").write_text(json.dumps(state))
    database.prepare(None, demo=True)
    assert flask_calls == ["db upgrade", "demo load", "demo load"]


def test_a_new_migration_is_run_at_the_next_start(flask_calls, monkeypatch):
    database.prepare(None, demo=False)
    monkeypatch.setattr(database, "_migrations_digest", lambda: "another")
    database.prepare(None, demo=False)
    assert flask_calls == ["db upgrade", "db upgrade"]


@pytest.mark.parametrize(
    "line",
    [
        "========== 3 failed, 28 passed in 1.06s ==========",
        "10 passed in 1.95s",
        "=== 2 passed, 1 skipped, 1 warning in 75.20s (0:01:15) ===",
        "no tests ran in 0.01s",
        "= 1 error in 0.2s =",
    ],
)
def test_the_runners_closing_line_is_known(line):
    assert checks._CLOSING.match(line)


@pytest.mark.parametrize("line", ["tests/a.py ..F", "FAILED tests/a.py::test_b - 1 failed", ""])
def test_other_lines_are_not_taken_for_it(line):
    assert not checks._CLOSING.match(line)


def test_options_of_run():
    chosen = options.read(["--http", "--port", "0", "--no-demo", "--database", "sqlite:///x.db"])
    assert (chosen.http, chosen.port, chosen.no_demo) == (True, 0, True)
    assert chosen.database == "sqlite:///x.db"
