"""What the bot could not answer, grouped, for those who write the content."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import update

from models import audit_event, person
from tests.builders import ASHA, BINA, NOW, arrival, only
from tests.fakes import FakeClock
from triage.services.figures import unanswered
from triage.services.figures.unanswered import Asked, group
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.services.staff import coordinators
from triage.services.staff.coordinators import Coordinator
from triage.vocabulary import Role


@pytest.fixture
def bina(house: House) -> Coordinator:
    """A coordinator."""
    return coordinators.create(
        house, name="Bina", email="bina@clinic.example", role=Role.COORDINATOR, by="operator"
    )


def groups_of(*questions: str) -> list[tuple[int, str]]:
    """Size and first example of each group."""
    asked = [Asked("lead", NOW, words) for words in questions]
    return [(one.count, one.examples[0].words) for one in group(asked)]


def test_questions_about_the_same_stand_together_the_most_asked_first() -> None:
    found = groups_of(
        "Can she fly after the treatment?",
        "do you take insurance",
        "How much does CAR T cost in India?",
        "Is my insurance accepted?",
        "what is the cost of car-t cell therapy",
        "will insurance pay for it?",
    )

    assert found == [
        (3, "do you take insurance"),
        (2, "How much does CAR T cost in India?"),
        (1, "Can she fly after the treatment?"),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Do I need a visa for India?", "Is there a hospital in India?"),
        ("क्या बीमा चलेगा?", "क्या वीज़ा चाहिए?"),
        ("How is it given?", "How often is it given to children?"),
    ],
)
def test_everyday_words_alone_bring_nothing_together(one: str, other: str) -> None:
    assert len(groups_of(one, other)) == 2


def test_two_examples_say_it_in_different_words() -> None:
    asked = [Asked("a", NOW, "visa?"), Asked("b", NOW, "Visa"), Asked("c", NOW, "visas, please")]

    (whole,), (alike,) = group(asked), group(asked[:2])

    assert [example.lead_public_id for example in whole.examples] == ["a", "c"]
    assert [example.lead_public_id for example in alike.examples] == ["a"]
    assert group([]) == ()


def test_what_was_asked_is_opened_without_numbers_and_the_look_is_recorded(
    house: House, bina: Coordinator
) -> None:
    receive(house, arrival("Can you call +44 7700 900123 about a visa?"))
    receive(house, arrival("Is a visa needed? asha@clinic.example", sender=BINA))

    found = unanswered.look(house, bina)

    assert (found.asked, found.has_more) == (2, False)
    words = [one.words for pile in found.groups for one in pile.examples]
    assert "Can you call … about a visa?" in words
    assert not any("7700" in one or "@" in one for one in words)
    event = only(house.store, audit_event, action="view_questions")
    assert event.actor == f"coordinator:{bina.id}"
    assert json.loads(event.detail) == {"count": 2}


def test_old_questions_and_those_of_erased_people_are_left_out(
    house: House, bina: Coordinator, clock: FakeClock
) -> None:
    receive(house, arrival("Is a visa needed?", sender=ASHA))
    clock.tick(days=91)
    receive(house, arrival("Can she fly?", sender=BINA))

    assert [one.count for one in unanswered.look(house, bina).groups] == [1]
    assert unanswered.look(house, bina).since == clock.now() - timedelta(days=90)

    with house.store.transaction() as tx:
        tx.execute(update(person).values(wrapped_key=None))
    assert unanswered.look(house, bina).groups == ()
