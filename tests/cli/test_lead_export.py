"""`triage leads`: every column in every format, and no cell that a spreadsheet would obey."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import Ran, Run
from triage.exports import cell
from triage.exports.cells import defused

CONTRACT = [
    *("id", "created_at", "updated_at", "status", "priority", "flags", "service"),
    *("enquirer_name", "for_whom", "patient_name", "age", "country", "city", "cancer_type"),
    *("stage", "phone", "channels", "language", "call_time", "call_time_utc", "call_count"),
    *("consent_at", "opted_out", "owner", "source", "questions", "attachments"),
    *("last_message_at", "complete"),
]
TALK = (
    "Hi\n2\nyes\nmother\nAsha\nlung\nskip\nDhaka, Bangladesh\nanytime\n"
    "this number\n=HYPERLINK two rounds of chemo\nyes\n"
)


@pytest.fixture
def one_lead(triage: Run, demo_env: Path) -> None:
    """A lead of somebody who writes like a formula."""
    assert triage("chat", "--from", "+12025550111", stdin=TALK).code == 0


def table(ran: Ran) -> list[dict[str, str]]:
    """A CSV export as rows by column."""
    return list(csv.DictReader(io.StringIO(ran.out, newline="")))


@pytest.mark.usefixtures("one_lead")
def test_csv_has_every_column_in_its_order(triage: Run) -> None:
    ran = triage("leads", "export", "--format", "csv")

    assert ran.code == 0
    assert ran.out.splitlines()[0].split(",") == CONTRACT
    (lead,) = table(ran)
    assert (lead["service"], lead["status"], lead["for_whom"]) == ("2", "new", "mother")
    assert lead["country"] == "BD"
    assert lead["phone"] == "+12025550111"


@pytest.mark.usefixtures("one_lead")
def test_no_csv_cell_begins_like_a_formula(triage: Run) -> None:
    (lead,) = table(triage("leads", "export", "--format", "csv"))

    assert lead["questions"].startswith("'=HYPERLINK")
    signed = [cell for cell in lead.values() if cell[:1] in {"=", "+", "-", "@", "\t", "\r"}]
    assert signed == [lead["phone"]]  # E.164 computes nothing


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠"])
def test_a_sign_before_words_is_quoted(sign: str) -> None:
    assert defused(f"{sign}1+cmd") == f"'{sign}1+cmd"


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x9b", "\u202e", "\u2066"])
def test_a_cell_holds_nothing_that_a_terminal_or_an_eye_would_obey(character: str) -> None:
    assert cell(f"Asha{character}Rao") == "Asha Rao"


def test_a_cell_keeps_scripts_that_run_from_right_to_left() -> None:
    assert cell("آشا \u200fراو") == "آشا \u200fراو"


@pytest.mark.usefixtures("one_lead")
def test_jsonl_has_every_column_in_its_order(triage: Run) -> None:
    (line,) = triage("leads", "export", "--format", "jsonl").out.splitlines()

    lead = json.loads(line)
    assert list(lead) == CONTRACT
    assert lead["service"] in (2, "2")
    assert lead["complete"] is True


@pytest.mark.usefixtures("one_lead")
def test_xlsx_holds_text_and_no_formula(triage: Run, bare: Path) -> None:
    target = bare / "leads.xlsx"

    ran = triage("leads", "export", "--format", "xlsx", "--out", str(target))

    assert (ran.code, ran.raw) == (0, b"")
    with zipfile.ZipFile(target) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        words = book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    assert [column for column in CONTRACT if f">{column}<" not in words] == []
    assert ">=HYPERLINK two rounds" in sheet


@pytest.mark.usefixtures("one_lead")
def test_bytes_go_to_stdout_without_out(triage: Run) -> None:
    raw = triage("leads", "export", "--format", "xlsx").raw

    assert zipfile.is_zipfile(io.BytesIO(raw))


@pytest.mark.usefixtures("one_lead")
def test_list_and_show_tell_of_the_same_lead(triage: Run) -> None:
    head, line = triage("leads", "list").out.splitlines()
    lead_id = line.split("\t")[0]

    shown = triage("leads", "show", lead_id)

    assert head.startswith("id\t")
    assert [row.partition(":")[0] for row in shown.out.splitlines()] == CONTRACT
    assert f"id: {lead_id}\n" in shown.out


@pytest.mark.usefixtures("one_lead")
def test_who_takes_leads_out_on_the_host_is_in_the_audit_chain(triage: Run) -> None:
    lead_id = json.loads(triage("leads", "export", "--format", "jsonl").out.splitlines()[0])["id"]
    triage("leads", "show", lead_id)

    listed = [json.loads(line) for line in triage("audit", "list", "--json").out.splitlines()]

    told = [(one["actor"], one["action"], one["subject"]) for one in listed[-2:]]
    assert told == [
        ("operator", "export_leads", "leads"),
        ("operator", "view_lead", f"lead:{lead_id}"),
    ]


@pytest.mark.usefixtures("one_lead")
@pytest.mark.parametrize(
    ("words", "count"),
    [
        (["--status", "new"], 1),
        (["--status", "won"], 0),
        (["--since", "2020-01-01"], 1),
        (["--since", "2999-01-01T00:00+05:30"], 0),
    ],
)
def test_leads_are_chosen_by_status_and_time(triage: Run, words: list[str], count: int) -> None:
    assert len(table(triage("leads", "export", "--format", "csv", *words))) == count


@pytest.mark.parametrize("words", [["--since", "yesterday"], ["--status", "happy"]])
def test_a_wrong_choice_is_wrong_usage(triage: Run, words: list[str]) -> None:
    assert triage("leads", "list", *words).code == 2


def test_an_unknown_lead_is_one_line(triage: Run, demo_env: Path) -> None:
    ran = triage("leads", "show", "nobody")

    assert ran.code == 1
    assert ran.err.count("\n") == 1


def test_no_leads_is_a_header_alone(triage: Run, demo_env: Path) -> None:
    assert triage("leads", "export", "--format", "csv").out == ",".join(CONTRACT) + "\r\n"
