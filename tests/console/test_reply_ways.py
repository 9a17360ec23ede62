"""Which way an answer may go: WhatsApp within its day, a template, SMS; never after a STOP."""

from __future__ import annotations

import json

import pytest
from flask import Flask

from models import address, lead
from tests.builders import ASHA, arrival, only, rows
from tests.console.talking import (
    answers,
    asha_writes,
    comes_back,
    lead_of_asha,
    once_on,
    path,
    written,
)
from tests.console.visitor import Visitor
from tests.fakes import FakeClock, FakeTwilio
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.services.messages.outbox import deliver_due
from triage.services.staff.coordinators import Coordinator

PLAIN = ASHA.removeprefix("whatsapp:")
REOPEN = "HX" + "0" * 31 + "1"


@pytest.fixture
def asha(house: House) -> str:
    """Asha's lead; she writes on WhatsApp."""
    return lead_of_asha(house)


def _send(house: House) -> int:
    return deliver_due(house, house.send, house.find_sent)


def test_whatsapp_is_open_for_a_day_to_the_second(
    house: House, asha: str, console: Flask, bina: Coordinator, clock: FakeClock
) -> None:
    clock.tick(hours=24, seconds=-1)
    as_bina = comes_back(console, bina)
    answers(as_bina, asha, "In time")
    assert len(written(house)) == 1

    clock.tick(seconds=1)
    form = {"kind": "whatsapp", "once": once_on(as_bina, asha), "text": "Too late"}
    page = as_bina.post(path(asha), form, status=422)

    assert "24 hours have passed since they last wrote here" in page
    assert "Too late" in page
    assert len(written(house)) == 1


def test_a_new_message_of_hers_opens_it_again(
    house: House, asha: str, console: Flask, bina: Coordinator, clock: FakeClock
) -> None:
    clock.tick(hours=30)
    as_bina = comes_back(console, bina)
    assert 'name="text"' not in as_bina.get(path(asha)).partition("SMS")[0]
    asha_writes(house, "hello")

    answers(as_bina, asha)

    assert len(written(house)) == 1


def test_a_template_goes_at_any_time_with_its_blanks_filled(
    house: House,
    asha: str,
    console: Flask,
    bina: Coordinator,
    clock: FakeClock,
    twilio: FakeTwilio,
) -> None:
    clock.tick(days=3)
    as_bina = comes_back(console, bina)
    form = {"kind": "template", "template": "reopen", "value1": "Asha", "value2": "Bina"}
    as_bina.post(path(asha), {**form, "once": once_on(as_bina, asha)}, status=303)
    _send(house)

    (sent,) = twilio.sent
    assert (sent.to, sent.content_sid) == (ASHA, REOPEN)
    assert json.loads(sent.content_variables) == {"1": "Asha", "2": "Bina"}
    assert sent.body.startswith("Hello Asha, this is Bina from CancerFax.")
    (row,) = written(house)
    assert row.template_sid == REOPEN
    assert "Asha" not in str(tuple(row))


@pytest.mark.parametrize(
    "values",
    [{}, {"value1": "Asha"}, {"value1": "", "value2": "Bina"}, {"value1": "a\nb", "value2": "c"}],
)
def test_a_template_with_a_blank_left_is_not_sent(
    house: House, asha: str, as_bina: Visitor, values: dict[str, str]
) -> None:
    form = {"kind": "template", "template": "reopen", **values}

    page = as_bina.post(path(asha), {**form, "once": once_on(as_bina, asha)}, status=422)

    assert "Fill in each blank of the template" in page
    assert written(house) == []


def test_a_template_that_is_gone_is_not_sent(house: House, asha: str, as_bina: Visitor) -> None:
    form = {"kind": "template", "template": "gone", "once": once_on(as_bina, asha)}

    assert "no such template" in as_bina.post(path(asha), form, status=422)


def test_an_sms_goes_to_her_whatsapp_number_which_gets_an_address(
    house: House, asha: str, as_bina: Visitor, twilio: FakeTwilio
) -> None:
    answers(as_bina, asha, "By SMS", kind="sms")
    answers(as_bina, asha, "And again", kind="sms")
    _send(house)

    assert [(sent.to, sent.sender) for sent in twilio.sent] == [(PLAIN, "+12025550100")] * 2
    by_sms, by_whatsapp = sorted(rows(house.store, address), key=lambda row: row.channel)
    assert (by_sms.channel, by_sms.person_id) == ("sms", by_whatsapp.person_id)


def test_her_own_sms_later_is_hers(house: House, asha: str, as_bina: Visitor) -> None:
    answers(as_bina, asha, "By SMS", kind="sms")
    receive(house, arrival("hi", sender=PLAIN, to="+12025550100"))

    assert len(rows(house.store, address)) == 2
    assert len(rows(house.store, lead)) == 1


def test_who_opted_out_is_written_to_no_more_and_the_page_says_since_when(
    house: House, asha: str, as_bina: Visitor
) -> None:
    asha_writes(house, "stop")

    text = as_bina.get(path(asha))

    assert "They stopped WhatsApp messages. Only they can open it again, with START." in text
    assert "Since Mon 23 Nov 11:30." in text
    assert "never wrote by SMS" in text
    assert "<textarea" not in text
    for kind in ("whatsapp", "sms"):
        form = {"kind": kind, "once": f"mark-{kind}", "text": "Dear Asha"}
        assert "stopped" in as_bina.post(path(asha), form, status=422)
    form = {"kind": "template", "template": "reopen", "value1": "A", "value2": "B", "once": "m"}
    assert "stopped" in as_bina.post(path(asha), form, status=422)
    assert written(house) == []


def test_stopping_sms_leaves_whatsapp_open(
    house: House, asha: str, as_bina: Visitor, twilio: FakeTwilio
) -> None:
    receive(house, arrival("stop", sender=PLAIN, to="+12025550100"))

    answers(as_bina, asha)
    _send(house)

    assert [sent.to for sent in twilio.sent] == [ASHA]
    assert "They stopped SMS" in as_bina.get(path(asha))


def test_who_hides_the_number_gets_no_sms(house: House, as_bina: Visitor) -> None:
    receive(house, arrival("2", sender="whatsapp:GB.1234567890abc"))
    public_id = only(house.store, lead).public_id

    assert "They hide their number" in as_bina.get(path(public_id))
    answers(as_bina, public_id)

    assert len(written(house)) == 1


def test_who_writes_by_sms_is_offered_no_whatsapp(house: House, as_bina: Visitor) -> None:
    receive(house, arrival("2", sender=PLAIN, to="+12025550100"))
    public_id = only(house.store, lead).public_id

    assert "They have not written to us on WhatsApp." in as_bina.get(path(public_id))
    answers(as_bina, public_id, kind="sms")

    assert len(written(house)) == 1
