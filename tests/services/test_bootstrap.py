"""The house is put together from settings alone, or refuses to be, with the reason."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from babel import localedata

from models import meta
from tests.builders import ACCOUNT, arrival, only
from triage.bootstrap import open_house
from triage.content.countries import country_names, forget_locales
from triage.errors import ConfigProblem, SchemaUnknown
from triage.services.messages.inbox import receive
from triage.settings import SettingsSource, load

KEYS = ("TRIAGE_DATA_KEY", "TRIAGE_INDEX_KEY")


def _source(folder: Path, url: str, **more: str) -> SettingsSource:
    environ = {
        "TRIAGE_ENV": "demo",
        "TRIAGE_DATA_DIR": str(folder),
        "DATABASE_URL": url,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        **more,
    }
    return load(environ, env_file=None)


def test_a_house_from_settings_answers_a_greeting(database_url: str, tmp_path: Path) -> None:
    house = open_house(_source(tmp_path / "a", database_url), require_schema=True)

    received = receive(house, arrival("hi"))

    assert received.body is not None
    assert "CAR T" in received.body
    house.store.close()


def test_the_same_keys_open_the_house_again(database_url: str, tmp_path: Path) -> None:
    for _ in range(2):
        house = open_house(_source(tmp_path / "a", database_url), require_schema=True)
        kept = only(house.store, meta).value
        house.store.close()

    again = open_house(_source(tmp_path / "a", database_url), require_schema=True)
    assert only(again.store, meta).value == kept
    again.store.close()


def test_two_houses_of_a_process_have_the_same_texts(database_url: str, tmp_path: Path) -> None:
    houses = [open_house(_source(tmp_path / "a", database_url)) for _ in range(2)]
    for house in houses:
        house.store.close()

    assert houses[0].script is houses[1].script
    assert houses[0].script.countries["en"]["IN"] == "India"


def test_what_babel_keeps_of_languages_is_given_back_and_read_again() -> None:
    before = country_names(["en"])
    assert localedata._cache

    forget_locales()

    assert not localedata._cache
    assert country_names(["en"]) == before


def test_other_settings_give_other_texts(database_url: str, tmp_path: Path) -> None:
    usual, other = (
        open_house(_source(tmp_path / "a", database_url, TRIAGE_CALL_NUMBER=number))
        for number in ("+12025550123", "+12025550124")
    )
    usual.store.close()
    other.store.close()

    assert usual.script.call_number != other.script.call_number


@pytest.mark.parametrize("name", KEYS)
def test_a_wrong_key_is_refused_by_name_and_without_its_value(
    database_url: str, tmp_path: Path, name: str
) -> None:
    first = open_house(_source(tmp_path / "a", database_url), require_schema=True)
    first.store.close()
    wrong = _source(tmp_path / "b", database_url).current()
    value = (wrong.triage_data_key if name == KEYS[0] else wrong.triage_index_key)[0]
    source = _source(tmp_path / "a", database_url, **{name: value.in_clear()})

    with pytest.raises(ConfigProblem, match=name) as caught:
        open_house(source, require_schema=True)

    assert value.in_clear() not in str(caught.value)


def test_a_database_that_was_never_migrated_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new.db"

    with pytest.raises(SchemaUnknown):
        open_house(_source(tmp_path / "a", url), require_schema=True)


def test_what_a_web_process_does_not_need_is_not_loaded(sqlite_url: str, tmp_path: Path) -> None:
    """Each costs memory and start-up: Twilio's package (the worker), numpy (training) and more."""
    code = (
        "import os, sys\n"
        "from triage.bootstrap import open_house\n"
        "from triage.settings import load\n"
        "import webhooks\n"
        "open_house(load(os.environ, env_file=None), require_schema=True)\n"
        "print(sorted({'twilio', 'alembic', 'numpy', 'sqlalchemy.orm'} & set(sys.modules)))"
    )
    environ = {
        **os.environ,
        "TRIAGE_ENV": "demo",
        "TRIAGE_DATA_DIR": str(tmp_path / "a"),
        "DATABASE_URL": sqlite_url,
    }
    done = subprocess.run(  # noqa: S603 - this interpreter and this code
        [sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout.strip()) == (0, "[]")
