"""POST /twilio/status with a failure: opt-outs, the template in place of late words, the queue."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import pytest

from models import address, consent_event, due_work, lead, message
from tests.builders import only, rows
from tests.fakes import FakeClock, FakeTwilio
from tests.webhooks.conftest import Twilio
from triage.errors import SendFailed
from triage.services.answers import replies
from triage.services.answers.replies import Wish
from triage.services.answers.ways import Kind
from triage.services.house import House
from triage.services.messages.outbox import deliver_due, queue
from triage.services.staff import coordinators
from triage.services.staff.coordinators import Coordinator
from triage.settings import Templates
from triage.vocabulary import Role

_marks = count(1)


@pytest.fixture
def bina(served: House) -> Coordinator:
    """A coordinator."""
    email = "bina@clinic.example"
    return coordinators.create(
        served, name="Bina", email=email, role=Role.COORDINATOR, by="operator"
    )


@pytest.fixture
def asha(twilio_edge: Twilio, served: House) -> str:
    """Asha wrote on WhatsApp and has a lead; its id."""
    twilio_edge.says("2")
    return str(only(served.store, lead).public_id)


def writes(house: House, public_id: str, by: Coordinator, *texts: str) -> None:
    """Answer by WhatsApp, as the console does."""
    for text in texts:
        wish = Wish(Kind.WHATSAPP, f"mark{next(_marks)}", text)
        replies.send(house, public_id, wish, by)


def deliver(house: House) -> int:
    return deliver_due(house, house.send, house.find_sent)


def tells(edge: Twilio, twilio: FakeTwilio, nth: int, status: str, **fields: str) -> int:
    """Twilio calls back about the n-th message it took, at the address that came with it."""
    url = urlsplit(twilio.sent[nth].status_callback)
    sid = twilio.knows[twilio.sent[nth].body].sid
    form = {
        "AccountSid": edge.house.settings.current().twilio_account_sid,
        "MessageSid": sid,
        "MessageStatus": status,
        **fields,
    }
    return edge.post(form, f"{url.path}?{url.query}").status_code


def ours(house: House) -> list[Any]:
    """What a coordinator wrote, oldest first."""
    return [row for row in rows(house.store, message) if row.coordinator_id is not None]


def test_the_callback_names_our_message_before_twilios_id_is_known(
    twilio_edge: Twilio, served: House, asha: str, bina: Coordinator, twilio: FakeTwilio
) -> None:
    writes(served, asha, bina, "Dear Asha")
    deliver(served)
    with served.store.transaction() as tx:  # as if the worker had died before writing it down
        tx.execute(message.update().values(sid=None).where(message.c.sid.like("SMe%")))

    assert tells(twilio_edge, twilio, 0, "delivered") == 204

    assert (ours(served)[0].sid, ours(served)[0].status) == (
        twilio.knows["Dear Asha"].sid,
        "delivered",
    )


def test_a_message_that_did_not_arrive_brings_the_lead_back(
    twilio_edge: Twilio, served: House, asha: str, bina: Coordinator, twilio: FakeTwilio
) -> None:
    writes(served, asha, bina, "Dear Asha")
    deliver(served)

    for _ in range(2):
        assert tells(twilio_edge, twilio, 0, "undelivered", ErrorCode="30003") == 204

    assert (ours(served)[0].status, ours(served)[0].error_code) == ("undelivered", 30003)
    assert only(served.store, lead).flags == ["not_delivered"]
    assert only(served.store, lead).priority == "high"


def test_a_stop_that_twilio_knows_of_is_an_opt_out_and_nothing_waits(
    twilio_edge: Twilio, served: House, asha: str, bina: Coordinator, twilio: FakeTwilio
) -> None:
    writes(served, asha, bina, "one")
    deliver(served)
    writes(served, asha, bina, "two", "three")

    for _ in range(2):
        assert tells(twilio_edge, twilio, 0, "failed", ErrorCode="21610") == 204

    assert only(served.store, address).opted_out_at is not None
    event = only(served.store, consent_event, action="opt_out")
    assert event.by == "twilio"
    assert [row.status for row in ours(served)] == ["failed", "canceled", "canceled"]
    assert {row.state for row in rows(served.store, due_work, kind="send_message")} == {"done"}
    assert deliver(served) == 0


def test_late_words_give_way_to_a_template_once(
    twilio_edge: Twilio, served: House, asha: str, bina: Coordinator, twilio: FakeTwilio
) -> None:
    writes(served, asha, bina, "Dear Asha")
    deliver(served)

    for _ in range(2):
        assert tells(twilio_edge, twilio, 0, "failed", ErrorCode="63016") == 204
    deliver(served)

    first, second = ours(served)
    assert (first.status, first.error_code) == ("failed", 63016)
    assert second.template_sid == "HX" + "0" * 31 + "1"
    assert twilio.sent[1].content_variables == '{"1": "Asha", "2": "Bina"}'
    assert "Asha, this is Bina from CancerFax" in twilio.sent[1].body
    assert "not_delivered" not in only(served.store, lead).flags


def test_a_template_that_is_too_late_as_well_is_for_people(
    twilio_edge: Twilio, served: House, asha: str, bina: Coordinator, twilio: FakeTwilio
) -> None:
    writes(served, asha, bina, "Dear Asha")
    deliver(served)
    tells(twilio_edge, twilio, 0, "failed", ErrorCode="63016")
    deliver(served)

    tells(twilio_edge, twilio, 1, "failed", ErrorCode="63016")

    assert len(ours(served)) == 2
    assert only(served.store, lead).flags == ["not_delivered"]


def test_the_same_holds_when_twilio_says_so_at_once(
    served: House, asha: str, bina: Coordinator, twilio: FakeTwilio
) -> None:
    writes(served, asha, bina, "Dear Asha")
    twilio.failures.append(SendFailed("late", permanent=True, code=63016))

    deliver(served)
    deliver(served)

    assert [sent.content_sid for sent in twilio.sent] == ["HX" + "0" * 31 + "1"]


def test_without_a_fall_back_late_words_are_for_people(
    twilio_edge: Twilio,
    served: House,
    asha: str,
    bina: Coordinator,
    twilio: FakeTwilio,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bare = replace(served.settings.current(), triage_templates=Templates())
    monkeypatch.setattr(type(served.settings), "current", lambda _: bare)
    writes(served, asha, bina, "Dear Asha")
    deliver(served)

    tells(twilio_edge, twilio, 0, "failed", ErrorCode="63016")

    assert len(ours(served)) == 1
    assert only(served.store, lead).flags == ["not_delivered"]


def test_a_message_of_the_program_gives_way_to_no_template(
    twilio_edge: Twilio, served: House, asha: str, twilio: FakeTwilio, clock: FakeClock
) -> None:
    queue(served, address_id=only(served.store, address).id, body="We are sorry.")
    deliver(served)

    tells(twilio_edge, twilio, 0, "failed", ErrorCode="63016")

    assert deliver(served) == 0
    assert only(served.store, lead).flags == ["not_delivered"]
