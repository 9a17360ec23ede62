"""How facts, call times and office hours are said back to a person."""

from __future__ import annotations

from triage.conversation.calltime import Slot, fit, words
from triage.conversation.calltime_words import office_words
from triage.conversation.steps import TABLE
from triage.conversation.turn import Turn, quoted
from triage.conversation.types import State, Step
from triage.meaning import Fact
from triage.vocabulary import Field

#: Relatives that the numbered list has a label for; others are said back as they were written.
_LISTED = frozenset(o.partition(":")[2] for o in TABLE[Step.FOR_WHOM].options)
#: What we keep of these is an English name (CONTRACT.md section 4).
_KEPT_IN_ENGLISH = frozenset({Field.CANCER_TYPE, Field.FOR_WHOM, Field.CITY})
#: Words of an answer that may be said back as they are; longer ones say more than the answer.
_SHORT_ANSWER = 3
#: Fields whose own line in a list of changes has a label; the rest follow from these.
SAID_BACK: dict[Field, str] = {
    Field.FOR_WHOM: "label.for_whom",
    Field.NAME: "label.patient_name",
    Field.ENQUIRER_NAME: "label.enquirer_name",
    Field.AGE: "label.age",
    Field.CANCER_TYPE: "label.cancer_type",
    Field.STAGE: "label.stage",
    Field.COUNTRY: "label.place",
    Field.CITY: "label.place",
    Field.CALL_TIME: "label.call_time",
    Field.PHONE: "label.phone",
    Field.QUESTION: "label.question",
}


def zone_of(turn: Turn) -> str:
    """The patient's zone: from the place they named, else from the number, else the office's."""
    named = turn.state.fact(Field.ZONE)
    return (named.value if named else turn.inbound.zone) or turn.script.office.zone


def slot_of(turn: Turn) -> Slot | None:
    """The callable window for the call time they gave; None only when they want no calls.

    A wish that cannot be read, or that is long past, is planned like "any time".
    """
    wish = turn.state.fact(Field.CALL_TIME)
    value = wish.value if wish and wish.understood else "anytime"
    if value == "no calls":
        return None
    zone, office = zone_of(turn), turn.script.office
    slot = fit(value, zone=zone, office=office, now=turn.now)
    return slot or fit("anytime", zone=zone, office=office, now=turn.now)


def slot_words(turn: Turn, slot: Slot) -> str:
    """A window said back with its zone."""
    calendar = turn.calendar("time.between")
    w = words(slot, zone=zone_of(turn), now=turn.now, calendar=calendar)
    between = turn.words("time.between", day=w.day, start=w.start, end=w.end, zone=w.zone_words)
    if slot.kind in ("asap", "anytime"):
        return turn.words(f"time.{slot.kind}", said=between)
    if slot.kind == "at" and not slot.fitted:
        return turn.words("time.at", day=w.day, start=w.start, zone=w.zone_words)
    return between


def hours_words(turn: Turn) -> str:
    """Office hours in words."""
    w = office_words(turn.script.office, now=turn.now, calendar=turn.calendar("time.hours"))
    return turn.words("time.hours", days=w.days, opens=w.opens, closes=w.closes, zone=w.zone_words)


def fact_words(turn: Turn, fact: Fact) -> str:
    """One fact as a person would say it."""
    if not fact.understood:
        return quoted(fact.value)
    if fact.field is Field.FOR_WHOM and fact.value in _LISTED:
        return turn.words(f"option.for_whom.{fact.value}")
    if fact.field is Field.COUNTRY:
        return turn.script.country(fact.value, turn.language)
    if fact.field is Field.PHONE and fact.value == "<sender>":
        return turn.words("label.this_number")
    if fact.field is Field.CALL_TIME:
        slot = slot_of(turn)
        return slot_words(turn, slot) if slot else turn.words("time.no_calls")
    return quoted(_in_their_words(turn, fact) or fact.value)


def _in_their_words(turn: Turn, fact: Fact) -> str:
    """A short answer as it was written, where what we keep of it is an English name.

    Of a place the country is left out: it is said on its own.
    """
    in_english = fact.field in _KEPT_IN_ENGLISH or fact.value == "unknown"
    if turn.language == "en" or not in_english:
        return ""
    said = fact.said.partition(",")[0]
    country = turn.state.fact(Field.COUNTRY)
    if fact.field is Field.CITY and country:
        said = said.replace(turn.script.country(country.value, turn.language), "")
    words = said.split()
    return " ".join(words) if len(words) <= _SHORT_ANSWER else ""


def step_words(turn: Turn, step: Step) -> str:
    """The answer to one question as its line of the summary shows it."""
    state: State = turn.state
    if step is Step.PLACE:
        place = [f for f in (state.fact(Field.CITY), state.fact(Field.COUNTRY)) if f]
        said = ", ".join(dict.fromkeys(fact_words(turn, f) for f in place))
    else:
        asked_for = TABLE[step].field
        fact = state.fact(asked_for) if asked_for else None
        said = fact_words(turn, fact) if fact else ""
    return said or turn.words("label.skipped")


def changed_words(turn: Turn, facts: tuple[Fact, ...]) -> str:
    """Facts that were just noted, one after another: "City: Dhaka; Stage: 3"."""
    parts = [
        f"{turn.words(SAID_BACK[f.field])}: {fact_words(turn, f)}"
        for f in facts
        if f.field in SAID_BACK
    ]
    return "; ".join(parts)
