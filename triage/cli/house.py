"""How a command comes to its settings and its house. Decided here: settings come from the
environment and `.env`; in the demo the schema is brought up to date by itself, in production it
is a step of its own and an unknown schema is refused.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from triage.bootstrap import House
    from triage.settings import SettingsSource

ENV_FILE = Path(".env")


def settings_source(environ: Mapping[str, str] | None = None) -> SettingsSource:
    """The settings of this process; every problem at once as ConfigProblem."""
    from triage.settings import load

    return load(os.environ if environ is None else environ, env_file=ENV_FILE)


def house_of(source: SettingsSource) -> House:
    """A house whose database is at the schema that this program knows."""
    from triage.bootstrap import open_house

    if source.current().is_demo:
        migrate(source)
    return open_house(source, require_schema=True)


def migrate(source: SettingsSource) -> None:
    """Bring the database to the newest schema; harmless when it is there already."""
    from triage.storage.engine import make_engine
    from triage.storage.schema import upgrade

    engine = make_engine(source)
    try:
        upgrade(engine)
    finally:
        engine.dispose()


def is_anything_configured(environ: Mapping[str, str], env_file: Path = ENV_FILE) -> bool:
    """Whether anybody chose an environment, a database or a secret; else `chat` makes its own."""
    from triage.settings import all_setting_names

    named = set(all_setting_names()) | {"TRIAGE_SECRETS_DIR"}
    chosen = {name for name in named & set(environ) if environ[name].strip()}
    return bool(chosen - UNDECIDED) or env_file.is_file()


#: Settings that say how to behave, not where the data or the secrets are.
UNDECIDED = {
    *("TRIAGE_CLOCK", "TRIAGE_LOG_LEVEL", "TRIAGE_TIMEZONE", "TRIAGE_OFFICE_HOURS"),
    *("TRIAGE_CALL_NUMBER", "TRIAGE_LANGUAGES", "TRIAGE_DB_DEADLINE_SECONDS"),
    *("PORT", "WEB_CONCURRENCY"),
}
