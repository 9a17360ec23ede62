"""Whom to call: the file is read strictly, for it is said to people in danger."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.content.conftest import CALL_NUMBER, edit
from triage.content import countries_line, describe, load_script
from triage.content.findings import lint
from triage.content.samples import filled
from triage.content.segments import outside_gsm7
from triage.conversation.helplines import CrisisLine, Helplines
from triage.conversation.script import OfficeHours, Script

Problems = Callable[[], list[str]]
ONE = '[file]\nreviewer = "nobody"\nnote = "made up"\n\n[countries.IN]\nemergency = "112"\n'
SOURCE = 'emergency_source = "made up"\n'
CRISIS = 'crisis_name = "Línea"\ncrisis_number = "1 2 3"\ncrisis_source = "made up"\n'


def write(folder: Path, text: str) -> None:
    (folder / "emergency.toml").write_text(text, encoding="utf-8")


def test_the_packaged_numbers_are_sound_and_many(script: Script) -> None:
    assert len(script.helplines) >= 200
    assert script.helplines["IN"].emergency == "112"
    assert script.helplines["US"].emergency == "911"
    assert sum(1 for numbers in script.helplines.values() if numbers.crisis) >= 90


def test_a_name_on_an_sms_is_plain_or_left_out(script: Script) -> None:
    lines = [n.crisis for n in script.helplines.values() if n.crisis]

    assert [line for line in lines if outside_gsm7(f"{line.plain} {line.number}")] == []
    assert [line.plain for line in lines if line.number.startswith("8 (495)")] == [""]


@pytest.mark.parametrize(
    ("hours", "said", "days"),
    [
        ("24 hours", "24 h", ()),
        ("15:00 to 03:00", "15:00-03:00", ()),
        ("Monday to Friday, 08:30 to 17:00", "08:30-17:00", (0, 1, 2, 3, 4)),
    ],
)
def test_hours_are_kept_without_words(
    folder: Path, office: OfficeHours, hours: str, said: str, days: tuple[int, ...]
) -> None:
    write(folder, f'{ONE}{SOURCE}{CRISIS}crisis_hours = "{hours}"\n')

    script = load_script(office=office, call_number=CALL_NUMBER, root=folder)

    line = CrisisLine("Línea", "Linea", "1 2 3", said, days)
    assert script.helplines == {"IN": Helplines("112", line)}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (ONE, "countries.IN: emergency_source is missing"),
        (ONE.replace("IN", "india") + SOURCE, "countries.india: is no country code"),
        (ONE.replace('"112"', '"call 112"') + SOURCE, "countries.IN: emergency: 'call 112' is no"),
        (ONE.replace('"112"', "112") + SOURCE, "countries.IN: emergency is missing"),
        (f"{ONE}{SOURCE}fax = '1'\n", "countries.IN: unknown field fax"),
        (
            f"{ONE}{SOURCE}{CRISIS.partition('crisis_number')[0]}",
            "countries.IN: crisis_number is missing",
        ),
        (f"{ONE}{SOURCE}{CRISIS}".replace("1 2 3", "ask"), "crisis_number: 'ask' is no telephone"),
        (f"{ONE}{SOURCE}{CRISIS}crisis_hours = 'late'\n", "countries.IN: crisis_hours: 'late'"),
        (f"{ONE}{SOURCE}\n[towns]\n", "towns: unknown table"),
        (ONE.replace("note", "mood") + SOURCE, "[file]: note is missing"),
        ("[file]\nreviewer = 'a'\nnote = 'b'\n", "no [countries.XX] tables"),
        ("countries = \n", "at line 1"),
    ],
)
def test_what_is_wrong_is_named_by_file_key_and_reason(
    folder: Path, problems: Problems, text: str, problem: str
) -> None:
    write(folder, text)

    found = [line for line in problems() if problem in line]

    assert found
    assert all(line.startswith("emergency.toml: ") for line in found)


def test_without_the_file_nothing_starts(folder: Path, problems: Problems) -> None:
    (folder / "emergency.toml").unlink()

    assert problems() == ["emergency.toml: missing"]


def test_another_number_is_another_version(folder: Path, office: OfficeHours) -> None:
    before = load_script(office=office, call_number=CALL_NUMBER, root=folder).version
    edit(folder / "emergency.toml", 'emergency = "911"', 'emergency = "912"')

    assert load_script(office=office, call_number=CALL_NUMBER, root=folder).version != before


def test_a_safety_text_is_counted_with_the_longest_line(script: Script) -> None:
    english = script.languages["en"]

    said = filled(script, english, "talk.self_harm", english.texts["talk.self_harm"].sms)

    assert "Mental Health and Suicide Prevention Helpline 888-639-5433" in said
    assert lint(script) == []


def test_how_many_countries_is_told_beside_the_text(script: Script) -> None:
    line = countries_line(script)

    assert line.startswith(f"{len(script.helplines)} countries with an emergency number")
    assert line in describe(script, "talk.emergency")
    assert line not in describe(script, "talk.concern")
