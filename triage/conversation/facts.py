"""Keeping facts: into the draft at once, into the lead once that is allowed.

Before consent a volunteered health fact stays in the (sealed) draft only; on consent it is written
into the lead, on refusal it is dropped. Nothing told about another patient gets into a finished
enquiry.
"""

from __future__ import annotations

from triage.conversation.questions import profile_name
from triage.conversation.turn import Turn
from triage.conversation.types import Consent, FillLead, OpenLead, State, Step
from triage.meaning import Fact
from triage.vocabulary import HEALTH_FIELDS, Field, Service

#: Facts that belong to the patient; the rest belong to the person who writes.
OF_PATIENT = frozenset(
    {Field.FOR_WHOM, Field.NAME, Field.AGE, Field.CANCER_TYPE, Field.STAGE}
    | {Field.COUNTRY, Field.CITY, Field.ZONE}
)
#: A new place replaces all of the old one.
_PLACE = (Field.COUNTRY, Field.CITY, Field.ZONE)
#: What a question may ask us to note: "can you call me at 5?".
REQUESTS = frozenset({Field.CALL_TIME, Field.PHONE})


def need_lead(turn: Turn, service: Service | None = None) -> None:
    """Open a lead unless one is open, with all that is known and may be written down."""
    if turn.state.has_lead:
        return
    turn.do(OpenLead(service or turn.state.service))
    turn.become(has_lead=True)
    for fact in turn.state.facts:
        if _may_be_written(turn, fact):
            turn.do(FillLead(fact, first=True))
    _introduce(turn)


def keep(turn: Turn, *facts: Fact) -> tuple[Fact, ...]:
    """Keep what was told; returns the facts that are new or changed."""
    latest = {fact.field: fact for fact in facts}
    fresh = tuple(f for f in latest.values() if _is_news(turn, f))
    if any(f.field is Field.COUNTRY for f in fresh):
        _leave_old_place(turn, latest)
    for fact in fresh:
        first = turn.state.fact(fact.field) is None and fact.field not in _PLACE
        others = (f for f in turn.state.facts if f.field is not fact.field)
        turn.become(facts=(*others, fact))
        if turn.state.has_lead and _may_be_written(turn, fact):
            turn.do(FillLead(fact, first=first))
    return fresh


def put_right(state: State, facts: tuple[Fact, ...]) -> State:
    """The state once others than the person put these facts right; an empty value forgets one.

    Nothing is asked or said because of it: the open question stays.
    """
    changed = {fact.field for fact in facts}
    kept = tuple(f for f in state.facts if f.field not in changed)
    return state._replace(facts=kept + tuple(f for f in facts if f.value))


def _leave_old_place(turn: Turn, new: dict[Field, Fact]) -> None:
    """Another country: the old city and zone must not stand beside it, in the lead either."""
    for field in _PLACE:
        if turn.state.has_lead and turn.state.fact(field) and field not in new:
            turn.do(FillLead(Fact(field, "", source=turn.inbound.id)))
    _forget(turn, *_PLACE)


def told(turn: Turn) -> tuple[Fact, ...]:
    """The facts that came along with this message and are meant to be noted.

    Of a question only what we did not know counts, and never a place: "what does it cost in
    Germany?" moves nobody there.
    """
    facts = tuple(sourced(turn, fact) for fact in turn.heard.also)
    if not turn.heard.asks:
        return facts
    return tuple(
        f
        for f in facts
        if f.field in REQUESTS or (f.field not in _PLACE and turn.state.fact(f.field) is None)
    )


def take_along(turn: Turn) -> tuple[Fact, ...]:
    """Keep what came along, but for what is told about another patient; returns what is new."""
    facts = told(turn)
    if is_other_patient(turn) or turn.state.step is Step.SAME_PATIENT:
        facts = tuple(f for f in facts if f.field not in OF_PATIENT)
    return keep(turn, *facts)


def is_other_patient(turn: Turn) -> bool:
    """Whether a message after a finished form tells about somebody else than its patient."""
    known = turn.state.fact(Field.FOR_WHOM)
    return (
        turn.state.complete
        and known is not None
        and any(f.field is Field.FOR_WHOM and f.value != known.value for f in turn.heard.also)
    )


def write_health(turn: Turn) -> None:
    """Write the health facts told so far into the lead; called when consent is given."""
    for fact in turn.state.facts:
        if fact.field in HEALTH_FIELDS:
            turn.do(FillLead(fact))


def drop_health(turn: Turn) -> None:
    """Forget health facts that were volunteered before consent was declined."""
    _forget(turn, *HEALTH_FIELDS)


def _introduce(turn: Turn) -> None:
    """Write down the WhatsApp name as the enquirer's."""
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
    changes = known is None or known.value != fact.value
    return bool(fact.value.strip()) and changes and not declined


def _may_be_written(turn: Turn, fact: Fact) -> bool:
    return turn.state.consent is Consent.GIVEN or fact.field not in HEALTH_FIELDS


def _forget(turn: Turn, *fields: Field) -> None:
    turn.become(facts=tuple(f for f in turn.state.facts if f.field not in fields))
