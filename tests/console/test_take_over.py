"""A coordinator has the talk: the bot keeps quiet, safety and STOP work, and it comes back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from models import address, attachment, audit_event, conversation, lead, lead_event, message
from tests.builders import arrival, only, rows, statements
from tests.console.talking import asha_writes, lead_of_asha, path
from tests.console.visitor import Visitor
from tests.fakes import FakeClock
from triage.arrival import Medium
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.services.staff.coordinators import Coordinator
from triage.vocabulary import MediaKind

PHOTO = Medium(MediaKind.IMAGE, "image/jpeg", "https://api.example/ME1")


@pytest.fixture
def asha(house: House, as_bina: Visitor) -> str:
    """Asha's lead; Bina has the talk for four hours."""
    public_id = lead_of_asha(house)
    as_bina.post(path(public_id, "take-over"), {"until": "4h", "seen": ""}, status=303)
    return public_id


def _talk(house: House) -> Any:
    return only(house.store, conversation)


def test_taking_over_sets_who_and_until_when(
    house: House, asha: str, bina: Coordinator, clock: FakeClock
) -> None:
    assert _talk(house).taken_over_by == bina.id
    assert _talk(house).taken_over_until == clock.now() + timedelta(hours=4)
    assert "taken_over" in {row.kind for row in rows(house.store, lead_event)}
    noted = only(house.store, audit_event, action="take_over")
    assert (noted.actor, noted.subject) == (f"coordinator:{bina.id}", f"lead:{asha}")


def test_until_tomorrow_is_nine_in_the_office(
    house: House, as_bina: Visitor, clock: FakeClock
) -> None:
    public_id = lead_of_asha(house)

    as_bina.post(path(public_id, "take-over"), {"until": "tomorrow", "seen": ""}, status=303)

    # Monday 11:30 in India; Tuesday 09:00 there is 03:30 UTC
    assert _talk(house).taken_over_until.isoformat() == "2026-11-24T03:30:00+00:00"


def test_the_bot_says_nothing_and_the_lead_waits_for_a_person(house: House, asha: str) -> None:
    said = asha_writes(house, "my mother is tired", "what does it cost?")

    assert said.body is None
    heard = rows(house.store, message, direction="in")[-2:]
    assert {row.lead_id for row in heard} == {only(house.store, lead).id}
    assert "asked_for_person" in only(house.store, lead).flags


def test_photos_are_kept(house: House, asha: str) -> None:
    said = receive(house, arrival("", media=(PHOTO,)))

    assert said.body is None
    assert only(house.store, attachment).lead_id == only(house.store, lead).id
    assert "attachment" in only(house.store, lead).flags


def test_a_message_costs_no_more_than_ten_statements(house: House, asha: str) -> None:
    asha_writes(house, "hello")
    with statements(house.store) as seen:
        asha_writes(house, "are you there?")

    assert len(seen) <= 10, "\n".join(seen)


def test_danger_is_answered_flagged_and_moves_the_lead_up(house: House, asha: str) -> None:
    said = asha_writes(house, "chest pain")

    assert said.body is not None
    assert "<talk.emergency>" in said.body
    found = only(house.store, lead)
    assert "emergency" in found.flags
    assert found.priority == "urgent"


def test_stop_and_start_work_and_are_confirmed_with_nothing_else(house: House, asha: str) -> None:
    assert asha_writes(house, "stop").body == "<optout.stopped_whatsapp>"
    assert only(house.store, address).opted_out_at is not None
    assert asha_writes(house, "hello?").body is None
    assert asha_writes(house, "start").body == "<optout.started>"
    assert only(house.store, address).opted_out_at is None
    assert asha_writes(house, "start").body == "<optout.not_stopped>"


def test_the_same_message_again_gets_the_same_silence(house: House, asha: str) -> None:
    came = arrival("hello")
    receive(house, came)
    before = len(rows(house.store, message))

    again = receive(house, came)

    assert again.duplicate
    assert again.body is None
    assert len(rows(house.store, message)) == before


def test_a_colleague_takes_it_only_knowing_from_whom(
    house: House, asha: str, bina: Coordinator, chen: Coordinator, as_chen: Visitor
) -> None:
    page = as_chen.get(path(asha))
    assert "Bina</bdi> has this talk" in page

    refused = as_chen.post(path(asha, "take-over"), {"until": "1h", "seen": ""}, status=303)
    assert "Bina took this talk over a moment ago" in as_chen.get(refused)
    assert _talk(house).taken_over_by == bina.id

    as_chen.post(path(asha, "take-over"), {"until": "1h", "seen": str(bina.id)}, status=303)
    assert _talk(house).taken_over_by == chen.id


def test_no_lead_and_no_sense_are_refused(asha: str, as_bina: Visitor) -> None:
    as_bina.get(path("nobody23"), status=404)
    as_bina.get(path(asha))
    as_bina.post(path("nobody23", "take-over"), {"until": "1h"}, status=404)
    as_bina.get(path(asha))
    as_bina.post(path("nobody23", "hand-back"), {}, status=404)
    as_bina.get(path(asha))
    as_bina.post(path(asha, "take-over"), {"until": "for ever"}, status=400)


def test_an_operator_takes_nothing_over(asha: str, as_omar: Visitor) -> None:
    as_omar.get(path(asha), status=404)
