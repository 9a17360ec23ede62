"""What is decided before a message is stored names the message, once it is."""

from __future__ import annotations

import pytest

from models import message
from tests.builders import arrival, only
from triage.conversation.types import FillLead, Outcome, State
from triage.meaning import Fact
from triage.services.abuse.holding import Paced
from triage.services.house import House
from triage.services.messages import senders
from triage.services.messages.deciding import Decision
from triage.services.messages.foreseeing import foresee
from triage.services.messages.inbox import receive
from triage.vocabulary import Field


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_fact_names_it_those_too_that_wait_for_an_answer(house: House) -> None:
    receive(house, arrival("hi"))
    came = arrival("2")
    seen = foresee(house, came, senders.sender_of(house, came), house.clock.now())
    assert seen is not None
    told, known = Fact(Field.NAME, "Anna", source=-1), Fact(Field.COUNTRY, "GB", source=7)
    state = State(facts=(known, told), pending=(told,))
    decided = Decision(Outcome(state, (FillLead(told),)), state)

    stored = type(seen)(seen.seen, seen.key, Paced(decided), seen.heard, seen.said).paced_at(42)

    after = stored.decision.state
    assert after is not None
    assert [fact.source for fact in (*after.facts, *after.pending)] == [7, 42, 42]
    assert stored.decision.outcome.effects == (FillLead(told._replace(source=42)),)


def test_an_answer_is_stored_under_the_id_that_it_was_sealed_for(house: House) -> None:
    receive(house, arrival("hi"))
    answered = receive(house, arrival("2"))

    said = only(house.store, message, public_id=answered.reply_id)
    assert (said.direction, said.status) == ("out", "replied")
    assert receive(house, arrival("2")).body is not None
