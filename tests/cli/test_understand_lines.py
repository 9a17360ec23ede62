"""`triage understand`: one JSON line out for each in, and what happens to lines that are none."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.cli.conftest import ROOT, Ran, Run, spawn


def lines(ran: Ran) -> list[dict[str, object]]:
    """The answers."""
    return [json.loads(line) for line in ran.out.splitlines()]


def test_a_choice_is_answered_with_every_key_of_the_contract(triage: Run) -> None:
    ran = triage("understand", "--jsonl", stdin='{"id": "a", "text": "2"}\n')

    assert ran.code == 0
    (answer,) = lines(ran)
    assert list(answer) == ["id", "label", "confidence", "language", "concern", "choices"]
    assert (answer["id"], answer["label"], answer["concern"]) == ("a", "menu:2", False)
    assert answer["choices"] == []


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
def test_a_command_is_known_on_both_channels(triage: Run, channel: str) -> None:
    ran = triage("understand", "--jsonl", "--channel", channel, stdin='{"id":1,"text":"STOP"}')

    assert [answer["label"] for answer in lines(ran)] == ["command:stop"]


def test_ids_of_any_kind_come_back_as_they_were(triage: Run) -> None:
    ids = [7, "x", None, {"a": [1]}, "अ"]
    asked = "".join(json.dumps({"id": one, "text": "1"}) + "\n" for one in ids)

    ran = triage("understand", "--jsonl", stdin=asked)

    assert [answer["id"] for answer in lines(ran)] == ids


def test_letters_of_any_script_are_written_as_they_are(triage: Run) -> None:
    ran = triage("understand", "--jsonl", stdin='{"id": "हाँ", "text": "1"}\n')

    assert '"हाँ"' in ran.out


def test_a_field_is_read_with_its_context(triage: Run) -> None:
    asked = {"id": 1, "text": "this number", "context": {"sender": "+12025550123"}}

    ran = triage("understand", "--field", "phone", "--jsonl", stdin=json.dumps(asked))

    (answer,) = lines(ran)
    assert list(answer) == ["id", "value", "also"]
    assert answer["value"] in ("<sender>", "+12025550123")


def test_what_is_no_answer_has_the_value_null(triage: Run) -> None:
    ran = triage("understand", "--field", "age", "--jsonl", stdin='{"id":1,"text":"why?"}')

    assert [answer["value"] for answer in lines(ran)] == [None]


@pytest.mark.parametrize(
    "bad", ["{", "[]", '"text"', '{"id": 1}', '{"id": 1, "text": 5}', "[" * 5000, "\xff\xfe"]
)
def test_a_bad_line_is_named_and_the_others_are_still_answered(triage: Run, bad: str) -> None:
    asked = f'{{"id": 1, "text": "1"}}\n{bad}\n\n{{"id": 2, "text": "2"}}\n'

    ran = triage("understand", "--jsonl", stdin=asked)

    assert ran.code == 1
    assert [answer["label"] for answer in lines(ran)] == ["menu:1", "menu:2"]
    assert ran.err.startswith("triage: line 2: ")
    assert ran.err.count("\n") == 1


def test_a_bad_context_is_a_bad_line(triage: Run) -> None:
    asked = '{"id": 1, "text": "5", "context": 7}\n{"id": 2, "text": "54"}'

    ran = triage("understand", "--field", "age", "--jsonl", stdin=asked)

    assert ran.code == 1
    assert [answer["id"] for answer in lines(ran)] == [2]


def test_an_unknown_field_is_wrong_usage(triage: Run) -> None:
    assert triage("understand", "--field", "shoe", "--jsonl").code == 2


def test_each_line_is_answered_before_the_next_is_written() -> None:
    process = spawn("understand", "--jsonl")
    assert process.stdin
    assert process.stdout

    for number in ("1", "2"):
        process.stdin.write(json.dumps({"id": number, "text": number}).encode() + b"\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["label"] == f"menu:{number}"

    process.communicate(timeout=30)
    assert process.returncode == 0


def test_reading_needs_neither_database_nor_web_server() -> None:
    script = (
        'import sys, io; sys.stdin = io.TextIOWrapper(io.BytesIO(b\'{"id": 1, "text": "1"}\'));'
        "from triage.cli import main; code = main(['understand', '--jsonl']);"
        "heavy = {'sqlalchemy', 'flask', 'twilio', 'granian'} & set(sys.modules);"
        "sys.exit(repr(heavy) if heavy else code)"
    )

    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True)  # noqa: S603 - our own words

    assert ran.returncode == 0, ran.stderr
