"""`triage people`: proof, export and erasure from the command line."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import pytest

from tests.builders import arrival
from tests.cli.conftest import Run
from triage.bootstrap import open_house
from triage.cli.house import migrate, settings_source
from triage.services.messages.inbox import receive

PHONE = "+44 7700 900417"
DIGITS = "7700900417"


@pytest.fixture
def quill(demo_env: Path) -> Path:
    """Somebody wrote; the folder of the data."""
    source = settings_source()
    migrate(source)
    house = open_house(source, require_schema=True)
    for text in ("2", "yes", "mother", "stop"):
        receive(house, arrival(text, sender="whatsapp:+447700900417"))
    house.store.close()
    return demo_env


def test_an_export_is_for_its_owner_alone_and_names_nobody(triage: Run, quill: Path) -> None:
    ran = triage("people", "export", PHONE)

    assert ran.code == 0, ran.err
    (file,) = Path.cwd().glob("person-*.zip")
    assert file.stat().st_mode & 0o777 == 0o600
    assert DIGITS not in ran.out + ran.err + file.name
    told = json.loads(zipfile.ZipFile(file).read("person.json"))
    assert told["addresses"][0]["address"] == "whatsapp:+447700900417"


def test_an_export_goes_to_stdout_and_never_over_a_file(triage: Run, quill: Path) -> None:
    piped = triage("people", "export", PHONE, "--out", "-")
    assert piped.raw.startswith(b"PK")

    Path("mine.zip").write_text("mine")
    again = triage("people", "export", PHONE, "--out", "mine.zip")

    assert again.code == 2
    assert Path("mine.zip").read_text() == "mine"
    assert sorted(os.listdir()) == ["data", "mine.zip"]


def test_a_proof_is_a_page_or_json(triage: Run, quill: Path) -> None:
    page = triage("people", "consent", PHONE, "--out", "proof.html")
    told = triage("people", "consent", PHONE, "--json")

    assert (page.code, told.code) == (0, 0)
    assert "stopped our messages" in Path("proof.html").read_text()
    assert json.loads(told.out)["events"][-1]["words"] == "stop"


def test_erasing_asks_and_prints_a_receipt_without_anybodys_name(triage: Run, quill: Path) -> None:
    asked = triage("people", "erase", PHONE, stdin="n\n")
    assert asked.code == 1

    done = triage("people", "erase", PHONE, "--yes")

    assert done.code == 0, done.err
    assert "receipt " in done.out
    assert "nothing is kept here" in done.out
    assert DIGITS not in done.out + done.err
    again = triage("people", "erase", PHONE, "--yes")
    assert again.code == 1
    assert "nothing is kept" in again.err
    open_ones = triage("people", "erasures", "--json")
    assert json.loads(open_ones.out)["state"] == "cleared"
    assert triage("audit", "verify").code == 0


def test_a_database_that_was_copied_back_is_erased_again_at_the_next_start(
    triage: Run, quill: Path
) -> None:
    old = (quill / "triage.db").read_bytes()
    triage("people", "erase", PHONE, "--yes")
    for file in quill.glob("triage.db*"):
        file.unlink()
    (quill / "triage.db").write_bytes(old)

    ran = triage("people", "export", PHONE, "--out", "-")

    assert ran.code == 1
    assert "nothing is kept" in ran.err


def test_a_number_that_nobody_has_is_not_repeated(triage: Run, quill: Path) -> None:
    ran = triage("people", "export", "+12025550199")

    assert ran.code == 1
    assert "5550199" not in ran.err
