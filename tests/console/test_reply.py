"""A coordinator answers in words: once, where it may go, and nobody waits after it."""

from __future__ import annotations

from typing import Any

import pytest

from models import audit_event, conversation, lead, lead_event
from tests.builders import ASHA, NOW, only, rows, statements
from tests.console.talking import (
    answers,
    asha_writes,
    lead_of_asha,
    once_on,
    written,
)
from tests.console.visitor import Visitor
from tests.fakes import FakeClock, FakeTwilio
from triage.console import reply
from triage.errors import SendFailed
from triage.services.house import House
from triage.services.leads.opened import open_lead
from triage.services.messages.outbox import deliver_due
from triage.services.staff.coordinators import Coordinator


@pytest.fixture
def asha(house: House) -> str:
    """Asha's lead: she picked a service and asked for a person."""
    return lead_of_asha(house)


def _send(house: House) -> int:
    return deliver_due(house, house.send, house.find_sent)


def test_an_answer_goes_to_her_through_the_worker(
    house: House, asha: str, as_bina: Visitor, bina: Coordinator, twilio: FakeTwilio
) -> None:
    where = answers(as_bina, asha, "Dear Asha,\r\nyes.")

    assert where == f"/console/leads/{asha}#reply"
    assert "Your message is on its way" in as_bina.get(where)
    assert twilio.sent == []
    assert _send(house) == 1
    (sent,) = twilio.sent
    assert (sent.to, sent.body, sent.content_sid) == (ASHA, "Dear Asha,\nyes.", "")
    (row,) = written(house)
    assert (row.coordinator_id, row.created_at) == (bina.id, NOW)
    assert row.lead_id == only(house.store, lead).id


def test_nobody_waits_after_an_answer(house: House, asha: str, as_bina: Visitor) -> None:
    assert set(only(house.store, lead).flags) == {"asked_for_person"}

    answers(as_bina, asha)

    found = only(house.store, lead)
    assert (found.flags, found.priority, found.status) == ([], "normal", "in_progress")
    assert {"answered", "status"} <= {row.kind for row in rows(house.store, lead_event)}
    detail = only(house.store, audit_event, action="reply").detail
    assert "whatsapp" in detail
    assert "Dear" not in detail


def test_a_red_flag_stays_until_somebody_settles_it(
    house: House, asha: str, as_bina: Visitor
) -> None:
    asha_writes(house, "chest pain")

    answers(as_bina, asha)

    assert only(house.store, lead).flags == ["emergency"]
    assert only(house.store, lead).priority == "urgent"


def test_a_second_press_and_a_reload_send_nothing(
    house: House, asha: str, as_bina: Visitor, twilio: FakeTwilio
) -> None:
    once = once_on(as_bina, asha)
    answers(as_bina, asha, once=once)

    again = answers(as_bina, asha, "Other words", once=once)

    assert "That was sent already. Nothing was sent twice." in as_bina.get(again)
    assert len(written(house)) == 1
    assert _send(house) == 1


def test_answering_has_the_bot_keep_quiet_if_so_chosen(
    house: House, asha: str, as_bina: Visitor, bina: Coordinator
) -> None:
    answers(as_bina, asha, quiet="1h")

    assert only(house.store, conversation).taken_over_by == bina.id
    assert asha_writes(house, "thank you").body is None


def test_a_bot_that_goes_on_answering_does_so(house: House, asha: str, as_bina: Visitor) -> None:
    answers(as_bina, asha, quiet="")

    assert only(house.store, conversation).taken_over_by is None
    assert asha_writes(house, "hi").body is not None


def test_answers_keep_their_order_when_one_has_to_wait(
    house: House, asha: str, as_bina: Visitor, twilio: FakeTwilio, clock: FakeClock
) -> None:
    for text in ("one", "two", "three"):
        answers(as_bina, asha, text)
    twilio.failures.append(SendFailed("busy", permanent=False, code=20429))

    _send(house)
    assert twilio.sent == []
    clock.tick(minutes=1)
    _send(house)

    assert [sent.body for sent in twilio.sent] == ["one", "two", "three"]


def test_what_waits_when_she_sends_stop_is_not_sent(
    house: House, asha: str, as_bina: Visitor, twilio: FakeTwilio
) -> None:
    answers(as_bina, asha)
    asha_writes(house, "stop")
    _send(house)

    assert twilio.sent == []
    assert written(house)[0].status == "canceled"


def test_the_panel_is_read_in_two_statements(
    house: House, asha: str, console: Any, bina: Coordinator
) -> None:
    from flask import g

    with console.test_request_context(), house.store.reading() as tx:
        g.coordinator = bina
        opened = open_lead(house, tx, asha)
        with statements(house.store) as seen:
            reply.panel(house, tx, opened)

    assert len(seen) <= 2, "\n".join(seen)


def test_the_answer_stands_on_the_leads_page(house: House, asha: str, as_bina: Visitor) -> None:
    answers(as_bina, asha, "Dear <b>Asha</b>")

    page = as_bina.get(f"/console/leads/{asha}")

    assert "Dear &lt;b&gt;Asha&lt;/b&gt;" in page
    assert 'id="reply"' in page
