"""Whom we never write to: the worker drops it, people are told, and the console says why before."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import update

from models import address, due_work, lead, message
from tests.builders import ACCOUNT, ASHA, arrival, only, rows
from tests.fakes import FakeTwilio
from triage.phone import is_costly
from triage.services.abuse.outbound import Refusal, rule_against
from triage.services.answers import replies
from triage.services.answers.ways import Kind
from triage.services.house import House
from triage.services.leads.opened import open_lead
from triage.services.messages.belated import Late
from triage.services.messages.inbox import receive
from triage.services.messages.outbox import deliver_due, queue, queue_in
from triage.services.sealing import Body
from triage.settings import load


def _with(house: House, **changes: str) -> House:
    environ = {
        "TRIAGE_ENV": "demo",
        "TRIAGE_DATA_DIR": str(house.settings.current().triage_data_dir),
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        **changes,
    }
    return replace(house, settings=load(environ, env_file=None))


def _deliver(house: House) -> None:
    deliver_due(house, house.send, house.find_sent)


def _queue_to(house: House, sender: str) -> None:
    receive(house, arrival("2", sender=sender))
    queue(house, address_id=only(house.store, address).id, body="Dear friend")


@pytest.mark.parametrize(
    "number", ["+19005550123", "+34901234567", "+33891234567", "+881712345678"]
)
def test_costly_numbers_and_those_of_no_country_are_never_written_to(
    house: House, twilio: FakeTwilio, number: str
) -> None:
    _queue_to(house, number)

    _deliver(house)

    assert twilio.sent == []
    assert rows(house.store, message, direction="out")[-1].status == "canceled"
    assert only(house.store, due_work).last_error == "costly number"
    assert "not_delivered" in only(house.store, lead).flags


@pytest.mark.parametrize(
    "number",
    ["+12025550123", "+447700900123", "+919876543210", "+254700000123", "+15005550006"],
)
def test_people_are_written_to_even_in_ranges_that_no_plan_knows(
    house: House, twilio: FakeTwilio, number: str
) -> None:
    assert not is_costly(number)
    _queue_to(house, number)

    _deliver(house)

    assert [sending.to for sending in twilio.sent] == [number]


def test_only_countries_that_are_allowed_are_written_to(house: House, twilio: FakeTwilio) -> None:
    indian = _with(house, TRIAGE_COUNTRIES_ALLOWED="in, ke")
    _queue_to(indian, "+12025550123")

    _deliver(indian)
    assert twilio.sent == []
    assert only(house.store, due_work).last_error == "country not allowed"

    receive(indian, arrival("hi", sender="whatsapp:+919876543210"))
    queue(indian, address_id=rows(house.store, address)[-1].id, body="Dear friend")
    _deliver(indian)
    assert len(twilio.sent) == 1


def test_whoever_writes_is_answered_from_every_country(house: House) -> None:
    assert receive(_with(house, TRIAGE_COUNTRIES_ALLOWED="IN"), arrival("hi")).body


def _late(house: House, text: str, sender: str) -> None:
    """A message that no webhook brought: its answer waits for the worker."""
    receive(house, arrival(text, sender=sender), late=Late(sent_at=house.clock.now()))
    with house.store.transaction() as tx:
        tx.execute(update(due_work).values(run_at=house.clock.now()))


@pytest.mark.parametrize("text", ["chest pain", "hi"])
def test_an_answer_that_comes_late_goes_to_every_country(
    house: House, twilio: FakeTwilio, text: str
) -> None:
    indian = _with(house, TRIAGE_COUNTRIES_ALLOWED="IN")
    _late(indian, text, "+12025550123")

    _deliver(indian)

    assert [sending.to for sending in twilio.sent] == ["+12025550123"]


def test_not_even_a_late_answer_goes_to_a_costly_number(house: House, twilio: FakeTwilio) -> None:
    _late(house, "chest pain", "+19005550123")

    _deliver(house)

    assert twilio.sent == []


@pytest.mark.parametrize(("key", "count"), [("talk.emergency", 1), ("callback.missed", 0)])
def test_of_what_we_say_on_our_own_only_words_on_danger_go_to_every_country(
    house: House, twilio: FakeTwilio, key: str, count: int
) -> None:
    indian = _with(house, TRIAGE_COUNTRIES_ALLOWED="IN")
    receive(indian, arrival("2", sender="+12025550123"))
    with house.store.transaction() as tx:
        body = Body("Dear friend", {"keys": [key]})
        queue_in(indian, tx, address_id=only(house.store, address).id, body=body)

    _deliver(indian)

    assert len(twilio.sent) == count


def test_nobody_is_written_to_who_never_wrote(house: House, twilio: FakeTwilio) -> None:
    _queue_to(house, ASHA)
    with house.store.transaction() as tx:
        tx.execute(update(address).values(last_inbound_at=None))

    _deliver(house)

    assert twilio.sent == []
    assert only(house.store, due_work).last_error == "never wrote"


def test_a_message_that_may_be_under_way_is_not_called_canceled(
    house: House, twilio: FakeTwilio
) -> None:
    _queue_to(house, "+12025550123")
    with house.store.transaction() as tx:
        tx.execute(update(message).where(message.c.direction == "out").values(status="sending"))

    _deliver(_with(house, TRIAGE_COUNTRIES_ALLOWED="IN"))

    assert rows(house.store, message, direction="out")[-1].status != "canceled"


def test_the_console_closes_the_way_and_says_why(house: House) -> None:
    receive(house, arrival("2"))
    shut = _with(house, TRIAGE_COUNTRIES_ALLOWED="IN")
    public_id = only(house.store, lead).public_id

    with house.store.reading() as tx:
        opened = open_lead(house, tx, public_id)
        before, after = (replies.look(one, tx, opened) for one in (house, shut))

    assert before.whatsapp.is_open
    assert "TRIAGE_COUNTRIES_ALLOWED" in after.whatsapp.refused
    assert not after.of(Kind.SMS).is_open


def test_our_own_numbers_and_machines_are_refused(house: House) -> None:
    settings = house.settings.current()

    ours = next(iter(settings.senders))
    assert rule_against(ours, settings) is Refusal.OURS
    assert rule_against("55555", settings) is Refusal.NOBODY_READS
    assert rule_against("VK-BANK", settings) is Refusal.NOBODY_READS


def test_a_whatsapp_user_id_has_the_country_it_begins_with(house: House) -> None:
    settings = _with(house, TRIAGE_COUNTRIES_ALLOWED="IN").settings.current()

    assert rule_against("whatsapp:US.123456", settings) is Refusal.COUNTRY
    assert rule_against("whatsapp:IN.123456", settings) is None
