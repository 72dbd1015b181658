"""Scans and receipts through HTTP, each beside its floor, in turns.

Both sides are served by gunicorn with the same settings, on the same database, and are loaded by
the same generator in the same minute.
"""

import json
import random
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from bench.databases import Ground
from bench.load import Generator, Measured, Render, request
from tests.reliability.served import Server, started

CONNECTIONS = 16
_THREADS = 4
_WARM_SECONDS = 1.5
_JSON = "application/json"
_CHANCE = random.Random(7)  # noqa: S311 - load, no secret


@dataclass
class Side:
    """One of the things compared, and what its turns reached."""

    name: str
    port: int
    render: Render
    turns: list[Measured] = field(default_factory=list)

    @property
    def together(self) -> Measured:
        """All turns as one."""
        return Measured(
            sum(turn.seconds for turn in self.turns),
            [each for turn in self.turns for each in turn.milliseconds],
            [each for turn in self.turns for each in turn.bad],
        )


def _look_up(ground: Ground) -> Render:
    lines = [request("GET", f"/look-up/{no.zfill(14)}") for no in ground.bar_codes]
    return lambda _: _CHANCE.choice(lines)


def _scan(ground: Ground) -> Render:
    sessions = [str(uuid.uuid4()) for _ in range(CONNECTIONS)]

    def render(number: int) -> bytes:
        body = {
            "channel": "wedge",
            "text": _CHANCE.choice(ground.bar_codes),
            "session_id": sessions[number],
        }
        return _authorised(ground, "/api/v1/scans", body)

    return render


def _receipt(ground: Ground) -> Render:
    def render(_: int) -> bytes:
        line = {"item_no": _CHANCE.choice(ground.item_nos), "quantity": "1", "bin_code": "A-01"}
        return _authorised(ground, "/api/v1/receipts", {"location_code": "BLUE", "lines": [line]})

    return render


def _authorised(ground: Ground, path: str, body: object) -> bytes:
    return request(
        "POST",
        path,
        json.dumps(body).encode(),
        Content_Type=_JSON,
        Authorization=f"Bearer {ground.token}",
        Idempotency_Key=str(uuid.uuid4()),
    )


def _bare_posting(ground: Ground, path: str) -> Render:
    def render(_: int) -> bytes:
        body = json.dumps({"item_no": _CHANCE.choice(ground.item_nos), "quantity": "1"}).encode()
        return request("POST", path, body, Content_Type=_JSON)

    return render


def measure(sides: Sequence[Side], *, rounds: int, seconds: float) -> None:
    """Let the sides take turns, after a warm-up of each."""
    for side in sides:
        Generator(side.port, side.render, connections=CONNECTIONS).run(_WARM_SECONDS)
    for _ in range(rounds):
        for side in sides:
            generator = Generator(side.port, side.render, connections=CONNECTIONS)
            side.turns.append(generator.run(seconds))


def report(title: str, sides: Sequence[Side]) -> None:
    """Print a line a side, with its share of the first one."""
    print(f"\n{title}, {CONNECTIONS} connections, gunicorn gthread 2x{_THREADS}")
    floor = sides[0].together.per_second or 1
    for side in sides:
        all_of_it = side.together
        print(
            f"  {side.name:<42} {all_of_it.per_second:>8,.0f} /s"
            f"   p50 {all_of_it.percentile(50):>6.1f} ms   p99 {all_of_it.percentile(99):>6.1f} ms"
            f"   {all_of_it.per_second / floor:>6.1%}"
            + (f"   {len(all_of_it.bad)} NOT DONE: {all_of_it.bad[0]}" if all_of_it.bad else "")
        )


def scans(ground: Ground, *, rounds: int, seconds: float) -> None:
    """Measure from a scanned text to the resolved answer, beside the bare look-up."""
    with _both(ground) as (product, floor):
        sides = (
            Side("floor: bare look-up, Flask + Core", floor.port, _look_up(ground)),
            Side("product: scan of an item's GTIN", product.port, _scan(ground)),
        )
        measure(sides, rounds=rounds, seconds=seconds)
        report(f"{ground.kind}: scan to resolved answer", sides)
        print(f"  memory of the product's workers: {product.memory_mb()} MB")


def receipts(ground: Ground, *, rounds: int, seconds: float) -> None:
    """Measure receipts of one line, beside the bare posting."""
    with _both(ground) as (product, floor):
        sides = [
            Side("floor: bare posting, Flask + Core", floor.port, _bare_posting(ground, "/post")),
            Side("product: receipt of one line", product.port, _receipt(ground)),
        ]
        if ground.kind == "postgresql":
            name, path = "floor: the same by one function", "/post-by-function"
            sides.append(Side(name, floor.port, _bare_posting(ground, path)))
        measure(sides, rounds=rounds, seconds=seconds)
        report(f"{ground.kind}: receipt of one line", sides)
        print(f"  memory of the product's workers: {product.memory_mb()} MB")


@contextmanager
def _both(ground: Ground) -> Iterator[tuple[Server, Server]]:
    """Serve the product and the floors."""
    bare = "bench.floor_app:make_app()"
    with (
        started(ground.url, ground.folder / "product", threads=_THREADS) as product,
        started(ground.url, ground.folder / "floor", threads=_THREADS, app=bare) as floor,
    ):
        yield product, floor
