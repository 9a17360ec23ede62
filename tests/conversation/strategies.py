"""Arbitrary values of everything that goes into a turn, also such as no talk ever leads to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

from hypothesis import strategies as st

from tests.conversation.talk import NOW
from triage.conversation.steps import TABLE
from triage.conversation.types import Consent, Inbound, State, Step
from triage.meaning import Fact, Meaning
from triage.vocabulary import (
    Channel,
    Command,
    Danger,
    Field,
    MediaKind,
    Service,
    Signal,
    Topic,
)

#: As functions, for of a NamedTuple hypothesis draws also what has a default and is not named.
a_fact, a_meaning, a_state = partial(Fact), partial(Meaning), partial(State)

OPTIONS = (
    *(f"menu:{n}" for n in range(7)),
    *(f"faq:{t}" for t in Topic),
    *(f"command:{c}" for c in Command),
    *(f"say:{s}" for s in Signal),
    *(option for spec in TABLE.values() for option in spec.options),
    *("phone:sender", "language:en", "language:hi", "language:xx", "faq:none", "for_whom:"),
    *("call_time:whenever", "nonsense", "", ":"),
)
words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=40)
options = st.sampled_from(OPTIONS)
moments = st.datetimes(
    datetime(2026, 11, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2026, 12, 24),  # noqa: DTZ001 - hypothesis adds the zone
    timezones=st.just(UTC),
)
call_times = st.sampled_from(
    ("asap", "anytime", "no calls", "2026-11-24T15:00+05:30", "2026-11-24 morning", "2020-01-01")
)


def maybe(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """The value, or None."""
    return st.none() | strategy


facts = st.builds(
    a_fact,
    field=st.sampled_from(Field),
    value=words | call_times | st.sampled_from(("self", "mother", "BD", "<sender>", "Asia/Dhaka")),
    said=words,
    source=st.integers(0, 9),
    understood=st.booleans(),
)
some_facts = st.lists(facts, max_size=6).map(tuple)
steps = st.sampled_from(Step)
states = st.builds(
    a_state,
    step=steps,
    language=st.sampled_from(("en", "hi", "xx")),
    chosen=st.booleans(),
    writes=maybe(st.sampled_from(("en", "hi", "xx"))),
    told=st.lists(st.sampled_from(("en", "hi")), max_size=2).map(tuple),
    service=maybe(st.sampled_from(Service)),
    next_service=maybe(st.sampled_from(Service)),
    has_lead=st.booleans(),
    complete=st.booleans(),
    facts=some_facts,
    pending=some_facts,
    skipped=st.lists(steps, max_size=4).map(tuple),
    consent=st.sampled_from(Consent),
    tries=st.integers(0, 2),
    offered=st.lists(options, max_size=8).map(tuple),
    more=maybe(st.sampled_from((*(f"{t}:{n}" for t in Topic for n in (1, 9)), "side_effects:x"))),
    topic=maybe(st.sampled_from(Topic)),
    back_to=maybe(steps),
    editing=st.booleans(),
    last_at=maybe(moments),
    danger=maybe(st.sampled_from(Danger)),
    danger_at=maybe(moments),
)
inbounds = st.builds(
    Inbound,
    id=st.integers(1, 99),
    channel=st.sampled_from(Channel),
    text=words,
    media=st.lists(st.sampled_from(MediaKind), max_size=3).map(tuple),
    profile_name=maybe(words),
    sender=maybe(st.just("+12025550123")),
    country=maybe(st.sampled_from(("IN", "BD", "XX"))),
    zone=maybe(st.sampled_from(("Asia/Kolkata", "Europe/London", "No/Where"))),
    place=maybe(words),
    opted_out=st.booleans(),
    opt_out_type=maybe(st.sampled_from(("STOP", "START", "HELP"))),
)


def seldom(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """Mostly nothing, so that most messages carry one meaning or two."""
    return st.integers(0, 4).flatmap(lambda n: strategy if n == 0 else st.none())


meanings = st.builds(
    a_meaning,
    text=words,
    danger=seldom(st.sampled_from(Danger)),
    concern=st.sampled_from((False, False, False, True)),
    rule=maybe(st.just("rule-1")),
    command=seldom(st.sampled_from(Command)),
    signal=seldom(st.sampled_from(Signal)),
    option=seldom(options),
    number=seldom(st.integers(-1, 12)),
    answer=seldom(facts),
    also=st.lists(facts, max_size=2).map(tuple),
    service=seldom(st.sampled_from(Service)),
    topic=seldom(st.sampled_from(Topic)),
    choices=st.lists(options, max_size=3).map(tuple),
    asks=st.booleans(),
    language=maybe(st.sampled_from(("en", "hi", "xx"))),
    died=seldom(st.sampled_from(("mother", "son", "friend", "patient"))),
)
#: Between two messages of a walk: mostly seconds, now and then a night.
waits = st.sampled_from([timedelta(seconds=20)] * 5 + [timedelta(hours=9), timedelta(days=4)])
START = NOW
