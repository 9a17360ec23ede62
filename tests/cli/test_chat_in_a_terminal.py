"""`triage chat`: blocks of reply lines, each ended by one empty line, over the real services."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Ran, Run, spawn


def blocks(ran: Ran) -> list[list[str]]:
    """The reply lines of each message."""
    assert ran.out.endswith("\n")
    found: list[list[str]] = [[]]
    for line in ran.out.split("\n")[:-1]:
        if line:
            found[-1].append(line)
        else:
            found.append([])
    assert found.pop() == []
    return found


def test_each_message_gets_one_block(triage: Run) -> None:
    ran = triage("chat", stdin="Hi\n2\n")

    assert ran.code == 0
    welcome, intro = blocks(ran)
    assert any("CAR T-Cell therapy" in line for line in welcome)
    assert intro != welcome


def test_without_any_setting_it_says_that_nothing_is_kept(triage: Run, bare: Path) -> None:
    ran = triage("chat", stdin="Hi\n")

    assert ran.code == 0
    assert "nothing is configured" in ran.err
    assert ran.err.count("\n") == 1
    assert list(bare.iterdir()) == []


def test_a_real_setting_is_never_overruled_by_the_demo(
    triage: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "0123456789abcdef")

    ran = triage("chat", stdin="Hi\n")

    assert ran.code == 1
    assert "TRIAGE_DATA_KEY" in ran.err


def test_silence_is_one_empty_line(triage: Run) -> None:
    ran = triage("chat", "--channel", "sms", stdin="STOP\nhello?\nSTART\n")

    stopped, silence, started = blocks(ran)
    assert stopped
    assert silence == []
    assert started


def test_an_empty_line_is_a_message_too(triage: Run) -> None:
    assert len(blocks(triage("chat", stdin="Hi\n\n"))) == 2


def test_the_last_line_needs_no_end(triage: Run) -> None:
    assert len(blocks(triage("chat", stdin="Hi\nmenu"))) == 2


def test_bytes_that_are_no_text_are_answered(triage: Run) -> None:
    ran = triage("chat", stdin=b"\xff\xfe\x00 \xed\xa0\x80\n\x1b[2J\n")

    assert ran.code == 0
    assert len(blocks(ran)) == 2


def test_a_conversation_goes_on_where_it_was(triage: Run, demo_env: Path) -> None:
    triage("chat", "--from", "+12025550111", stdin="Hi\n2\n")

    again = triage("chat", "--from", "+12025550111", stdin="yes\n")
    other = triage("chat", "--from", "+12025550112", stdin="yes\n")

    assert blocks(again) != blocks(other)
    assert again.err == ""


@pytest.mark.parametrize("number", ["12025550123", "whatsapp:+12025550123", "Asha", "+1", ""])
def test_what_is_no_number_is_wrong_usage(triage: Run, number: str) -> None:
    ran = triage("chat", "--from", number, stdin="Hi\n")

    assert ran.code == 2
    assert ran.err.count("\n") == 1


def test_replies_come_while_the_pipe_is_open(bare: Path) -> None:
    process = spawn("chat", cwd=bare)
    assert process.stdin
    assert process.stdout

    process.stdin.write(b"Hi\n")
    process.stdin.flush()
    while line := process.stdout.readline().strip():
        assert line

    process.communicate(timeout=30)
    assert process.returncode == 0
