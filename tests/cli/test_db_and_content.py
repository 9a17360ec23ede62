"""`triage db` and `triage content`: steps that a deployment and an editor of texts run."""

from __future__ import annotations

import gc
import os
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from triage.cli.content import report
from triage.cli.ports import free_port
from triage.content import load_script
from triage.settings import Settings
from triage.storage.sqlite_library import DBAPI


def test_check_says_what_to_run_on_an_empty_database(triage: Run, demo_env: Path) -> None:
    ran = triage("db", "check")

    assert ran.code == 1
    assert "triage db upgrade" in ran.err


def test_upgrade_makes_check_content_and_may_be_run_again(triage: Run, demo_env: Path) -> None:
    assert triage("db", "upgrade").code == 0
    assert triage("db", "upgrade").code == 0
    assert triage("db", "check").code == 0


@pytest.mark.parametrize("command", [["db", "check"], ["db", "upgrade"], ["serve"], ["chat"]])
def test_a_schema_of_another_program_is_refused(
    triage: Run, demo_env: Path, command: list[str]
) -> None:
    triage("db", "upgrade")
    with DBAPI.connect(demo_env / "triage.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    port = ["--port", str(free_port())] if command == ["serve"] else []
    ran = triage(*command, *port, stdin="Hi\n")

    assert ran.code == 1
    assert ran.err.count("\n") == 1
    assert "9999" in ran.err


def test_a_server_that_could_not_start_leaves_its_process_as_it_was(
    triage: Run, demo_env: Path
) -> None:
    before = (gc.isenabled(), dict(os.environ))

    assert triage("serve", "--port", str(free_port())).code == 1  # no schema yet

    assert (gc.isenabled(), dict(os.environ)) == before


def test_a_database_that_does_not_answer_is_one_line(
    triage: Run, demo_env: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://127.0.0.1:1/nowhere")

    ran = triage("db", "check")

    assert ran.code == 1
    assert ran.err.count("\n") == 1
    assert "nowhere" not in ran.err


def test_the_texts_are_sound_without_any_setting(triage: Run) -> None:
    ran = triage("content", "check")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("0 finding(s)\n")


def test_findings_are_named_and_fail(capsys: pytest.CaptureFixture[str]) -> None:
    usual = Settings()
    script = load_script(office=usual.office, call_number=usual.triage_call_number)
    english = script.languages["en"]
    curly = replace(english.texts["talk.thanks"], sms="You\u2019re welcome.")
    spoilt = replace(english, texts={**english.texts, "talk.thanks": curly})

    code = report(replace(script, languages={"en": spoilt}))

    said = capsys.readouterr()
    assert code == 1
    assert "talk.thanks (sms)" in said.err
    assert " 0 finding(s)" not in said.out


def test_one_text_is_shown_in_both_forms(triage: Run) -> None:
    ran = triage("content", "show", "menu.welcome")

    assert ran.code == 0
    assert "SMS" in ran.out
    assert "WhatsApp" in ran.out


def test_an_unknown_text_is_one_line(triage: Run) -> None:
    ran = triage("content", "show", "menu.nothing")

    assert ran.code == 1
    assert ran.err.count("\n") == 1
