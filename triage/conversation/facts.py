"""Keeping facts: into the draft at once, into the lead once that is allowed.

Before consent a volunteered fact stays in the (sealed) draft only; on consent the draft is written
into the lead, on refusal its health facts are dropped.
"""

from __future__ import annotations

from triage.conversation.questions import profile_name
from triage.conversation.turn import Turn
from triage.conversation.types import Consent, FillLead
from triage.meaning import Fact
from triage.vocabulary import HEALTH_FIELDS, Field

#: Facts that belong to the patient; the rest belong to the person who writes.
OF_PATIENT = frozenset(
    {Field.FOR_WHOM, Field.NAME, Field.AGE, Field.CANCER_TYPE, Field.STAGE}
    | {Field.COUNTRY, Field.CITY, Field.ZONE}
)
#: A new place replaces all of the old one.
_PLACE = (Field.COUNTRY, Field.CITY, Field.ZONE)


def keep(turn: Turn, *facts: Fact) -> tuple[Fact, ...]:
    """Keep what was told; returns the facts that are new or changed."""
    fresh = tuple(f for f in facts if _is_news(turn, f))
    if any(f.field is Field.COUNTRY for f in fresh):
        _forget(turn, *_PLACE)
    for fact in fresh:
        _forget(turn, fact.field)
        turn.become(facts=(*turn.state.facts, fact))
        if turn.state.has_lead and _may_be_written(turn, fact):
            turn.do(FillLead(fact))
    return fresh


def write_draft(turn: Turn) -> None:
    """Write everything told so far into the lead; called when consent is settled."""
    for fact in turn.state.facts:
        turn.do(FillLead(fact))


def drop_health(turn: Turn) -> None:
    """Forget health facts that were volunteered before consent was declined."""
    _forget(turn, *HEALTH_FIELDS)


def introduce(turn: Turn) -> None:
    """Write down the WhatsApp name as the enquirer's, once a lead is open."""
    name = profile_name(turn)
    if name and turn.state.fact(Field.ENQUIRER_NAME) is None:
        keep(turn, Fact(Field.ENQUIRER_NAME, name, said=name, source=turn.inbound.id))


def sourced(turn: Turn, fact: Fact) -> Fact:
    """The same fact, tied to the message it came in."""
    return Fact(
        fact.field, fact.value, fact.said or turn.heard.text, turn.inbound.id, fact.understood
    )


def _is_news(turn: Turn, fact: Fact) -> bool:
    declined = turn.state.consent is Consent.DECLINED and fact.field in HEALTH_FIELDS
    known = turn.state.fact(fact.field)
    return not declined and (known is None or known.value != fact.value)


def _may_be_written(turn: Turn, fact: Fact) -> bool:
    return turn.state.consent is Consent.GIVEN or fact.field not in HEALTH_FIELDS


def _forget(turn: Turn, *fields: Field) -> None:
    turn.become(facts=tuple(f for f in turn.state.facts if f.field not in fields))
