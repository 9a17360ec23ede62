"""Fuzzing: bent requests at the whole application, in this process, and what came of them.

    python -m bench.fuzz --requests 100000 --seed 7

prints figures as JSON: answers by status, faults (500, an exception, an error of ours in the log),
requests that took more than two seconds, and rows that appeared without a genuine signature.
Every one of the last three must be 0; the exit status says so. The same seed makes the same
requests.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bench.fuzz_requests import Request, Requests, Target
from models import message, metadata
from triage.bootstrap import House, open_house
from triage.settings import load
from triage.storage.schema import upgrade
from webhooks import create_app

_HANGS = 2.0
_OURS = logging.getLogger("triage")


@dataclass(slots=True)
class Findings:
    """What came of a run; `shown` holds the first requests of each kind of fault."""

    requests: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    shown: dict[str, str] = field(default_factory=dict)
    hangs: int = 0
    slowest: float = 0.0
    unsigned_rows: int = 0
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found."""
        return not (self.faults or self.hangs or self.unsigned_rows)


class _Errors(logging.Handler):
    """Errors of ours in the log: a fault that was answered politely is a fault."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep its name."""
        self.seen.append(str(record.msg))


def fuzz(house: House, count: int, seed: int, signed: float = 0.5) -> Findings:
    """Send `count` requests to a fresh application over this house."""
    app = create_app(house).wsgi_app
    found, errors = Findings(), _Errors()
    _OURS.addHandler(errors)
    started = time.perf_counter()
    try:
        for request in islice(Requests(target_of(house), seed, signed), count):
            _send(app, request, found, errors)
    finally:
        _OURS.removeHandler(errors)
    found.seconds = time.perf_counter() - started
    return found


def fuzz_unsigned(house: House, count: int, seed: int) -> Findings:
    """The same without a genuine signature: not one row may appear."""
    before = _rows(house)
    found = fuzz(house, count, seed, signed=0.0)
    after = _rows(house)
    found.unsigned_rows = sum(abs(after[name] - before[name]) for name in after)
    return found


def target_of(house: House) -> Target:
    """What Twilio would know of this house."""
    settings = house.settings.current()
    senders = tuple(sorted(settings.senders))
    return Target(
        settings.public_base_url, settings.twilio_account_sid, senders, settings.auth_tokens
    )


def _send(app: Any, request: Request, found: Findings, errors: _Errors) -> None:
    environ: dict[str, Any] = {
        **request.environ(),
        "wsgi.input": BytesIO(request.body),
        "wsgi.errors": sys.stderr,
        "wsgi.version": (1, 0),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    statuses: list[int] = []

    def start(status: str, headers: list[tuple[str, str]], *_: Any) -> Any:
        statuses.append(int(status[:3]))
        return lambda _: None

    errors.seen.clear()
    started, computed = time.perf_counter(), time.thread_time()
    try:
        answer = app(environ, start)
        for _ in answer:
            pass
        if hasattr(answer, "close"):
            answer.close()
    except Exception as broken:
        _note(found, f"raised {type(broken).__name__}", request)
    took, busy = time.perf_counter() - started, time.thread_time() - computed
    found.requests += 1
    if took > _HANGS:
        found.hangs += 1
        found.shown.setdefault(
            "hang", f"{took:.1f} s, {busy:.1f} s of them computing: {request!r}"[:1000]
        )
    found.slowest = max(found.slowest, took)
    found.statuses.update(statuses[-1:])
    if statuses and statuses[-1] >= 500:
        _note(found, f"status {statuses[-1]}", request)
    for event in errors.seen:
        _note(found, event, request)


def _note(found: Findings, fault: str, request: Request) -> None:
    found.faults[fault] += 1
    found.shown.setdefault(fault, repr(request)[:1000])


def _rows(house: House) -> dict[str, int]:
    with house.store.reading() as tx:
        return {
            name: int(tx.execute(select(func.count()).select_from(table)).scalar_one())
            for name, table in metadata.tables.items()
        }


@contextmanager
def house_of_its_own() -> Iterator[House]:
    """A throw-away house with the real texts, the real reader and SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {
            **os.environ,
            "TRIAGE_ENV": "demo",
            "TRIAGE_DATA_DIR": folder,
            "DATABASE_URL": f"sqlite:///{Path(folder) / 'fuzz.db'}",
            "PUBLIC_BASE_URL": "https://bot.example",
            "TRIAGE_METRICS_TOKEN": "a-token-that-nobody-has",
        }
        source = load(environ, env_file=None)
        house = open_house(source)
        upgrade(house.store.engine)
        yield house
        house.store.close()


def main() -> None:
    """Fuzz and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--unsigned", type=float, default=0.7, help="part sent in a first run")
    given = parser.parse_args()
    logging.lastResort = None
    first = int(given.requests * given.unsigned)
    clean, told = True, {}
    with house_of_its_own() as house:
        runs: dict[str, Callable[[], Findings]] = {
            "unsigned": lambda: fuzz_unsigned(house, first, given.seed),
            "signed": lambda: fuzz(house, given.requests - first, given.seed + 1, signed=0.8),
        }
        for name, run in runs.items():
            found = run()
            clean = clean and found.is_clean
            told[name] = _told(found)
        with house.store.reading() as tx:
            kept = int(tx.execute(select(func.count()).select_from(message)).scalar_one())
    figures = {"seed": given.seed, "requests": given.requests, "messages_stored": kept, **told}
    json.dump({**figures, "clean": clean}, sys.stdout, indent=1)
    sys.stdout.write("\n")
    sys.exit(0 if clean else 1)


def _told(found: Findings) -> dict[str, object]:
    return {
        "requests": found.requests,
        "seconds": round(found.seconds, 1),
        "statuses": {str(status): n for status, n in sorted(found.statuses.items())},
        "faults": dict(found.faults),
        "shown": found.shown,
        "hangs": found.hangs,
        "slowest_seconds": round(found.slowest, 3),
        "rows_without_signature": found.unsigned_rows,
    }


if __name__ == "__main__":
    main()
