"""How a command comes to its settings and its house. Decided here: settings come from the
environment and `.env`; in the demo the schema is brought up to date by itself, in production it
is a step of its own and an unknown schema is refused.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

from triage.errors import StorageDown

if TYPE_CHECKING:
    from triage.services.house import House
    from triage.settings import SettingsSource
    from triage.storage import Store

ENV_FILE = Path(".env")
QUIET = "WARNING"
#: Settings that say how to behave, not where the data or the secrets are.
MANNERS = frozenset(
    {
        *("TRIAGE_CLOCK", "TRIAGE_LOG_LEVEL", "TRIAGE_TIMEZONE", "TRIAGE_OFFICE_HOURS"),
        *("TRIAGE_CALL_NUMBER", "TRIAGE_LANGUAGES", "TRIAGE_DB_DEADLINE_SECONDS"),
        *("TRIAGE_CONSOLE_TWO_FACTOR", "TRIAGE_CONSOLE_IDLE_MINUTES", "TRIAGE_CONSOLE_HOURS"),
    }
)


def settings_source() -> SettingsSource:
    """The settings of this process; ConfigProblem holds everything that is wrong with them."""
    from triage.settings import load

    return load(os.environ, env_file=ENV_FILE)


@contextmanager
def open_configured(*, logs: str | None = None) -> Iterator[House]:
    """The house that the settings describe, at the schema that this program knows.

    `logs` is the least level that is said on stderr, above all for commands whose output a person
    reads; without it the setting decides.
    """
    source = settings_source()
    _speak(logs or source.current().triage_log_level)
    if source.current().is_demo:
        migrate(source)
    with opened(source) as house:
        yield house


@contextmanager
def open_throw_away(folder: Path) -> Iterator[House]:
    """A house of the demo in an empty folder, whatever the environment says about data."""
    from triage.settings import load

    manners = {name: os.environ[name] for name in MANNERS if name in os.environ}
    chosen = {"TRIAGE_ENV": "demo", "TRIAGE_DATA_DIR": str(folder)}
    source = load({**manners, **chosen}, env_file=None)
    _speak(QUIET)
    migrate(source)
    with opened(source) as house:
        yield house


def _speak(level: str) -> None:
    from triage.logs import configure

    configure(level)


@contextmanager
def opened(source: SettingsSource) -> Iterator[House]:
    """The house of these settings, at the schema that this program knows, for the block."""
    from triage.bootstrap import open_house

    house = open_house(source, require_schema=True)
    try:
        yield house
    finally:
        house.store.close()


def prove_house(source: SettingsSource) -> None:
    """Raise, with a line for an operator, whatever would keep this house from being opened.

    It notes that web processes are about to start: the worker then looks for what was missed.
    """
    from triage.services.recovery import outage

    with opened(source) as house:
        outage.note_start(house)


def trip_seconds(source: SettingsSource) -> float:
    """How long a question to the database takes (`Store.trip_seconds`); infinite where that cannot
    be told: no more than a setting hangs on it."""
    with _database(source) as store:
        try:
            return store.trip_seconds()
        except StorageDown:
            return inf


def migrate(source: SettingsSource) -> None:
    """Bring the database to the newest schema; harmless when it is there already."""
    from triage.storage.schema import upgrade

    with _database(source) as store:
        upgrade(store.engine)


def check_schema(source: SettingsSource) -> None:
    """StorageDown or SchemaUnknown unless the database is there, at the schema we know."""
    from triage.storage.schema import check

    with _database(source) as store:
        check(store.engine)


@contextmanager
def _database(source: SettingsSource) -> Iterator[Store]:
    from triage.storage.store import open_store

    settings = source.current()
    store = open_store(settings.database, deadline=settings.triage_db_deadline_seconds)
    try:
        yield store
    finally:
        store.close()


def is_anything_configured(environ: Mapping[str, str], env_file: Path = ENV_FILE) -> bool:
    """Whether anybody chose an environment, a database or a secret; else `chat` makes its own."""
    from triage.settings import all_setting_names

    decisive = set(all_setting_names()) - MANNERS - {"PORT", "WEB_CONCURRENCY"}
    return env_file.is_file() or any(environ.get(name, "").strip() for name in decisive)
