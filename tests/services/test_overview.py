"""The overview's counts: leads by day, service and country, who left where, how quick we are."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select, update

from models import call_attempt, callback, lead, message
from tests.builders import ASHA, BINA, NOW, arrival, rows, statements
from tests.fakes import FakeClock
from triage.conversation.types import Step
from triage.services.figures import overview as counting
from triage.services.figures.overview import Overview, Place
from triage.services.figures.speed import PromiseWeek
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.services.staff import coordinators
from triage.vocabulary import Role

ZONE = "Asia/Kolkata"
THIRD = "whatsapp:+447700900123"


def look(house: House, days: int = 30) -> Overview:
    return counting.look(house, days=days, zone=ZONE)


@pytest.fixture
def bina_id(house: House) -> int:
    """A coordinator's id."""
    return coordinators.create(
        house, name="Bina", email="bina@clinic.example", role=Role.COORDINATOR, by="operator"
    ).id


def test_leads_are_counted_on_the_day_that_the_wall_shows(house: House, clock: FakeClock) -> None:
    receive(house, arrival("2", sender=ASHA))
    clock.tick(hours=12, minutes=40)  # ten past midnight in India, the same day in UTC
    receive(house, arrival("5", sender=BINA))

    seen = look(house, 7)

    assert len(seen.days) == 7
    assert [(day.date, dict(day.services)) for day in seen.days[-2:]] == [
        (date(2026, 11, 23), {2: 1}),
        (date(2026, 11, 24), {5: 1}),
    ]
    assert (seen.leads, seen.complete) == (2, 0)


def test_what_is_older_than_the_days_asked_for_is_not_counted(
    house: House, clock: FakeClock
) -> None:
    receive(house, arrival("2"))
    clock.tick(days=7)

    assert look(house, 7).leads == 0
    assert look(house, 30).leads == 1


def test_a_country_that_was_told_counts_before_that_of_the_number(house: House) -> None:
    for text in ("2", "yes", "mother", "Asha", "lung", "skip", "BD"):
        receive(house, arrival(text, sender=ASHA))
    receive(house, arrival("1", sender=THIRD))

    seen = look(house)

    assert seen.countries == (("BD", 1), ("GB", 1))
    assert not seen.countries_by_number


def test_with_very_many_leads_the_number_decides(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in ("2", "yes", "mother", "Asha", "lung", "skip", "BD"):
        receive(house, arrival(text))
    monkeypatch.setattr(counting, "MOST_OPENED", 0)

    seen = look(house)

    assert seen.countries == (("US", 1),)
    assert seen.countries_by_number


def test_people_who_are_silent_for_a_day_left_where_they_stand(
    house: House, clock: FakeClock
) -> None:
    receive(house, arrival("2", sender=ASHA))
    receive(house, arrival("hi", sender=THIRD))
    clock.tick(hours=25)
    for text in ("2", "yes"):
        receive(house, arrival(text, sender=BINA))

    places = look(house).places

    assert places[Step.CONSENT] == Place(left=1)
    assert places[Step.MENU] == Place(left=1)
    assert places[Step.FOR_WHOM] == Place(talking=1)


def test_somebody_with_a_whole_lead_has_not_left(house: House, clock: FakeClock) -> None:
    receive(house, arrival("2"))
    with house.store.transaction() as tx:
        tx.execute(update(lead).values(complete=True))
    clock.tick(hours=30)

    assert look(house).places[Step.CONSENT] == Place(finished=1)


def promise(
    house: House, lead_id: int, by: int, *, start: timedelta = timedelta(), tried: float | None
) -> None:
    """An hour promised for then, and a first try so many minutes from NOW, or none."""
    at = NOW + start
    with house.store.transaction() as tx:
        person_id = tx.execute(select(lead.c.person_id).where(lead.c.id == lead_id)).scalar_one()
        made = insert(callback).values(
            lead_id=lead_id,
            person_id=person_id,
            zone=ZONE,
            state="open",
            attempts=0,
            start=at,
            end=at + timedelta(hours=1),
            created_at=NOW,
        )
        its_id = tx.execute(made.returning(callback.c.id)).scalar_one()
        if tried is not None:
            values = {"callback_id": its_id, "lead_id": lead_id, "coordinator_id": by}
            then = NOW + timedelta(minutes=tried)
            tx.execute(insert(call_attempt).values(**values, outcome="no_answer", at=then))


def test_the_first_message_or_call_of_the_staff_answers_a_lead(
    house: House, clock: FakeClock, bina_id: int
) -> None:
    for sender in (ASHA, BINA, THIRD):
        receive(house, arrival("2", sender=sender))
    first, second, _ = (row.id for row in rows(house.store, lead))
    with house.store.transaction() as tx:
        said = select(message.c.id).where(message.c.lead_id == first).limit(1)
        by_hand = {"coordinator_id": bina_id, "created_at": NOW + timedelta(minutes=20)}
        tx.execute(update(message).where(message.c.id.in_(said)).values(**by_hand))
    promise(house, first, bina_id, tried=60)
    promise(house, second, bina_id, tried=180)
    clock.tick(hours=4)

    week = look(house).answers[-1]

    assert (week.monday, week.leads, week.answered, week.waiting) == (date(2026, 11, 23), 3, 2, 1)
    assert week.median == timedelta(minutes=20)
    assert week.p90 == timedelta(hours=3)


def test_a_promise_is_kept_by_the_first_try_in_its_time(
    house: House, clock: FakeClock, bina_id: int
) -> None:
    receive(house, arrival("2"))
    lead_id = rows(house.store, lead)[0].id
    promise(house, lead_id, bina_id, tried=10)
    promise(house, lead_id, bina_id, tried=59)
    promise(house, lead_id, bina_id, tried=90)
    promise(house, lead_id, bina_id, tried=None)
    promise(house, lead_id, bina_id, start=timedelta(days=2), tried=None)
    clock.tick(hours=5)

    assert look(house, 7).promises[-1] == PromiseWeek(date(2026, 11, 23), 2, 1, 1)


def test_counting_takes_the_same_statements_however_many_leads(house: House) -> None:
    receive(house, arrival("2", sender=ASHA))
    with statements(house.store) as few:
        look(house)
    for number in range(5):
        receive(house, arrival("3", sender=f"whatsapp:+1202555018{number}"))
    with statements(house.store) as many:
        look(house)

    assert len(many) == len(few) <= 8
