"""What people hear of promised calls: an apology, "did we call?"; nothing where it may not be."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from models import address, callback, conversation, lead, message
from tests.builders import NOW, arrival, rows
from tests.fakes import FakeClock
from tests.promising import missed, promised, rested, said_unasked, set_person, the_promise
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.services.promises.promise_work import work
from triage.storage import callbacks


def test_nobody_who_opted_out_gets_an_apology(house: House, clock: FakeClock) -> None:
    missed(house, clock)
    receive(house, arrival("stop"))

    work(house)

    assert the_promise(house).escalated_at is not None
    assert said_unasked(house) == []


def test_on_whatsapp_nothing_is_said_after_a_day_but_sms_stays_open(
    house: House, clock: FakeClock
) -> None:
    receive(house, arrival("2"))
    clock.tick(hours=23)
    promised_at = clock.now() + timedelta(hours=1)
    with house.store.transaction() as tx:
        tx.execute(update(address).values(last_inbound_at=NOW))
    made = rows(house.store, lead)[-1]
    with house.store.transaction() as tx:
        new = callbacks.NewCallback(
            made.id, made.person_id, promised_at, promised_at + timedelta(minutes=30),
            "Asia/Kolkata", None, NOW,
        )  # fmt: skip
        callbacks.promise(tx, new)
    clock.tick(hours=2)
    work(house)
    assert said_unasked(house) == []

    receive(house, arrival("hi", sender="+12025550123", to="+12025550101"))
    with house.store.transaction() as tx:
        tx.execute(update(callback).values(attempts=0))
        tx.execute(update(address).values(last_inbound_at=NOW))
    work(house)

    assert said_unasked(house) == ["<callback.missed>"]
    sms = next(row for row in rows(house.store, address) if row.channel == "sms")
    assert sms.id in {row.address_id for row in rows(house.store, message, in_reply_to=None)}


def test_an_apology_waits_for_the_morning_where_the_person_sleeps(
    house: House, clock: FakeClock
) -> None:
    # 17:30 in India is 22:00 in Sydney, until 22:30; a little later it is still their evening.
    promised(house, NOW + timedelta(hours=5), zone="Australia/Sydney")
    clock.tick(hours=6, minutes=31)  # 23:31 there: an hour after the promise
    work(house)
    assert the_promise(house).escalated_at is not None
    assert said_unasked(house) == []

    clock.tick(hours=9, minutes=28)  # 08:59
    work(house)
    assert said_unasked(house) == []

    clock.tick(minutes=1)
    work(house)
    assert said_unasked(house) == ["<callback.missed>"]


def test_who_waited_up_for_a_late_call_is_told_at_once(house: House, clock: FakeClock) -> None:
    promised(house, NOW + timedelta(hours=5), zone="Australia/Sydney")
    clock.tick(hours=5, minutes=46)  # 22:46 there, and the call was promised until 22:30

    work(house)

    assert said_unasked(house) == ["<callback.missed>"]


def test_a_family_that_is_left_alone_hears_nothing(house: House, clock: FakeClock) -> None:
    missed(house, clock)
    set_person(house, left_alone_at=clock.now())

    work(house)
    clock.tick(hours=4)
    work(house)

    assert said_unasked(house) == []


def test_while_a_coordinator_has_the_talk_the_program_is_silent(
    house: House, clock: FakeClock
) -> None:
    missed(house, clock)
    with house.store.transaction() as tx:
        tx.execute(update(conversation).values(taken_over_until=clock.now() + timedelta(hours=1)))

    work(house)

    assert said_unasked(house) == []


def test_after_a_call_we_ask_once_whether_it_came(house: House, clock: FakeClock) -> None:
    promised(house)
    rested(house)
    clock.tick(hours=1, minutes=10)
    with house.store.transaction() as tx:
        row = the_promise(house)
        callbacks.close(
            tx, row.id, state="kept", outcome="reached", called=True, by=None, now=clock.now()
        )
    clock.tick(hours=2, minutes=59)
    work(house)
    assert said_unasked(house) == []

    clock.tick(minutes=1)
    work(house)
    work(house)

    assert [text.split()[0] for text in said_unasked(house)] == ["<callback.ask>"]
    assert the_promise(house).asked_at == clock.now()


def test_nobody_is_asked_in_the_middle_of_the_form(house: House, clock: FakeClock) -> None:
    missed(house, clock)  # the form waits for consent
    work(house)
    clock.tick(hours=4)

    work(house)

    assert the_promise(house).asked_at is None


def test_no_means_a_new_promise_and_a_person(house: House, clock: FakeClock) -> None:
    missed(house, clock)
    rested(house)
    work(house)
    clock.tick(hours=3)
    work(house)

    received = receive(house, arrival("2"))

    assert received.body is not None
    assert received.body.startswith("<callback.again>")
    first, second = rows(house.store, callback)
    assert (first.state, first.confirmed) == ("missed", False)
    assert (second.state, second.start >= clock.now()) == ("open", True)
    assert "asked_for_person" in rows(house.store, lead)[-1].flags


def test_yes_keeps_a_promise_that_nobody_had_written_down(house: House, clock: FakeClock) -> None:
    missed(house, clock)
    rested(house)
    work(house)
    clock.tick(hours=3)
    work(house)

    receive(house, arrival("1"))

    row = the_promise(house)
    assert (row.state, row.outcome, row.confirmed, row.closed_by) == ("kept", "reached", True, None)
