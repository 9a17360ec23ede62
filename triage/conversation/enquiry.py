"""Picking a service: it opens an enquiry, goes on with the unfinished one, or starts a second."""

from __future__ import annotations

from dataclasses import replace

from triage.conversation.facts import OF_PATIENT, introduce, write_draft
from triage.conversation.form import go_on
from triage.conversation.questions import ask, say_question
from triage.conversation.steps import OPEN, TABLE
from triage.conversation.turn import Turn
from triage.conversation.types import Consent, OpenLead, SetService, State, Step
from triage.conversation.values import fact_words
from triage.vocabulary import Field, Service, Signal

#: What a second enquiry for the same patient does not take over: it has its own.
_OWN = frozenset({Field.QUESTION, Field.CALL_TIME})


def hear_service(turn: Turn) -> bool:
    """Open, resume or redirect the enquiry; true when a service was picked."""
    service = turn.heard.service
    if service is None:
        return False
    state = turn.state
    if state.complete:
        _ask_same_patient(turn, service)
    elif state.service is None:
        _open(turn, service)
    else:
        _go_on_with(turn, service)
    return True


def hear_same_patient(turn: Turn) -> bool:
    """The answer to "also for the same patient?"; true when it was one."""
    state = turn.state
    if state.step is not Step.SAME_PATIENT or state.next_service is None:
        return False
    if turn.heard.option == "same_patient:yes" or turn.heard.signal is Signal.YES:
        kept = tuple(f for f in state.facts if f.field not in _OWN)
    elif turn.heard.option == "same_patient:no" or turn.heard.signal is Signal.NO:
        kept = tuple(f for f in state.facts if f.field not in OF_PATIENT | _OWN)
    else:
        return False
    turn.state = replace(
        State(language=state.language, consent=state.consent, danger_at=state.danger_at),
        facts=kept,
    )
    _open(turn, state.next_service)
    return True


def _open(turn: Turn, service: Service) -> None:
    """Log the lead now, say what the service is, and start or go on with the form."""
    if turn.state.has_lead:
        turn.do(SetService(service))
    else:
        turn.do(OpenLead(service))
    turn.become(service=service, has_lead=True, skipped=(), answered=())
    introduce(turn)
    turn.say(f"service.{service.value}.intro")
    if turn.state.consent is Consent.UNASKED:
        ask(turn, Step.CONSENT)
        return
    write_draft(turn)
    go_on(turn)


def _go_on_with(turn: Turn, service: Service) -> None:
    """The open enquiry continues, with the service picked last."""
    if service is turn.state.service:
        turn.say(f"service.{service.value}.intro")
    else:
        turn.do(SetService(service))
        turn.become(service=service)
        turn.say("service.changed", service=turn.words(f"option.menu.{service.value}"))
    if turn.state.step in OPEN:
        say_question(turn, turn.state.step)
    elif turn.state.consent is Consent.UNASKED:
        ask(turn, Step.CONSENT)
    else:
        go_on(turn)


def _ask_same_patient(turn: Turn, service: Service) -> None:
    turn.become(next_service=service, step=Step.SAME_PATIENT, back_to=None)
    name = turn.state.fact(Field.NAME)
    turn.say(
        "service.same_patient",
        name=fact_words(turn, name) if name else turn.words("label.patient_name"),
        options=turn.options(TABLE[Step.SAME_PATIENT].options),
    )
