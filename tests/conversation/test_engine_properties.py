"""What holds for every state and every message: total, deterministic, never a dead end."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.conversation.strategies import (
    START,
    a_meaning,
    inbounds,
    meanings,
    moments,
    some_facts,
    states,
    waits,
)
from tests.conversation.talk import fake_script
from triage.conversation import Inbound, Outcome, State, advance
from triage.conversation.steps import EVERYWHERE, TABLE
from triage.conversation.stored import dump_state, load_state, situation
from triage.conversation.turn import LONGEST_REPLY
from triage.conversation.types import HandOver, Reply, Step
from triage.meaning import Meaning
from triage.vocabulary import Channel, Command, Flag, Signal

SCRIPTS = {1: fake_script(), 2: fake_script(("en", "hi"))}
scripts = st.sampled_from(sorted(SCRIPTS)).map(SCRIPTS.__getitem__)
patient = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
PLAIN = Inbound(id=1, channel=Channel.WHATSAPP, text="words", sender="+12025550123")


def may_be_silent(inbound: Inbound) -> bool:
    return inbound.opted_out or inbound.opt_out_type is not None


@given(states, inbounds, meanings, moments, scripts)
@patient
def test_every_message_in_every_state_has_one_and_the_same_outcome(
    state: State, inbound: Inbound, meaning: Meaning, now: object, script: object
) -> None:
    outcome = advance(state, inbound, meaning, script, now)  # type: ignore[arg-type]  # drawn as such

    assert outcome == advance(state, inbound, meaning, script, now)  # type: ignore[arg-type]  # the same
    replies = [e for e in outcome.effects if isinstance(e, Reply)]
    assert len(replies) <= 1
    assert replies or may_be_silent(inbound)
    assert all(0 < len(r.text) <= LONGEST_REPLY for r in replies)
    assert outcome.state.last_at == now


@given(states, inbounds, meanings, moments)
@patient
def test_nobody_who_opted_out_or_was_answered_by_twilio_hears_from_us(
    state: State, inbound: Inbound, meaning: Meaning, now: object
) -> None:
    outcome = advance(state, inbound, meaning, SCRIPTS[1], now)  # type: ignore[arg-type]  # drawn as such
    asks = meaning.command is Command.START or inbound.text.strip().casefold() == "yes"

    if inbound.opt_out_type or (inbound.opted_out and not asks):
        assert outcome.reply is None


@given(states, moments)
@example(State(step=Step.SAME_PATIENT, complete=True), START)
@patient
def test_from_every_state_menu_shows_the_menu(state: State, now: object) -> None:
    heard = Meaning(text="menu", command=Command.MENU)

    outcome = advance(state, PLAIN, heard, SCRIPTS[1], now)  # type: ignore[arg-type]  # drawn as such

    assert outcome.state.step is Step.MENU
    assert outcome.reply is not None
    assert outcome.reply.options[0] == "menu:1"


@given(states, moments)
@patient
def test_from_every_state_a_person_can_be_had(state: State, now: object) -> None:
    heard = Meaning(text="human", command=Command.HUMAN)

    outcome = advance(state, PLAIN, heard, SCRIPTS[1], now)  # type: ignore[arg-type]  # drawn as such

    assert HandOver(Flag.ASKED_FOR_PERSON) in outcome.effects
    assert outcome.state.has_lead


@given(states)
@patient
def test_a_state_survives_being_stored(state: State) -> None:
    assert load_state(dump_state(state)) == state


@given(states, inbounds, moments)
@patient
def test_the_reader_is_always_told_what_is_asked(
    state: State, inbound: Inbound, now: object
) -> None:
    told = situation(state, inbound, now)  # type: ignore[arg-type]  # drawn as such

    assert told.expecting in {spec.field for spec in TABLE.values()}
    assert told.known == state.facts


def walk(turns: list[tuple[Meaning, timedelta]]) -> list[tuple[State, Outcome]]:
    state, now, trail = State(), START, []
    for count, (meaning, wait) in enumerate(turns, start=1):
        now += wait
        inbound = Inbound(
            count, Channel.SMS, meaning.text or "words", country="IN", sender="+12025550123"
        )
        outcome = advance(state, inbound, meaning, SCRIPTS[2], now)
        trail.append((state, outcome))
        state = outcome.state
    return trail


#: Walks answer and agree far more often than anything else, or they would never get far.
forward = st.one_of(
    st.builds(a_meaning, number=st.integers(0, 8)),
    st.builds(a_meaning, signal=st.sampled_from((Signal.YES, Signal.NO, Signal.SKIP))),
    st.builds(a_meaning, also=some_facts),
    st.builds(a_meaning, signal=st.just(Signal.CHANGE), number=st.integers(1, 8)),
    meanings,
)


@given(st.lists(st.tuples(forward, waits), min_size=5, max_size=30))
@settings(parent=patient, max_examples=60)
def test_a_walk_uses_only_edges_of_the_step_table_and_ends_nowhere(
    turns: list[tuple[Meaning, timedelta]],
) -> None:
    for before, outcome in walk(turns):
        state = outcome.state
        assert state.step in {before.step, *TABLE[before.step].leads_to, *EVERYWHERE}
        if state.step is Step.RESUME:
            assert state.back_to is not None
        if state.step is Step.SAME_PATIENT:
            assert state.next_service is not None
        if state.complete or state.service:
            assert state.has_lead
