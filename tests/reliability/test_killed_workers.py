"""Workers and whole servers die at any moment: what was acknowledged is posted, and posted once.

Source: operations.md 4.2, R1.
"""

import os
import random
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.builders import request_id
from tests.reliability import scene
from tests.reliability.scene import Acknowledged, Books
from tests.reliability.served import Client, Server, started

_SECONDS = float(os.environ.get("SCANNER_TEST_KILL_SECONDS", "10"))
_SECONDS_OF_A_CONTROL = 4.0
_CLIENTS = 8
_PATIENCE = 20.0
_KILLS_MIN = 30
_DONE = 201


@dataclass
class _Run:
    """What happened in one run."""

    acknowledged: list[Acknowledged] = field(default_factory=list)
    unanswered: int = 0
    worker_kills: int = 0
    server_kills: int = 0
    is_over: threading.Event = field(default_factory=threading.Event)


def _work(server: Server, token: str, run: _Run) -> None:
    """Post one receipt after the other, each until it is answered, with its own id."""
    client, number = Client(server.port, token, timeout=5), 0
    while not run.is_over.is_set():
        key, pieces = request_id(), 1 + number % 5
        number += 1
        reply = client.send_until_answered(
            scene.RECEIPTS, scene.receipt(pieces), key=key, until=time.monotonic() + _PATIENCE
        )
        if reply.status == _DONE:
            run.acknowledged.append(Acknowledged(key, reply.body["register_no"], pieces))
        else:
            run.unanswered += 1
    client.close()


def _kill(server: Server, run: _Run, *, seconds: float, whole_servers: bool) -> None:
    """Kill for some seconds, not counting those in which a whole server starts again."""
    chance = random.Random()  # noqa: S311 - no secret
    moments = {chance.uniform(0.2, 0.5) * seconds, chance.uniform(0.6, 0.9) * seconds}
    whole = moments if whole_servers else set()
    passed = 0.0
    while passed < seconds:
        pause = chance.uniform(0.05, 0.25)
        time.sleep(pause)
        passed += pause
        if whole and passed > min(whole):
            whole.remove(min(whole))
            server.kill()
            server.start()
            run.server_kills += 1
        elif workers := server.workers():
            run.worker_kills += server.kill_worker(chance.choice(workers))


def _under_fire(url: str, folder: Path, token: str, *, seconds: float, build: str) -> _Run:
    run = _Run()
    app = f"tests.reliability.builds:{build}()"
    with started(url, folder, app=app, more=("--preload",)) as server:
        clients = [
            threading.Thread(target=_work, args=(server, token, run), daemon=True)
            for _ in range(_CLIENTS)
        ]
        for client in clients:
            client.start()
        try:
            _kill(server, run, seconds=seconds, whole_servers=build == "product")
        finally:
            run.is_over.set()
        for client in clients:
            client.join(2 * _PATIENCE)
    return run


def _assert_nothing_lost_or_doubled(run: _Run, books: Books) -> None:
    assert books.lost(run.acknowledged) == []
    assert books.doubled() == []
    assert books.mistold(run.acknowledged) == []
    assert books.on_hand == books.moved
    assert books.differences == ()


def test_no_acknowledged_posting_is_lost_or_doubled_while_workers_die(
    either_url: str, tmp_path: Path
):
    token = scene.prepared(either_url)
    run = _under_fire(either_url, tmp_path / "served", token, seconds=_SECONDS, build="product")
    books = scene.books(either_url)
    print(  # noqa: T201 - the figures are what the run is for
        f"{run.worker_kills} workers and {run.server_kills} servers killed, "
        f"{len(run.acknowledged)} acknowledged, {len(books.doubled())} doubled, "
        f"{len(books.lost(run.acknowledged))} lost"
    )
    assert run.worker_kills + run.server_kills >= _KILLS_MIN
    assert len(run.acknowledged) > _CLIENTS
    assert run.unanswered == 0
    _assert_nothing_lost_or_doubled(run, books)


@pytest.mark.parametrize("build", ["without_reservation", "answering_early"])
def test_control_a_build_without_the_guard_loses_or_doubles(
    either_url: str, tmp_path: Path, build: str
):
    token = scene.prepared(either_url)
    seconds = _SECONDS_OF_A_CONTROL
    run = _under_fire(either_url, tmp_path / "served", token, seconds=seconds, build=build)
    books = scene.books(either_url)
    bad = books.doubled() if build == "without_reservation" else books.lost(run.acknowledged)
    assert bad
    with pytest.raises(AssertionError):
        _assert_nothing_lost_or_doubled(run, books)
