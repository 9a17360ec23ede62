"""Twilio's copies, over real HTTP: messages, files, and the answers whose ids we never knew."""

from __future__ import annotations

from typing import Any

import pytest
import requests

import models
from tests.builders import ACCOUNT, only, rows
from tests.reconcile.conftest import ASHA, TOKEN, Outside, clock, outside
from triage.errors import SendFailed
from triage.services.people import erasure, erasure_work

__all__ = ["clock", "outside"]


def _at_twilio(outside: Outside) -> list[dict[str, Any]]:
    page = f"{outside.address}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    answer = requests.get(page, params={"PageSize": 1000}, auth=(ACCOUNT, TOKEN), timeout=10)
    messages: list[dict[str, Any]] = answer.json()["messages"]
    return messages


def _work(outside: Outside) -> None:
    for _ in range(4):
        erasure_work.work(outside.house)
        outside.clock.tick(minutes=4)


@pytest.fixture
def talk(outside: Outside) -> Outside:
    """Asha wrote twice and was answered; somebody else wrote too."""
    for text in ("hi", "2"):
        outside.told(outside.lost(text))
        outside.said(f"An answer to {text}", at=outside.clock.now())
    outside.told(outside.lost("hi", sender="+12025550145"))
    return outside


def test_everything_of_theirs_goes_and_nothing_of_others(talk: Outside) -> None:
    assert len(_at_twilio(talk)) == 5
    person = rows(talk.house.store, models.person)[0].public_id

    erasure.erase(talk.house, person, by="operator")
    _work(talk)

    assert only(talk.house.store, models.erasure).state == "done"
    left = _at_twilio(talk)
    assert len(left) == 1
    assert ASHA not in str(left)
    assert {row.state for row in rows(talk.house.store, models.due_work)} == {"done"}


def test_what_is_gone_already_counts_as_deleted(talk: Outside) -> None:
    outside = talk
    for message in _at_twilio(outside):
        outside.house.at_twilio.delete_copy(message["sid"])
        outside.house.at_twilio.delete_copy(message["sid"])

    erasure.erase(
        outside.house, rows(outside.house.store, models.person)[0].public_id, by="operator"
    )
    _work(outside)

    assert only(outside.house.store, models.erasure).state == "done"


def test_what_they_write_after_it_stays(talk: Outside) -> None:
    talk.clock.tick(minutes=-30)
    erasure.erase(talk.house, rows(talk.house.store, models.person)[0].public_id, by="operator")
    talk.clock.tick(minutes=30)
    sid = talk.lost("hello again", minutes_ago=0)
    talk.told(sid)

    _work(talk)

    assert only(talk.house.store, models.erasure).state == "done"
    assert sid in {message["sid"] for message in _at_twilio(talk)}


def test_a_refused_log_in_is_tried_again(talk: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise SendFailed("credentials", permanent=True, code=20003)

    with monkeypatch.context() as patched:
        patched.setattr(type(talk.house.at_twilio), "delete_copy", refuse)
        erasure.erase(talk.house, rows(talk.house.store, models.person)[0].public_id, by="operator")
        erasure_work.work(talk.house)
    assert only(talk.house.store, models.erasure).state == "cleared"
    _work(talk)

    assert only(talk.house.store, models.erasure).state == "done"
