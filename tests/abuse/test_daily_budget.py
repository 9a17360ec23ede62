"""The day's budget is used up: only what somebody waits for goes out, and operators hear of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models import address, lead, meta
from tests.builders import ACCOUNT, arrival, only, rows
from tests.fakes import FakeClock, FakeTwilio
from triage.services.doctor import rounds
from triage.services.doctor.report import State
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.services.messages.outbox import deliver_due, queue_in
from triage.services.sealing import Body
from triage.services.staff import letters
from triage.services.staff.letters import Letter
from triage.settings import load
from triage.storage import spending


@pytest.fixture
def tight(house: House) -> House:
    """Three a day; Asha has a lead."""
    environ = {
        "TRIAGE_ENV": "demo",
        "TRIAGE_DATA_DIR": str(house.settings.current().triage_data_dir),
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TRIAGE_DAILY_MESSAGES": "3",
    }
    made = replace(house, settings=load(environ, env_file=None))
    receive(made, arrival("2"))
    return made


def _say(house: House, count: int = 1, *keys: str, text: str = "Dear Asha") -> None:
    address_id = rows(house.store, address)[0].id
    with house.store.transaction() as tx:
        for _ in range(count):
            body = Body(text, {"keys": list(keys)})
            queue_in(house, tx, address_id=address_id, body=body)
    deliver_due(house, house.send, house.find_sent)


def _sent_today(house: House) -> int:
    with house.store.reading() as tx:
        return spending.sent_on(tx, house.clock.now())


def test_the_fourth_message_of_a_day_waits_for_nobody(tight: House, twilio: FakeTwilio) -> None:
    _say(tight, 5, "callback.missed")

    assert len(twilio.sent) == 3
    assert "not_delivered" in only(tight.store, lead).flags


def test_words_on_danger_and_on_a_stop_still_go_out(tight: House, twilio: FakeTwilio) -> None:
    _say(tight, 3)
    _say(tight, 1, "talk.emergency")
    _say(tight, 1, "erase.done")

    assert len(twilio.sent) == 5


def test_what_a_coordinator_writes_still_goes_out(tight: House, twilio: FakeTwilio) -> None:
    _say(tight, 3)
    with tight.store.transaction() as tx:
        letters.put(tight, tx, Letter(rows(tight.store, address)[0].id, "Hello", coordinator_id=7))
    deliver_due(tight, tight.send, tight.find_sent)

    assert twilio.sent[-1].body == "Hello"


def test_the_next_day_begins_anew(tight: House, twilio: FakeTwilio, clock: FakeClock) -> None:
    _say(tight, 4)
    clock.tick(hours=18)
    _say(tight)

    assert len(twilio.sent) == 4
    assert _sent_today(tight) == 1


def test_an_sms_counts_as_many_as_it_is_billed(house: House) -> None:
    receive(house, arrival("2", sender="+12025550123", to="+12025550100"))
    _say(house, text="x" * 400)

    assert _sent_today(house) == 3


def test_the_doctor_says_that_the_budget_is_used_up(tight: House) -> None:
    def line() -> tuple[State, str]:
        (found,) = [one for one in rounds.examine(tight) if one.name == "daily budget"]
        return found.state, found.words

    assert line()[0] is State.OK
    _say(tight, 3)
    assert line() == (State.FAIL, "3 of 3 sent today")


def test_a_month_is_remembered_and_no_more(house: House, clock: FakeClock) -> None:
    for _ in range(40):
        with house.store.transaction() as tx:
            spending.add(tx, 2, now=clock.now())
            spending.add(tx, 1, now=clock.now())
        assert _sent_today(house) == 3
        clock.tick(days=1)

    days = [row for row in rows(house.store, meta) if row.key.startswith("sent.")]
    assert len(days) == 32
