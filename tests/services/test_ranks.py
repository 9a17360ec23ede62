"""Where a lead stands in the queue, and what moves it: flags, answers, statuses."""

from __future__ import annotations

import pytest

from models import lead
from tests.builders import NOW, arrival, only, statements
from tests.fakes import FakeClock
from triage.ranks import Rank, answered, moved, raised, settled
from triage.services.house import House
from triage.services.leads import lead_work
from triage.services.messages.inbox import receive
from triage.services.messages.ledger import priority_of
from triage.services.staff.coordinators import Coordinator, create
from triage.vocabulary import Flag, LeadStatus, Priority, Role


@pytest.fixture
def bina(house: House) -> Coordinator:
    """A coordinator."""
    email = "bina@clinic.example"
    return create(house, name="Bina", email=email, role=Role.COORDINATOR, by="operator")


def rank_of(house: House) -> Rank:
    """Where the only lead stands."""
    return Rank(only(house.store, lead).rank)


def answer(house: House, by: Coordinator) -> None:
    """A person of ours answers."""
    with house.store.transaction() as tx:
        lead_work.answered(house, tx, only(house.store, lead).public_id, by, house.clock.now())


@pytest.mark.parametrize("flag", list(Flag))
@pytest.mark.parametrize("rank", list(Rank))
def test_a_flag_never_moves_a_lead_back(rank: Rank, flag: Flag) -> None:
    assert raised(rank, flag) <= rank


@pytest.mark.parametrize("flag", list(Flag))
def test_the_queue_agrees_with_the_priority(flag: Flag) -> None:
    place = raised(Rank.NEW, flag)

    if priority_of(flag) is Priority.URGENT:
        assert place <= Rank.CONCERN
    if priority_of(flag) is Priority.HIGH:
        assert place is Rank.WAITING


@pytest.mark.parametrize("status", list(LeadStatus))
@pytest.mark.parametrize("rank", [Rank.RED_FLAG, Rank.CONCERN])
def test_a_status_alone_takes_no_urgent_lead_out_of_front(rank: Rank, status: LeadStatus) -> None:
    is_over = status in (LeadStatus.WON, LeadStatus.LOST, LeadStatus.CLOSED)

    assert moved(rank, status) is (Rank.DONE if is_over else rank)


@pytest.mark.parametrize("status", list(LeadStatus))
def test_who_was_answered_is_not_new(status: LeadStatus) -> None:
    assert answered(status) >= Rank.IN_PROGRESS


@pytest.mark.parametrize("rank", list(Rank))
def test_settling_a_flag_moves_nobody_forward(rank: Rank) -> None:
    for left in ([], [Flag.EMERGENCY], [Flag.QUESTION, Flag.ATTACHMENT]):
        assert settled(rank, left, LeadStatus.NEW) >= rank


def test_a_new_lead_waits_since_it_came(house: House) -> None:
    receive(house, arrival("2"))

    assert rank_of(house) is Rank.NEW
    assert only(house.store, lead).waiting_since == NOW


def test_a_red_flag_is_in_front_until_a_person_answers(
    house: House, bina: Coordinator, clock: FakeClock
) -> None:
    receive(house, arrival("2"))
    clock.tick(minutes=5)
    receive(house, arrival("chest pain"))
    row = only(house.store, lead)
    assert (row.rank, row.waiting_since) == (Rank.RED_FLAG, clock.now())

    lead_work.set_status(house, row.public_id, LeadStatus.IN_PROGRESS, bina)
    assert rank_of(house) is Rank.RED_FLAG
    answer(house, bina)
    assert rank_of(house) is Rank.IN_PROGRESS
    assert "emergency" in only(house.store, lead).flags

    clock.tick(minutes=5)
    receive(house, arrival("chest pain"))
    row = only(house.store, lead)
    assert (row.rank, row.waiting_since) == (Rank.RED_FLAG, clock.now())


def test_the_same_danger_again_does_not_make_it_wait_shorter(
    house: House, clock: FakeClock
) -> None:
    receive(house, arrival("chest pain"))
    since = only(house.store, lead).waiting_since
    clock.tick(minutes=10)
    receive(house, arrival("chest pain"))

    assert only(house.store, lead).waiting_since == since


def test_a_closed_lead_comes_back_with_a_red_flag(house: House, bina: Coordinator) -> None:
    receive(house, arrival("2"))
    lead_work.set_status(house, only(house.store, lead).public_id, LeadStatus.CLOSED, bina)
    assert rank_of(house) is Rank.DONE
    receive(house, arrival("chest pain"))

    assert rank_of(house) is Rank.RED_FLAG


def test_a_person_who_asked_for_one_waits_until_contacted(house: House, bina: Coordinator) -> None:
    receive(house, arrival("human"))
    public_id = only(house.store, lead).public_id
    assert rank_of(house) is Rank.WAITING
    lead_work.set_status(house, public_id, LeadStatus.IN_PROGRESS, bina)
    assert rank_of(house) is Rank.WAITING
    lead_work.set_status(house, public_id, LeadStatus.CONTACTED, bina)

    assert rank_of(house) is Rank.IN_PROGRESS


def test_an_answer_makes_a_new_lead_contacted(house: House, bina: Coordinator) -> None:
    receive(house, arrival("human"))
    answer(house, bina)

    assert only(house.store, lead).status == "contacted"


def test_a_settled_flag_leaves_the_lead_where_the_others_put_it(
    house: House, bina: Coordinator
) -> None:
    receive(house, arrival("human"))
    receive(house, arrival("chest pain"))
    public_id = only(house.store, lead).public_id

    lead_work.settle_flag(house, public_id, Flag.EMERGENCY, bina)
    assert rank_of(house) is Rank.WAITING
    lead_work.settle_flag(house, public_id, Flag.ASKED_FOR_PERSON, bina)
    assert rank_of(house) is Rank.NEW


def test_the_rank_costs_a_message_no_statement(house: House) -> None:
    for text in ("2", "yes", "mother", "human", "chest pain", "hello"):
        receive(house, arrival("hi"))
        with statements(house.store) as seen:
            receive(house, arrival(text))
        assert sum("UPDATE lead SET" in one for one in seen) <= 1, "\n".join(seen)
