"""Picking a service: it opens an enquiry, goes on with the unfinished one, or starts a second.

A finished enquiry never takes over another patient: before a second one starts, or when somebody
else is spoken of, we ask whether it is for the same patient, and hold what was told until then.
"""

from __future__ import annotations

from typing import Any

from triage.conversation.facts import (
    OF_PATIENT,
    is_other_patient,
    keep,
    need_lead,
    take_along,
    told,
)
from triage.conversation.form import go_on
from triage.conversation.heard import wants_something_else
from triage.conversation.questions import ask, say_question
from triage.conversation.steps import OPEN
from triage.conversation.turn import Turn
from triage.conversation.types import Consent, SetService, State, Step
from triage.meaning import Fact
from triage.vocabulary import Field, Service, Signal

#: What a second enquiry for the same patient does not take over: it has its own.
_OWN = frozenset({Field.QUESTION, Field.CALL_TIME})


def hear_service(turn: Turn) -> bool:
    """Open, resume or redirect the enquiry; true when a service was picked."""
    service = turn.heard.service
    if service is None:
        return False
    state = turn.state
    if state.complete and is_other_patient(turn):
        _open_next(turn, service, told(turn), same=False)
    elif state.complete:
        _ask_same_patient(turn, service)
    elif state.service is None:
        _open(turn, service, told(turn))
    else:
        _go_on_with(turn, service)
    return True


def hear_other_patient(turn: Turn) -> bool:
    """After the form: facts about another relative are no correction; true when some were told."""
    state = turn.state
    if state.step in OPEN or state.service is None or turn.heard.asks or turn.heard.topic:
        return False
    if not is_other_patient(turn):
        return False
    _ask_same_patient(turn, state.service)
    return True


def hear_same_patient(turn: Turn) -> bool:
    """The answer to "also for the same patient?"; true when it was one."""
    state, heard = turn.state, turn.heard
    service = state.next_service
    if state.step is not Step.SAME_PATIENT or service is None:
        return False
    same = _is_same_patient(turn)
    if same is None:
        waits = not wants_something_else(heard) and (bool(heard.also) or not state.tries)
        if waits:
            _ask_same_patient(turn, service)
            turn.become(tries=1)
        return waits
    facts = (*state.pending, *told(turn))
    if same and service is state.service:
        turn.become(next_service=None, pending=())
        keep(turn, *facts)
        ask(turn, Step.SUMMARY)
    else:
        _open_next(turn, service, facts, same=same)
    return True


def _is_same_patient(turn: Turn) -> bool | None:
    """Yes or no, also when the patient is named instead: "for my father"."""
    heard = turn.heard
    if heard.option == "same_patient:yes" or heard.signal is Signal.YES:
        return True
    if heard.option == "same_patient:no" or heard.signal is Signal.NO:
        return False
    who = [f for f in heard.also if f.field in (Field.FOR_WHOM, Field.NAME)]
    if not who or heard.asks:
        return None
    known = [turn.state.fact(f.field) for f in who]
    return all(k is not None and k.value == f.value for f, k in zip(who, known, strict=True))


def _open(turn: Turn, service: Service, facts: tuple[Fact, ...]) -> None:
    """Log the lead now, say what the service is, and start or go on with the form."""
    if turn.state.has_lead:
        turn.do(SetService(service))
    need_lead(turn, service)
    turn.become(service=service, skipped=())
    keep(turn, *facts)
    turn.say(f"service.{service.value}.intro")
    if turn.state.consent is Consent.GIVEN:
        go_on(turn)
    else:
        ask(turn, Step.CONSENT)


def _open_next(turn: Turn, service: Service, facts: tuple[Fact, ...], *, same: bool) -> None:
    """A second enquiry: a lead of its own, with what still holds of the first."""
    state = turn.state
    gone = _OWN if same else _OWN | OF_PATIENT
    turn.state = fresh_start(
        state,
        consent=consent_again(state),
        facts=tuple(f for f in state.facts if f.field not in gone),
    )
    _open(turn, service, facts)


def fresh_start(state: State, **more: Any) -> State:
    """A new beginning that keeps the person's languages and what was alarmed about last."""
    return State(
        language=state.language,
        chosen=state.chosen,
        writes=state.writes,
        told=state.told,
        danger=state.danger,
        danger_at=state.danger_at,
        **more,
    )


def consent_again(state: State) -> Consent:
    """Consent holds for a next enquiry too; a refusal is asked about anew."""
    return Consent.GIVEN if state.consent is Consent.GIVEN else Consent.UNASKED


def _go_on_with(turn: Turn, service: Service) -> None:
    """The open enquiry continues, with the service picked last."""
    take_along(turn)
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
    waiting = turn.state.pending if turn.state.step is Step.SAME_PATIENT else ()
    turn.become(
        next_service=service,
        pending=(*waiting, *told(turn)),
        step=Step.SAME_PATIENT,
        back_to=None,
        editing=False,
        tries=0,
    )
    say_question(turn, Step.SAME_PATIENT)
