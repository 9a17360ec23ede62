"""How fast and how right the webhook is, beside the least it could be, in one run.

    python -m bench.webhook --db sqlite
    pg_virtualenv python -m bench.webhook --db postgres

Whole conversations of many people go over HTTP with signed requests to `triage serve` and, in
turns, to a bare Flask view under the same server settings (`bench/floor.py`). Both are up all the
time and get a second each by turns, so that a machine that is slow for a while is slow for both.
Compare the ratios of one run, never numbers of different days. Exits 1 when any answer was wrong.
"""

from __future__ import annotations

import argparse
import math
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from bench import databases, floor
from bench.load import Tally, closed_loop, fixed_rate
from bench.servers import PROGRAM, migrated, running
from bench.talks import Mix, Target, talks, target_at
from triage.cli.ports import free_port
from triage.cli.serve import places_for

_WARM_UP = 4.0
#: Seconds that one side gets before it is the other's turn.
_TURN = 1.0


@dataclass(slots=True)
class Side:
    """One of the two that are compared, and what was measured of it."""

    name: str
    words: list[str]
    environ: Mapping[str, str]
    port: int
    ready: str
    target: Target
    mix: Mix
    only: bytes | None = None
    closed: list[Tally] = field(default_factory=list)
    paced: list[Tally] = field(default_factory=list)
    ready_seconds: list[float] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)


def main() -> int:
    """Run everything and print the table."""
    given = _arguments()
    with tempfile.TemporaryDirectory(prefix="triage-bench-") as scratch:
        sides = [_floor_side(given, Path(scratch)), _triage_side(given, Path(scratch))]
        for number in range(given.rounds):
            _measure(sides, given, number)
            rates = " ".join(f"{_ratio(*pair):.2f}" for pair in _turns(sides)[-given.turns :])
            print(f"round {number + 1}: ratios {rates}", flush=True)
    _print_table(given, *sides)
    return _print_wrong(sides)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.webhook")
    parser.add_argument("--db", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--turns", type=int, default=6, help="of a second, for each side")
    parser.add_argument("--rounds", type=int, default=3, help="starts of both servers")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--rate", type=float, default=200.0, help="messages a second, when paced")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--threads", type=int, help="of each worker; default as triage serve")
    parser.add_argument("--dup-rate", type=float, default=0.0, help="part delivered twice")
    parser.add_argument("--bad-rate", type=float, default=0.0, help="part that is forged besides")
    parser.add_argument("--bare-floor", action="store_true", help="the floor without our doors")
    parser.add_argument("--floor-journal", default="WAL", help="of the floor's SQLite")
    parser.add_argument("--preload-messages", type=int, default=0, help="stored beforehand")
    return parser.parse_args()


def _floor_side(given: argparse.Namespace, scratch: Path) -> Side:
    port = free_port()
    target = target_at(port)
    url = databases.fresh(given.db, "floor", scratch)
    floor.create_tables(url, given.floor_journal)
    places = given.threads or places_for(databases.trip_seconds(url))
    environ = {
        "FLOOR_URL": url,
        "FLOOR_JOURNAL": given.floor_journal,
        "FLOOR_BASE": target.base,
        "FLOOR_TOKEN": target.token,
        "FLOOR_PLACES": str(places),
        "PORT": str(port),
        "WEB_CONCURRENCY": str(given.workers),
        **({"FLOOR_BARE": "1"} if given.bare_floor else {}),
    }
    words = ["-m", "bench.floor"]
    return Side("floor", words, environ, port, "/healthz", target, Mix(), floor.REPLY.encode())


