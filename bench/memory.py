"""Whether a web process stays as big as it is: memory of each worker after every tenth of a run.

    python -m bench.memory --db sqlite --messages 100000
    pg_virtualenv python -m bench.memory --db postgres

Whole conversations of people who are all new go to `triage serve`, as fast as it takes them, and
every answer's content is checked. Prints, after each tenth, RSS (with all that workers share with
their parent in each of them) and PSS (with what is shared counted once) of every worker, and how
much the biggest grew from the first tenth to the last. Exits 1 when any answer was wrong.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench import databases
from bench.load import Talk, Tally, closed_loop
from bench.servers import PROGRAM, Server, migrated, running
from bench.talks import LINES, Mix, talks, target_at
from triage.cli.ports import free_port

_TENTHS = 10
_NAMES = ("RSS", "PSS")
#: Longer than any tenth takes: it ends when its conversations do.
_FOR_EVER = 24 * 3600.0


@dataclass(slots=True)
class Run:
    """What was seen: messages so far, wrong answers, the memory after each tenth."""

    sent: int = 0
    seconds: float = 0.0
    wrong: Counter[str] = field(default_factory=Counter)
    biggest: list[tuple[float, float]] = field(default_factory=list)


def main() -> int:
    """Start the server, send everything, print a line for each tenth."""
    given = _arguments()
    run = Run()
    port = free_port()
    target = target_at(port)
    with tempfile.TemporaryDirectory(prefix="triage-bench-") as scratch:
        folder = Path(scratch)
        url = databases.fresh(given.db, "triage_memory", folder)
        environ = migrated(url, folder, target, port)
        flow = talks(target, Mix())
        words = [*PROGRAM, "serve", "--workers", str(given.workers)]
        with running(words, environ, port, "/readyz") as server:
            print(f"{given.db}, {given.workers} workers, ready in {server.ready_seconds:.2f} s")
            print("| messages | a second | RSS MB of each worker | PSS MB |\n|---|---|---|---|")
            _print_line(run, server, 0.0)
            for _ in range(_TENTHS):
                tally = closed_loop(
                    server.port, _some(flow, given.messages), _FOR_EVER, given.connections
                )
                _note(run, tally, server)
    return _print_end(run)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.memory")
    parser.add_argument("--db", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--workers", type=int, default=2)
    return parser.parse_args()


def _some(flow: Iterator[Talk], messages: int) -> Iterator[Talk]:
    """The conversations of one tenth: whole ones, at least one."""
    for _ in range(max(1, round(messages / _TENTHS / len(LINES)))):
        yield next(flow)


def _note(run: Run, tally: Tally, server: Server) -> None:
    run.sent += len(tally.seconds)
    run.seconds += tally.took
    run.wrong += tally.wrong
    _print_line(run, server, tally.rate)


def _print_line(run: Run, server: Server, rate: float) -> None:
    memory = server.worker_megabytes()
    run.biggest.append((max(rss for rss, _ in memory), max(pss for _, pss in memory)))
    rss, pss = (" ".join(f"{one[at]:.1f}" for one in memory) for at in (0, 1))
    print(f"| {run.sent} | {rate:.0f} | {rss} | {pss} |", flush=True)


def _print_end(run: Run) -> int:
    """The growth after the first tenth, and every wrong answer; 1 when there was one."""
    first, last = run.biggest[1], run.biggest[-1]
    grown = ", ".join(
        f"{name} {b - a:+.1f}" for name, a, b in zip(_NAMES, first, last, strict=True)
    )
    print(f"\nthe biggest worker since the first tenth, MB: {grown}")
    for name, count in run.wrong.most_common():
        print(f"WRONG {count} x {name}")
    print(f"{run.sent} answers checked, {run.wrong.total()} wrong")
    return 1 if run.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
