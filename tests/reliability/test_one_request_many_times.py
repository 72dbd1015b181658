"""One request is one posting, however often, in what company and in what words it is sent.

Source: operations.md 4.2, R1 and R4. Each law has its control: a build with the guard taken out.
"""

import random
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

import pytest

from tests.builders import request_id
from tests.reliability import scene
from tests.reliability.served import Client, Reply, Server, started

_TIMES = 20
_REQUESTS = 250
_REQUESTS_OF_A_CONTROL = 40
_CHANGED_PERCENT = 5
_DONE = 201
_CHANGED = 409
_SENDERS = 8


def _at_once(sends: Sequence[Callable[[], Reply]]) -> list[Reply]:
    """Do all at the same moment, each in a thread of its own."""
    together = threading.Barrier(len(sends))

    def one(send: Callable[[], Reply]) -> Reply:
        together.wait(20)
        return send()

    with ThreadPoolExecutor(len(sends)) as pool:
        return list(pool.map(one, sends))


def _sent_twenty_times(server: Server, token: str, key: str) -> list[Reply]:
    """Send at once by twenty clients, and once more after every worker has been killed."""
    clients = [Client(server.port, token) for _ in range(_TIMES)]
    body = scene.receipt(3)
    replies = _at_once([lambda c=c: c.send(scene.RECEIPTS, body, key=key) for c in clients])
    for pid in server.workers():
        server.kill_worker(pid)
    for client in clients:
        client.close()
    until = time.monotonic() + 20
    again = clients[0].send_until_answered(scene.RECEIPTS, body, key=key, until=until)
    clients[0].close()
    return [*replies, again]


def _assert_posted_once(url: str, replies: Sequence[Reply]) -> None:
    said = scene.books(url)
    assert [reply.status for reply in replies] == [_DONE] * len(replies)
    assert all(reply.body == replies[0].body for reply in replies)
    assert list(map(len, said.by_request.values())) == [1]
    assert said.on_hand == 3
    assert said.differences == ()


def test_twenty_sendings_and_one_after_a_kill_are_one_posting(either_url: str, tmp_path: Path):
    token = scene.prepared(either_url)
    with started(either_url, tmp_path / "served", threads=16) as server:
        replies = _sent_twenty_times(server, token, request_id())
    _assert_posted_once(either_url, replies)


def test_control_without_reserved_ids_twenty_sendings_post_many_times(
    either_url: str, tmp_path: Path
):
    token = scene.prepared(either_url)
    app = "tests.reliability.builds:without_reservation()"
    with started(either_url, tmp_path / "served", threads=16, app=app) as server:
        replies = _sent_twenty_times(server, token, request_id())
    with pytest.raises(AssertionError):
        _assert_posted_once(either_url, replies)


# ------------------------------------------------------------------- repeated, changed, at once


@dataclass(frozen=True)
class _Sending:
    key: str
    pieces: int


def _plan(requests: int) -> list[list[_Sending]]:
    """Make requests, each sent 1 to 5 times, 5 % of them with a changed body among them."""
    chance = random.Random(20261120)  # noqa: S311 - a plan that can be repeated
    plan = []
    for number in range(requests):
        key, pieces = request_id(), 1 + number % 7
        times = chance.randint(1, 5)
        sendings = [_Sending(key, pieces)] * times
        if number % (100 // _CHANGED_PERCENT) == 0:
            sendings = [*sendings, _Sending(key, pieces + 10)]
        chance.shuffle(sendings)
        plan.append(sendings)
    return plan


def _all_sent(server: Server, token: str, plan: list[list[_Sending]]) -> list[list[Reply]]:
    idle: SimpleQueue[Client] = SimpleQueue()
    clients = [Client(server.port, token) for _ in range(_SENDERS)]
    for client in clients:
        idle.put(client)

    def send(sending: _Sending) -> Reply:
        client = idle.get()
        try:
            return client.send(scene.RECEIPTS, scene.receipt(sending.pieces), key=sending.key)
        finally:
            idle.put(client)

    with ThreadPoolExecutor(_SENDERS) as pool:
        flat = list(pool.map(send, [one for sendings in plan for one in sendings]))
    for client in clients:
        client.close()
    ends = iter(flat)
    return [[next(ends) for _ in sendings] for sendings in plan]


def _assert_one_effect_a_key(url: str, plan: list[list[_Sending]], said: list[list[Reply]]) -> int:
    """Check every key against the ledger; returns how many changed bodies were refused."""
    books = scene.books(url)
    assert books.differences == ()
    assert sorted(books.by_request) == sorted(sendings[0].key for sendings in plan)
    refused = 0
    for sendings, replies in zip(plan, said, strict=True):
        ((register_no, pieces),) = books.by_request[sendings[0].key]
        for sending, reply in zip(sendings, replies, strict=True):
            if sending.pieces == pieces:
                assert (reply.status, reply.body.get("register_no")) == (_DONE, register_no)
            else:
                assert (reply.status, reply.body.get("code")) == (_CHANGED, "request-id-reused")
                refused += 1
    return refused


def test_each_id_has_one_effect_and_a_changed_body_is_refused(either_url: str, tmp_path: Path):
    token, plan = scene.prepared(either_url), _plan(_REQUESTS)
    with started(either_url, tmp_path / "served") as server:
        said = _all_sent(server, token, plan)
    refused = _assert_one_effect_a_key(either_url, plan, said)
    sent = sum(map(len, plan))
    print(f"{len(plan)} requests sent {sent} times, {refused} changed ones refused")  # noqa: T201
    assert refused >= _REQUESTS * _CHANGED_PERCENT // 100


@pytest.mark.parametrize("guard", ["reservation", "fingerprint"])
def test_control_without_the_guard_an_id_has_other_effects(
    either_url: str, tmp_path: Path, guard: str
):
    token, plan = scene.prepared(either_url), _plan(_REQUESTS_OF_A_CONTROL)
    app = f"tests.reliability.builds:without_{guard}()"
    with started(either_url, tmp_path / "served", app=app) as server:
        said = _all_sent(server, token, plan)
    with pytest.raises((AssertionError, ValueError)):
        _assert_one_effect_a_key(either_url, plan, said)