def _triage_side(given: argparse.Namespace, scratch: Path) -> Side:
    port = free_port()
    target = target_at(port)
    url = databases.fresh(given.db, "triage", scratch)
    environ = migrated(url, scratch, target, port)
    if given.preload_messages:
        print(f"storing {given.preload_messages} messages ...", flush=True)
        databases.preload(url, given.preload_messages)
    words = [*PROGRAM, "serve", "--workers", str(given.workers)]
    if given.threads:
        words += ["--threads", str(given.threads)]
    mix = Mix(given.dup_rate, given.bad_rate)
    return Side("triage", words, environ, port, "/readyz", target, mix)


def _measure(sides: list[Side], given: argparse.Namespace, number: int) -> None:
    """One start of both servers: warm up, then by turns as fast as it goes and at the rate."""
    with ExitStack() as stack:
        servers = [
            stack.enter_context(running(side.words, side.environ, side.port, side.ready))
            for side in sides
        ]
        flows = [talks(side.target, side.mix, only=side.only, run=number) for side in sides]
        for side, server, flow in zip(sides, servers, flows, strict=True):
            side.ready_seconds.append(server.ready_seconds)
            closed_loop(server.port, flow, _WARM_UP, given.connections)
        for turn in range(given.turns):
            # who goes first changes: one of both comes after the other in no way that lasts
            both = list(zip(sides, flows, strict=True))
            for side, flow in reversed(both) if turn % 2 else both:
                side.closed.append(closed_loop(side.port, flow, _TURN, given.connections))
        for _ in range(given.turns):
            for side, flow in zip(sides, flows, strict=True):
                side.paced.append(fixed_rate(side.port, flow, _TURN, given.rate))
        for side, server in zip(sides, servers, strict=True):
            side.memory += server.worker_megabytes()


def _turns(sides: list[Side]) -> list[tuple[Tally, Tally]]:
    """What the floor did in a turn, and what we did in the next."""
    below, above = sides
    return list(zip(below.closed, above.closed, strict=True))


def _ratio(below: Tally, above: Tally) -> float:
    return above.rate / below.rate if below.rate else math.nan


def _middle(values: list[float]) -> float:
    return statistics.median(values)


def _print_table(given: argparse.Namespace, below: Side, above: Side) -> None:
    extras = f"twice {given.dup_rate:g}, forged {given.bad_rate:g}, stored before "
    print(
        f"\n{given.db}, {given.workers} workers, c = {given.connections}, {given.rounds} rounds of "
        f"{given.turns} turns of {_TURN:g} s, {extras}{given.preload_messages}; medians\n"
    )
    paced = f"at {given.rate:g}/s: p50 | p99 | max"
    print(f"| | msg/s | p50 ms | p99 ms | max ms | {paced} | RSS MB a worker | PSS | ready s |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for side in (below, above):
        print(_row(side))
    ratios = sorted(_ratio(*pair) for pair in _turns([below, above]))
    print(f"\nratio to the floor: {_middle(ratios):.2f} ({ratios[0]:.2f}-{ratios[-1]:.2f})")


def _row(side: Side) -> str:
    parts = (0.5, 0.99, 1.0)
    cells = [f"{_middle([t.rate for t in side.closed]):.0f}"]
    for tallies in (side.closed, side.paced):
        cells += [f"{_middle([t.percentile(part) for t in tallies]):.1f}" for part in parts]
    cells += [f"{max(one[at] for one in side.memory):.0f}" for at in (0, 1)]
    cells.append(f"{_middle(side.ready_seconds):.2f}")
    return f"| {side.name} | {' | '.join(cells)} |"


def _print_wrong(sides: list[Side]) -> int:
    """Name every wrong answer; 1 when there was one."""
    tallies = [tally for side in sides for tally in (*side.closed, *side.paced)]
    wrong: Counter[str] = sum((tally.wrong for tally in tallies), Counter())
    for name, count in wrong.most_common():
        sample = next((t.sample[name] for t in tallies if name in t.sample), b"")
        print(f"WRONG {count} x {name}: {sample.decode(errors='replace')}")
    print(f"{sum(len(tally.seconds) for tally in tallies)} answers checked, {wrong.total()} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
