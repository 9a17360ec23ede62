"""The database: does it answer, at our schema, with the limits and the journal we rely on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping

from triage.errors import SchemaUnknown
from triage.services.doctor.report import Line, fail, fine, warn
from triage.services.house import House
from triage.storage import meta, schema, vital
from triage.storage.sqlite_library import VERSION, journal_mode

_SLOW_MS = 250.0
_CLOCKS_APART = (5.0, 60.0)  # seconds: somebody should look, promises are at the wrong time
_OLDEST_POSTGRESQL = 150000


def look(house: House) -> Iterator[Line]:
    """Raises StorageDown when it does not answer: then nothing else can be looked at."""
    started = time.monotonic()
    with house.store.transaction() as tx:
        clock = vital.clock(tx)
    took = (time.monotonic() - started) * 1000
    kind = "SQLite" if house.store.has_one_writer else "PostgreSQL"
    if took > _SLOW_MS:
        todo = "see what else runs on this machine or this database"
        yield warn("database", f"{kind} answers, in {took:.0f} ms", todo)
    else:
        yield fine("database", f"{kind} answers in {took:.0f} ms")
    yield _schema(house)
    limits = vital.limits(house.store)
    yield _limits(limits, _SQLITE if house.store.has_one_writer else _POSTGRESQL)
    if house.store.has_one_writer:
        yield _library()
    if clock is not None:
        apart = abs((clock - house.clock.now()).total_seconds())
        if not house.settings.current().triage_clock:
            yield clocks("database clock", "the database", apart)


def restored(house: House) -> Iterator[Line]:
    """Whether a restore was left half-way."""
    with house.store.reading() as tx:
        pending = meta.find(tx, meta.RESTORE_PENDING)
    if pending:
        yield fail("restore", "a backup is not restored to the end", "./run restore --finish")


def _schema(house: House) -> Line:
    try:
        return fine("migrations", f"revision {schema.check(house.store.engine)}, as it should be")
    except SchemaUnknown as wrong:
        return fail("migrations", str(wrong), "run ./run db upgrade before the web starts")


def _limits(found: Mapping[str, str], wanted: Mapping[str, Callable[[str], bool]]) -> Line:
    wrong = [
        f"{name} is {found[name]}" for name, is_right in wanted.items() if not is_right(found[name])
    ]
    if wrong:
        todo = "something changes them: a pooler in between, a role's settings, an old server"
        return fail("database limits", ", ".join(wrong), todo)
    return fine("database limits", "durable commits, checked references, time-outs are set")


def _library() -> Line:
    version = ".".join(str(part) for part in VERSION)
    if journal_mode() == "WAL":
        return fine("SQLite library", f"{version}, without the WAL-reset bug: journal WAL")
    todo = "install the program's own packages (pysqlite3), or use PostgreSQL: it is faster"
    return warn("SQLite library", f"{version} has the WAL-reset bug: journal TRUNCATE", todo)


def clocks(name: str, whose: str, apart: float) -> Line:
    """Two clocks beside each other; `apart` in seconds."""
    words = f"{whose} and this machine are {apart:.0f} seconds apart"
    todo = "let both machines follow a time server (NTP)"
    if apart > _CLOCKS_APART[1]:
        return fail(name, words, todo)
    return warn(name, words, todo) if apart > _CLOCKS_APART[0] else fine(name, words)


def _is_set(milliseconds: str) -> bool:
    """PostgreSQL writes "3200ms", "10s", and 0 for no limit."""
    return milliseconds.strip() not in ("0", "")


_SQLITE: Mapping[str, Callable[[str], bool]] = {
    "foreign_keys": lambda value: value == "1",
    "synchronous": lambda value: value == "2",
    "busy_timeout": lambda value: int(value) >= 5000,
    "secure_delete": lambda value: value == "1",
    "journal_mode": lambda value: value.upper() == journal_mode(),
}
_POSTGRESQL: Mapping[str, Callable[[str], bool]] = {
    "synchronous_commit": lambda value: value == "on",
    "statement_timeout": _is_set,
    "lock_timeout": _is_set,
    "idle_in_transaction_session_timeout": _is_set,
    "server_encoding": lambda value: value == "UTF8",
    "server_version_num": lambda value: int(value) >= _OLDEST_POSTGRESQL,
}
