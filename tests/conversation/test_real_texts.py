"""Every reply made of the real texts fits its channel, whatever the state and the message."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conversation.real import real_script
from tests.conversation.strategies import a_fact, a_meaning, a_state, inbounds, meanings, states
from triage.content.segments import segments
from triage.conversation import Inbound, State, advance
from triage.conversation.keys import NEEDED
from triage.conversation.turn import LONGEST_REPLY
from triage.conversation.types import Step
from triage.meaning import Fact, Meaning
from triage.vocabulary import Channel, Field, Service, Signal, Topic

GSM_7 = "GSM-7"
NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
#: Somebody's own words that an SMS carries in GSM-7: none of them may tip the reply over.
plain = st.text("abcdefghij XYZ 0123456789 .,'?!-@", max_size=300)
plain_facts = st.lists(
    st.builds(
        a_fact,
        field=st.sampled_from(Field),
        value=plain | st.sampled_from(("CI", "CW", "RE", "TR", "ST", "AX", "asap", "anytime")),
        said=plain,
        understood=st.booleans(),
    ),
    max_size=12,
).map(tuple)
plain_states = st.builds(
    a_state,
    step=st.sampled_from(Step),
    service=st.sampled_from(Service),
    next_service=st.sampled_from(Service),
    complete=st.booleans(),
    has_lead=st.just(True),
    facts=plain_facts,
    offered=st.sampled_from(((), ("faq:types", "menu:2"), ("say:yes", "say:no"))),
    editing=st.booleans(),
    back_to=st.none() | st.sampled_from(Step),
)
plain_meanings = st.builds(
    a_meaning,
    text=plain,
    signal=st.none() | st.sampled_from(Signal),
    number=st.none() | st.integers(0, 9),
    also=plain_facts,
    answer=st.none() | plain_facts.filter(bool).map(lambda facts: facts[0]),
    service=st.none() | st.sampled_from(Service),
    topic=st.none() | st.sampled_from(Topic),
)
unhurried = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)


@pytest.mark.parametrize("served", [("en",), ("en", "hi")])
@given(states, inbounds, meanings)
@unhurried
def test_every_reply_is_short_enough_for_its_channel(
    served: tuple[str, ...], state: State, inbound: Inbound, meaning: Meaning
) -> None:
    reply = advance(state, inbound, meaning, real_script(*served), NOW).reply

    assert reply is None or 0 < len(reply.text) <= LONGEST_REPLY


@given(
    plain_states,
    plain_meanings,
    plain,
    st.sampled_from((None, "IN", "CI", "CW", "RE", "TR", "ST", "AX")),
    st.sampled_from((None, "Asia/Kolkata", "America/Sao_Paulo", "Indian/Reunion", "Etc/GMT+5")),
)
@unhurried
def test_on_sms_we_answer_plain_words_in_the_plain_alphabet(
    state: State, meaning: Meaning, name: str, country: str | None, zone: str | None
) -> None:
    inbound = Inbound(
        1,
        Channel.SMS,
        text=meaning.text,
        profile_name=name,
        sender="+12025550123",
        country=country,
        zone=zone,
    )

    reply = advance(state, inbound, meaning, real_script(), NOW).reply

    assert reply is not None
    assert len(reply.text) <= LONGEST_REPLY
    assert segments(reply.text).encoding == GSM_7


def test_a_reply_that_would_be_too_long_is_cut_to_what_can_be_sent() -> None:
    script = real_script()
    long = Fact(Field.QUESTION, "x" * 200, understood=False)
    state = State(step=Step.SUMMARY, facts=(long,), service=Service.CAR_T)
    keys = {key: script.text(key, "en") for key in NEEDED}
    wordy = keys["form.summary.again"].sms * 40
    texts = {**keys, "form.summary.again": type(keys["form.summary"])("k", wordy, wordy, "v")}
    english = script.languages["en"]
    language = type(english)("en", "English", texts, english.answers, True)
    wordy_script = type(script)(
        {"en": language}, ("en",), script.office, script.call_number, "v", script.countries
    )

    reply = advance(state, Inbound(1, Channel.SMS, "hm"), Meaning(text="hm"), wordy_script, NOW)

    assert reply.reply is not None
    assert len(reply.reply.text) == LONGEST_REPLY


@pytest.mark.parametrize("channel", list(Channel))
def test_a_first_contact_on_sms_costs_two_segments_at_most(channel: Channel) -> None:
    inbound = Inbound(1, channel, "hi", sender="+12025550123")

    reply = advance(State(), inbound, Meaning(signal=Signal.GREETING), real_script(), NOW).reply

    assert reply is not None
    assert channel is Channel.WHATSAPP or segments(reply.text).count <= 2
