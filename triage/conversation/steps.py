"""The step table: every place in the talk, what it asks for, and where it may lead.

The state diagram in docs/state-diagram.md is generated from this table, and a property test walks
the talk at random and fails when it moves along an edge that is not written here.
"""

from __future__ import annotations

from dataclasses import dataclass

from triage.conversation.types import Consent, State, Step
from triage.vocabulary import Field

#: The questions of the form in order; line n of the summary is the n-th of these.
FORM = (
    Step.FOR_WHOM,
    Step.PATIENT_NAME,
    Step.CANCER_TYPE,
    Step.STAGE,
    Step.PLACE,
    Step.CALL_TIME,
    Step.PHONE,
    Step.QUESTION,
)
#: What is left of the form for someone who declines health questions.
CALL_ONLY = (Step.CALL_TIME, Step.PHONE)
#: Steps with a question that stays open while something else is said.
OPEN = frozenset({Step.CONSENT, *FORM, Step.SUMMARY})
#: Detours: each remembers in `State.back_to` the open question it returns to.
DETOURS = frozenset(
    {Step.CHOOSE, Step.LANGUAGE, Step.ERASE, Step.RESUME, Step.SAME_PATIENT, Step.CALLED}
)


@dataclass(frozen=True, slots=True)
class StepSpec:
    """One row: `about` for the diagram, the `field` asked for, the `options` behind numbers."""

    about: str
    leads_to: tuple[Step, ...]
    field: Field | None = None
    options: tuple[str, ...] = ()


#: Where words that work everywhere lead, from every step; a service after a finished form too.
EVERYWHERE = frozenset({Step.MENU, Step.ASK, *DETOURS})
#: Where picking a service leads: a new enquiry, or on with the unfinished one.
_PICKED = (Step.CONSENT, *FORM, Step.SUMMARY)
#: Where the answer to the question behind a detour leads.
_BEHIND = (*_PICKED, Step.DONE)


def _after(step: Step) -> tuple[Step, ...]:
    """A question may lead to any other: known ones are passed over, "back" and "change" return."""
    return (*(s for s in FORM if s is not step), Step.CONSENT, Step.SUMMARY, Step.DONE)


TABLE: dict[Step, StepSpec] = {
    Step.NEW: StepSpec("first contact", _PICKED),
    Step.MENU: StepSpec("five services; questions by ASK", _PICKED),
    Step.ASK: StepSpec("numbered immunotherapy questions", _BEHIND),
    Step.CHOOSE: StepSpec("did you mean ...?", _BEHIND),
    Step.CONSENT: StepSpec(
        "may we ask about health?", (*FORM, Step.SUMMARY), options=("say:yes", "say:no")
    ),
    Step.FOR_WHOM: StepSpec(
        "who is the patient?",
        _after(Step.FOR_WHOM),
        Field.FOR_WHOM,
        tuple(
            f"for_whom:{who}"
            for who in ("self", "mother", "father", "wife", "husband", "child", "other")
        ),
    ),
    Step.PATIENT_NAME: StepSpec("the patient's name", _after(Step.PATIENT_NAME), Field.NAME),
    Step.CANCER_TYPE: StepSpec("type of cancer", _after(Step.CANCER_TYPE), Field.CANCER_TYPE),
    Step.STAGE: StepSpec("stage", _after(Step.STAGE), Field.STAGE),
    Step.PLACE: StepSpec("country and city", _after(Step.PLACE), Field.COUNTRY),
    Step.CALL_TIME: StepSpec(
        "best time for a call",
        _after(Step.CALL_TIME),
        Field.CALL_TIME,
        tuple(
            f"call_time:{when}"
            for when in ("asap", "morning", "afternoon", "evening", "anytime", "no_calls")
        ),
    ),
    Step.PHONE: StepSpec("number to call", _after(Step.PHONE), Field.PHONE),
    Step.QUESTION: StepSpec("the service's own question", _after(Step.QUESTION), Field.QUESTION),
    Step.SUMMARY: StepSpec("is this right?", (*FORM, Step.DONE)),
    Step.DONE: StepSpec("confirmed; corrections still work", _PICKED),
    Step.SAME_PATIENT: StepSpec(
        "another service: for the same patient?",
        _PICKED,
        options=("same_patient:yes", "same_patient:no"),
    ),
    Step.RESUME: StepSpec(
        "we were at ..., go on?",
        _BEHIND,
        options=("resume:go_on", "command:restart", "command:menu"),
    ),
    Step.LANGUAGE: StepSpec("which language?", _BEHIND),
    Step.ERASE: StepSpec("really delete everything?", _BEHIND, options=("say:yes", "say:no")),
    # Asked by us, some hours after a promised call; never in the middle of the form.
    Step.CALLED: StepSpec("did we call?", _BEHIND, options=("called:yes", "called:no")),
}


#: What each question of the form asks for.
ASKED: dict[Step, Field] = {s: field for s in FORM if (field := TABLE[s].field)}
#: What each of them need not be asked for any more: a city answers for its country.
_SETTLED_BY = {s: {field, Field.CITY} if s is Step.PLACE else {field} for s, field in ASKED.items()}


def open_step(state: State) -> Step:
    """The question that is open, also while a detour or a list of questions stands before it."""
    aside = state.step in DETOURS or state.step is Step.ASK
    return state.back_to if aside and state.back_to else state.step


def questions(state: State) -> tuple[Step, ...]:
    """The questions that the current enquiry asks, in order."""
    return CALL_ONLY if state.consent is Consent.DECLINED else FORM


def next_question(state: State) -> Step:
    """The first question that is still open (not skipped, its fact not known), else the summary."""
    known = {fact.field for fact in state.facts}
    for step in questions(state):
        if step not in state.skipped and known.isdisjoint(_SETTLED_BY[step]):
            return step
    return Step.SUMMARY
