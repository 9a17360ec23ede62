"""`triage alerts test`: each address gets a message, and the operator hears which took it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.services.listening import Sink, sink


@pytest.fixture
def ear() -> Iterator[Sink]:
    """Where everybody is told."""
    with sink() as made:
        yield made


def _set(monkeypatch: pytest.MonkeyPatch, *urls: str) -> None:
    monkeypatch.setenv("TRIAGE_ALERT_URLS", "\n".join(urls))


def test_each_address_gets_a_test_and_none_is_shown(
    triage: Run, demo_env: Path, ear: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = ear.url.replace("//", "//somebody:made-up-secret@")
    _set(monkeypatch, secret)

    ran = triage("alerts", "test")

    assert ran.code == 0
    assert ran.out.startswith("ok")
    assert "everybody" in ran.out
    assert "made-up-secret" not in ran.out + ran.err
    assert "this is a test" in ear.heard[0]["title"]


def test_one_that_fails_is_told_and_the_others_get_it(
    triage: Run, demo_env: Path, ear: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set(monkeypatch, "json://127.0.0.1:9", "nonsense://made-up-secret", ear.url)

    ran = triage("alerts", "test", "--json")

    told = [json.loads(line) for line in ran.out.splitlines()]
    assert [one["ok"] for one in told] == [False, False, True]
    assert "made-up-secret" not in ran.out + ran.err
    assert ran.code == 1
    assert "2 of 3" in ran.err


def test_without_an_address_the_operator_hears_what_to_set(triage: Run, demo_env: Path) -> None:
    ran = triage("alerts", "test")

    assert ran.code == 1
    assert "TRIAGE_ALERT_URLS" in ran.err
