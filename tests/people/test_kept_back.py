"""Between asking and erasing: who writes again stays, and a red flag is seen by a person first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

import models
from tests.builders import NOW, arrival, only, rows
from tests.fakes import FakeClock
from tests.people.aged import keeping
from tests.people.canaries import QUILL, quill
from triage.ranks import Rank
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.services.people import asking, erasure, erasure_steps, erasure_work, held


def _ask(house: House, by: str) -> None:
    with house.store.transaction() as tx:
        asking.ask(tx, quill(house).public_id, by=by, now=NOW - timedelta(minutes=5))


def _rank(house: House, rank: Rank) -> None:
    with house.store.transaction() as tx:
        lead = update(models.lead).where(models.lead.c.person_id == quill(house).id)
        tx.execute(lead.values(rank=int(rank), waiting_since=NOW))


def _old(house: House) -> None:
    """Nothing happened for a while."""
    then = NOW - timedelta(days=400)
    with house.store.transaction() as tx:
        tx.execute(update(models.conversation).values(last_inbound_at=then))
        tx.execute(update(models.lead).values(updated_at=then, last_message_at=then))


@pytest.mark.parametrize("rank", [Rank.RED_FLAG, Rank.CONCERN])
def test_a_red_flag_is_seen_before_who_asked_in_the_chat_is_erased(full: House, rank: Rank) -> None:
    _ask(full, asking.PERSON)
    _rank(full, rank)

    erasure_work.work(full)
    assert (only(full.store, models.erasure).state, bool(quill(full).wrapped_key)) == (
        "asked",
        True,
    )

    _rank(full, Rank.IN_PROGRESS)
    erasure_work.work(full)
    assert quill(full).wrapped_key is None


@pytest.mark.parametrize("by", ["operator", "coordinator:1"])
def test_what_one_of_us_asks_for_goes_through(full: House, by: str) -> None:
    _ask(full, asking.PERSON)
    _rank(full, Rank.RED_FLAG)

    erasure.erase(full, quill(full).public_id, by=by)

    assert quill(full).wrapped_key is None


def test_a_red_flag_at_the_last_moment_counts_too(
    full: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    _ask(full, asking.PERSON)
    monkeypatch.setattr(erasure_steps, "hold", lambda *_: _rank(full, Rank.RED_FLAG))

    erasure_work.work(full)

    assert quill(full).wrapped_key
    assert not erasure.is_behind(full)


def test_who_writes_again_is_not_erased_by_the_time_that_passed(
    full: House, clock: FakeClock
) -> None:
    _old(full)
    _ask(full, asking.RETENTION)
    receive(full, arrival("I need help", sender=QUILL))

    erasure_work.work(full)

    assert quill(full).wrapped_key
    assert rows(full.store, models.erasure) == rows(full.store, models.tombstone) == []
    event = rows(full.store, models.audit_event)[-1]
    assert event.action == "person.erasure_withdrawn"


def test_who_writes_at_the_last_moment_stays_and_no_copy_is_held(
    full: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = keeping(full, TRIAGE_LEGAL_HOLD_DAYS="30")
    _old(full)
    _ask(full, asking.RETENTION)
    hold = erasure_steps.hold

    def slow(*args: object) -> None:
        hold(*args)  # type: ignore[arg-type]  # handed on as it came
        receive(full, arrival("I need help", sender=QUILL))

    monkeypatch.setattr(erasure_steps, "hold", slow)
    erasure_work.work(full)

    assert quill(full).wrapped_key
    assert held.listed(full) == []
    erasure_work.work(full)
    assert rows(full.store, models.erasure) == []


def test_who_asks_themselves_is_erased_whatever_the_time_asked_for(full: House) -> None:
    _old(full)
    _ask(full, asking.RETENTION)
    receive(full, arrival("delete my data", sender=QUILL))
    _ask(full, asking.PERSON)

    erasure_work.work(full)

    assert quill(full).wrapped_key is None
    assert only(full.store, models.erasure).by == "person"
