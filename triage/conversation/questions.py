"""Asking: the words and the options of each open question, and of the menu."""

from __future__ import annotations

from triage.conversation.steps import DETOURS, FORM, OPEN, TABLE, open_step, questions
from triage.conversation.turn import Turn, quoted
from triage.conversation.types import Step
from triage.conversation.values import fact_words, step_words
from triage.vocabulary import Field

MENU_OPTIONS = tuple(f"menu:{n}" for n in range(1, 6))


def show_menu(turn: Turn, *, welcome: bool = False) -> None:
    """The five services; numbers stand for them from now on."""
    turn.become(step=Step.MENU, back_to=None, more=None, editing=False)
    key = "menu.welcome" if welcome else "menu.menu"
    turn.say(key, options=turn.options(MENU_OPTIONS))


def ask(turn: Turn, step: Step) -> None:
    """Put one question; it stays open until it is answered or skipped."""
    turn.become(step=step, tries=0, back_to=None)
    say_question(turn, step)


def say_question(turn: Turn, step: Step) -> None:
    """Say the question that is open at a step, with its numbered options."""
    if step is Step.SUMMARY:
        turn.become(offered=())
        turn.say("form.summary", lines=summary_lines(turn))
    elif step is Step.QUESTION:
        turn.become(offered=())
        turn.say(f"service.{turn.state.service or 1}.question")
    elif step is Step.PHONE:
        _say_phone(turn)
    elif step is Step.SAME_PATIENT:
        _say_same_patient(turn)
    elif step in (Step.PATIENT_NAME, Step.PLACE):
        turn.become(offered=())
        key, known = suggestion(turn, step)
        turn.say(key, **known)
    elif TABLE[step].options:
        turn.say(f"form.{step}", options=turn.options(TABLE[step].options))
    else:
        turn.become(offered=())
        turn.say(f"form.{step}")


def suggestion(turn: Turn, step: Step) -> tuple[str, dict[str, str]]:
    """The text of a question that we may know the answer to, with what we would suggest.

    The writer's own name is suggested when the patient is the person who writes, the country of
    the number when none was named. After a "no" the question is asked plainly.
    """
    known = suggested(turn, step)
    if step is Step.PLACE:
        if known:
            return "form.place.known", {"known": turn.script.country(known, turn.language)}
        return "form.place", {}
    if known:
        return "form.patient_name.known", {"known": known}
    return ("form.patient_name.self" if _is_for_self(turn) else "form.patient_name"), {}


def suggested(turn: Turn, step: Step) -> str | None:
    """The answer that a plain YES stands for at a question; none once it was turned down."""
    if turn.state.tries:
        return None
    if step is Step.PLACE:
        return turn.inbound.country
    if step is Step.PHONE:
        return "<sender>" if turn.inbound.sender else None
    if step is Step.PATIENT_NAME and _is_for_self(turn):
        told = turn.state.fact(Field.ENQUIRER_NAME)
        return quoted(told.value) if told else profile_name(turn)
    return None


def _is_for_self(turn: Turn) -> bool:
    for_whom = turn.state.fact(Field.FOR_WHOM)
    return for_whom is not None and for_whom.value == "self"


def profile_name(turn: Turn) -> str | None:
    """The WhatsApp name, if it could be a name: has a letter and is not too long."""
    name = " ".join((turn.inbound.profile_name or "").split())
    return name if 1 < len(name) <= 60 and any(c.isalpha() for c in name) else None


def ask_again(turn: Turn, *, or_menu: bool = False) -> None:
    """After an interruption: put the open question once more, or point to the menu."""
    state = turn.state
    if state.step in DETOURS - {Step.SAME_PATIENT} or open_step(state) is not state.step:
        turn.become(step=state.back_to or Step.MENU, back_to=None, offered=())
    step = turn.state.step
    if step in OPEN or step is Step.SAME_PATIENT:
        say_question(turn, step)
    elif or_menu:
        show_menu(turn)
    else:
        turn.say("menu.footer")


def summary_lines(turn: Turn) -> str:
    """What we wrote down, a line a question; the numbers are those that CHANGE takes."""
    return "\n".join(
        f"{n} {turn.words(f'label.{step}')}: {step_words(turn, step)}"
        for n, step in enumerate(FORM, start=1)
        if step in questions(turn.state)
    )


def _say_same_patient(turn: Turn) -> None:
    name = turn.state.fact(Field.NAME)
    turn.say(
        "service.same_patient",
        name=fact_words(turn, name) if name else turn.words("option.same_patient.yes"),
        options=turn.options(TABLE[Step.SAME_PATIENT].options),
    )


def _say_phone(turn: Turn) -> None:
    if turn.inbound.sender is None:
        turn.become(offered=())
        turn.say("form.phone.needed")
    else:
        turn.say("form.phone", options=turn.options(("phone:sender",)))
