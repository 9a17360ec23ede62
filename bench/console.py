"""How long coordinators wait: pages of the console over HTTP, in a house a year old.

`python -m bench.console --db sqlite` fills a database (10,000 leads, 200,000 messages, sealed and
indexed for search), starts `triage serve` on it, lets some coordinators look at pages at once, and
prints the milliseconds within which half and 95 in 100 of each came, with the statements that each
took. Every answer's status and content are checked; 1 when one was wrong.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

import models
from bench import databases
from bench.console_browser import Browser, in_process, over_http
from bench.lead_rows import phone_of
from bench.leads import Size, fill
from bench.servers import running
from tests.builders import statements
from triage.bootstrap import House, open_house
from triage.cli.house import migrate
from triage.cli.ports import free_port
from triage.console.app import create_console
from triage.console.session import new_data
from triage.services.staff import sessions
from triage.settings import load
from triage.storage import coordinators

GOAL_MS = 150
_WEIGHED = 15
_NAMES = ("Asha Rao", "Farida Khan", "Ivan Petrov", "Grace Mwangi", "أحمد", "Lakshmi")


@dataclass(frozen=True, slots=True)
class Known:
    """What the pages are asked about."""

    leads: tuple[str, ...]
    phones: tuple[str, ...]


#: Name of a page -> how it is asked for, and words that stand in it.
Visit = Callable[[Browser, Known, random.Random], str]
PAGES: dict[str, tuple[Visit, str]] = {
    "queue": (lambda b, k, r: b.get("/console/"), "Whose leads"),
    "queue, the next page": (lambda b, k, r: b.get(b.next_page), "Whose leads"),
    "queue, one country": (lambda b, k, r: b.get("/console/?country=KE&status=any"), "Kenya"),
    "queue, mine": (lambda b, k, r: b.get("/console/?owner=mine"), "Whose leads"),
    "search by name": (lambda b, k, r: b.post("/console/search", q=r.choice(_NAMES)), "Found for"),
    "search by phone": (
        lambda b, k, r: b.post("/console/search", q=r.choice(k.phones)),
        "Found for",
    ),
    "a lead": (lambda b, k, r: b.get(f"/console/leads/{r.choice(k.leads)}"), 'role="log"'),
    "overview": (lambda b, k, r: b.get("/console/overview?days=90"), "Where people leave"),
}


@dataclass(slots=True)
class Tally:
    """Milliseconds by page, and what was wrong."""

    took: dict[str, list[float]] = field(default_factory=dict)
    wrong: Counter[str] = field(default_factory=Counter)


def main() -> int:
    """Fill, serve, look, print."""
    given = _arguments()
    with tempfile.TemporaryDirectory() as scratch:
        environ = _environ(given.db, Path(scratch))
        source = load(environ, env_file=None)
        migrate(source)
        house = open_house(source)
        started = time.perf_counter()
        fill(house, Size(leads=given.leads, messages=given.messages))
        print(f"filled in {time.perf_counter() - started:.0f} s", flush=True)
        console, known = create_console(house), _known(house)
        name = console.session_interface.get_cookie_name(console)
        cookies = [f"{name}={token}" for token in _tokens(house, given.at_once)]
        weighed = _weigh(house, in_process(console, cookies[0]), known)
        house.store.close()
        port = int(environ["PORT"])
        words = ["-m", "triage.cli", "serve", "--workers", str(given.workers), "--port", str(port)]
        with running(words, environ, port, "/readyz"):
            tally = _look(port, cookies, known, given.rounds)
    return _print(given, tally, weighed)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.console", description=__doc__)
    parser.add_argument("--db", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--leads", type=int, default=10_000)
    parser.add_argument("--messages", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=40, help="looks at each page, each person")
    parser.add_argument("--at-once", type=int, default=2, help="people who look at once")
    parser.add_argument("--workers", type=int, default=2)
    return parser.parse_args()


def _environ(kind: str, scratch: Path) -> dict[str, str]:
    port = free_port()
    return {
        **os.environ,
        "TRIAGE_ENV": "demo",
        "TRIAGE_DATA_DIR": str(scratch),
        "DATABASE_URL": databases.fresh(kind, "triage_console", scratch),
        "PUBLIC_BASE_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
    }


def _known(house: House) -> Known:
    with house.store.reading() as tx:
        leads = tx.execute(sa.select(models.lead.c.public_id).limit(2000)).scalars().all()
    return Known(tuple(leads), tuple(phone_of(number) for number in range(0, 2000, 7)))


def _tokens(house: House, many: int) -> list[str]:
    """Sessions of the first coordinator (they lead the others), as a browser brings them."""
    with house.store.transaction() as tx:
        first = tx.execute(sa.select(sa.func.min(models.coordinator.c.id))).scalar_one()
        who = coordinators.find(tx, first)
        assert who is not None
        return [
            sessions.start(house, tx, who, proven=True, data=new_data(), began=None)[0]
            for _ in range(many)
        ]


def _weigh(house: House, browser: Browser, known: Known) -> dict[str, tuple[int, float]]:
    """Statements, and milliseconds of this process's own time, of each page without a network."""
    chance, found = random.Random(2), {}
    for name, (visit, _) in PAGES.items():
        visit(browser, known, chance)  # what is made once is made
        with statements(house.store) as seen:
            visit(browser, known, chance)
        took = []
        for _ in range(_WEIGHED):
            started = time.process_time()
            visit(browser, known, chance)
            took.append(1000 * (time.process_time() - started))
        found[name] = (len(seen), statistics.median(took))
    return found


@contextmanager
def _timed(tally: Tally, name: str, lock: threading.Lock) -> Iterator[None]:
    started = time.perf_counter()
    yield
    took = 1000 * (time.perf_counter() - started)
    with lock:
        tally.took.setdefault(name, []).append(took)


def _look(port: int, cookies: list[str], known: Known, rounds: int) -> Tally:
    """Everybody looks at every page, round after round, in an order of their own."""
    tally, lock = Tally(), threading.Lock()

    def one(number: int) -> None:
        browser, chance = over_http(port, cookies[number]), random.Random(number)
        for _ in range(rounds):
            for name in chance.sample(list(PAGES), len(PAGES)):
                visit, words = PAGES[name]
                page = ""
                with _timed(tally, name, lock), suppress(ValueError, OSError):
                    page = visit(browser, known, chance)
                if words not in page:
                    tally.wrong[name] += 1

    for number in range(4):  # both workers load the console at their first request
        over_http(port, cookies[number % len(cookies)])
    people = [threading.Thread(target=one, args=(number,)) for number in range(len(cookies))]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return tally


def _print(
    given: argparse.Namespace, tally: Tally, weighed: Mapping[str, tuple[int, float]]
) -> int:
    print(
        f"\n{given.db}, {given.leads} leads, {given.messages} messages, {given.workers} workers, "
        f"{given.at_once} at once, {given.rounds} looks each\n"
    )
    print("| page | statements | processor ms | p50 ms | p95 ms |")
    print("|---|---|---|---|---|")
    for name in PAGES:
        took = sorted(tally.took.get(name, [float("nan")]))
        half, most = took[len(took) // 2], took[min(len(took) - 1, int(0.95 * len(took)))]
        mark = "" if most <= GOAL_MS else f" (goal {GOAL_MS})"
        count, own = weighed[name]
        print(f"| {name} | {count} | {own:.0f} | {half:.0f} | {most:.0f}{mark} |")
    for name, count in tally.wrong.items():
        print(f"WRONG {count} x {name}")
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
