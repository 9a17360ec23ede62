"""Asking: the words and the options of each open question, and of the menu."""

from __future__ import annotations

from triage.conversation.steps import DETOURS, FORM, OPEN, TABLE, questions
from triage.conversation.turn import Turn
from triage.conversation.types import Step
from triage.conversation.values import step_words
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

    The WhatsApp name is suggested when the patient is the person who writes, the country of the
    number when none was named. After a "no" the question is asked plainly.
    """
    state = turn.state
    if step is Step.PLACE:
        country = turn.inbound.country
        if country and not state.tries:
            name = turn.script.country(country, state.language)
            return "form.place.known", {"known": name}
        return "form.place", {}
    for_whom = state.fact(Field.FOR_WHOM)
    if for_whom and for_whom.value == "self":
        own_name = profile_name(turn)
        if own_name and not state.tries:
            return "form.patient_name.known", {"known": own_name}
        return "form.patient_name.self", {}
    return "form.patient_name", {}


def profile_name(turn: Turn) -> str | None:
    """The WhatsApp name, if it could be a name: has a letter and is not too long."""
    name = " ".join((turn.inbound.profile_name or "").split())
    return name if 1 < len(name) <= 60 and any(c.isalpha() for c in name) else None


def ask_again(turn: Turn, *, or_menu: bool = False) -> None:
    """After an interruption: put the open question once more, or point to the menu."""
    step = turn.state.step
    if step in DETOURS and turn.state.back_to:
        step = turn.state.back_to
        turn.become(step=step, back_to=None)
    if step in OPEN:
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


def _say_phone(turn: Turn) -> None:
    if turn.inbound.sender is None:
        turn.become(offered=())
        turn.say("form.phone.needed")
    else:
        turn.say("form.phone", options=turn.options(("phone:sender",)))
