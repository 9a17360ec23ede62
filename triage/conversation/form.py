"""The form: consent, answers to the open question, skipping, and what comes next."""

from __future__ import annotations

from triage.conversation.calltime import Part, part_value
from triage.conversation.facts import drop_health, keep, sourced, take_along, told, write_health
from triage.conversation.heard import wants_something_else
from triage.conversation.questions import ask, say_question, suggested
from triage.conversation.steps import ASKED, FORM, next_question, open_step
from triage.conversation.summary import finish_change, hear_summary
from triage.conversation.turn import Turn, quoted
from triage.conversation.types import Consent, RaiseFlag, RecordConsent, Step
from triage.conversation.values import changed_words, slot_of, slot_words, zone_of
from triage.meaning import Fact
from triage.vocabulary import Field, Flag, Signal

_SKIPPING = frozenset({Signal.SKIP, Signal.UNSURE, Signal.NO})
#: Numbered call times that are dated when they are written down.
_PARTS: dict[str, Part] = {
    "morning": "morning",
    "afternoon": "afternoon",
    "evening": "evening",
}
#: Of an answer that we could not read, this much is kept.
LONGEST_KEPT = 200
#: A bare number below this was meant for a list that is gone: it is nobody's name or city.
_TELLING = 100


def hear_form(turn: Turn) -> bool:
    """Take an answer to the open question; true when the message was one."""
    step = turn.state.step
    if step is Step.CONSENT:
        return _hear_consent(turn)
    if step is Step.SUMMARY:
        return hear_summary(turn)
    return step in FORM and _hear_answer(turn, step)


def hear_old_button(turn: Turn) -> bool:
    """A button of an earlier question still means what it said: it puts that answer right."""
    state, fact = turn.state, _tapped(turn)
    asked = ASKED.get(open_step(state))
    if fact and fact.field is not asked and state.service and state.consent is not Consent.UNASKED:
        turn.heard = turn.heard._replace(option=None, also=(fact,))
    return False


def go_on(turn: Turn) -> None:
    """Ask the next open question, or return to where a change came from."""
    if turn.state.editing:
        finish_change(turn)
    else:
        ask(turn, next_question(turn.state))


def _note_extra(turn: Turn) -> tuple[Fact, ...]:
    """Keep facts that came along with something else, and say so."""
    fresh = take_along(turn)
    said = changed_words(turn, fresh)
    if said:
        turn.say("form.noted", facts=said)
    return fresh


def _hear_consent(turn: Turn) -> bool:
    signal = turn.heard.signal
    if signal is Signal.YES:
        _settle_consent(turn, given=True)
    elif signal in _SKIPPING:
        _settle_consent(turn, given=False)
    elif wants_something_else(turn.heard):
        return False
    else:
        take_along(turn)
        turn.say("form.consent.again")
        say_question(turn, Step.CONSENT)
    return True


def _settle_consent(turn: Turn, *, given: bool) -> None:
    text = turn.script.text("form.consent", turn.asked_in("form.consent"))
    turn.do(RecordConsent(given, turn.inbound.text, text.key, text.version))
    turn.become(consent=Consent.GIVEN if given else Consent.DECLINED)
    if given:
        write_health(turn)
    else:
        drop_health(turn)
        turn.do(RaiseFlag(Flag.NO_CONSENT))
        turn.say("form.declined")
    go_on(turn)


def _hear_answer(turn: Turn, step: Step) -> bool:
    fact = _answer(turn, step)
    if fact is not None:
        _accept(turn, step, fact)
    elif _is_refusal(turn, step):
        _skip(turn, step)
    elif turn.heard.option or wants_something_else(turn.heard):
        return False
    elif fresh := _note_extra(turn):
        _go_on_after(turn, step, fresh)
    elif turn.state.tries == 0:
        _ask_kindly(turn, step)
    else:
        _keep_as_written(turn, step)
    return True


def _answer(turn: Turn, step: Step) -> Fact | None:
    """The answer in this message, if there is one: a tapped option, a yes to what we suggested, or
    what the understanding read for the field."""
    field, tapped = ASKED[step], _tapped(turn)
    if tapped and tapped.field is field:
        return tapped
    words = _bare_words(turn, step)
    if words:
        return sourced(turn, Fact(field, words))
    if turn.heard.answer:
        return sourced(turn, turn.heard.answer)
    if turn.inbound.place and step is Step.PLACE:
        return sourced(turn, Fact(Field.CITY, turn.inbound.place, understood=False))
    return None


def _bare_words(turn: Turn, step: Step) -> str | None:
    """What a bare yes, no or skip says: a suggestion is right, a service's question answered."""
    signal = turn.heard.signal
    if signal is Signal.YES and (known := suggested(turn, step)):
        return known
    if step is Step.PHONE and signal in _SKIPPING and turn.inbound.sender:
        return "<sender>"
    if step is Step.QUESTION and signal in (Signal.YES, Signal.NO):
        return _as_written(turn)
    return None


def _tapped(turn: Turn) -> Fact | None:
    """The fact behind a numbered or tapped option of the form, as CONTRACT.md section 4 has it."""
    kind, _, name = (turn.heard.option or "").partition(":")
    if kind == Field.FOR_WHOM and name:
        return sourced(turn, Fact(Field.FOR_WHOM, "other relative" if name == "other" else name))
    if kind == Field.PHONE and turn.inbound.sender:
        return sourced(turn, Fact(Field.PHONE, "<sender>"))
    if kind != Field.CALL_TIME or not name:
        return None
    part = _PARTS.get(name)
    wish = part_value(part, zone=zone_of(turn), now=turn.now) if part else name.replace("_", " ")
    return sourced(turn, Fact(Field.CALL_TIME, wish))


def _accept(turn: Turn, step: Step, fact: Fact) -> None:
    keep(turn, *(f for f in told(turn) if f.field is not fact.field), fact)
    if not fact.understood:
        turn.say("form.kept_as_written")
    elif step is Step.CALL_TIME:
        _say_call_time(turn, fact)
    go_on(turn)


def _say_call_time(turn: Turn, fact: Fact) -> None:
    slot = slot_of(turn)
    if slot is None:
        turn.say_words("time.no_calls", turn.words("time.no_calls"))
    elif slot.fitted:
        turn.say("form.call_time.outside", asked=_asked(turn, fact), said=slot_words(turn, slot))
    else:
        turn.say("form.call_time.said", said=slot_words(turn, slot))


def _asked(turn: Turn, fact: Fact) -> str:
    """What they asked for: the label of the option, not its number, or their words."""
    option = turn.heard.option
    return turn.label(option) if option and turn.can_offer(option) else quoted(fact.said)


def _is_refusal(turn: Turn, step: Step) -> bool:
    """A "no" to a suggested name or place asks for the right one; elsewhere it skips."""
    if turn.heard.signal is Signal.NO and suggested(turn, step):
        return False
    return turn.heard.signal in _SKIPPING


def _skip(turn: Turn, step: Step) -> None:
    turn.become(skipped=(*turn.state.skipped, step))
    go_on(turn)


def _ask_kindly(turn: Turn, step: Step) -> None:
    turn.become(tries=1)
    if turn.heard.signal is Signal.NO:
        say_question(turn, step)
    elif step is Step.QUESTION:
        turn.say(f"service.{turn.state.service or 1}.again")
    else:
        turn.say(f"form.{step}.again")


def _keep_as_written(turn: Turn, step: Step) -> None:
    words, number = _as_written(turn), turn.heard.number
    says_nothing = not words or turn.heard.signal or (number is not None and number < _TELLING)
    if says_nothing:
        _skip(turn, step)
        return
    field = Field.CITY if step is Step.PLACE else ASKED[step]
    kept = Fact(field, words, words, understood=False)
    _accept(turn, step, sourced(turn, kept))


def _as_written(turn: Turn) -> str:
    return " ".join(turn.heard.text.split())[:LONGEST_KEPT]


def _go_on_after(turn: Turn, step: Step, fresh: tuple[Fact, ...]) -> None:
    """Facts came instead of an answer: ask the open question again unless they settled it."""
    settling = {ASKED[step], Field.CITY if step is Step.PLACE else ASKED[step]}
    if any(f.field in settling for f in fresh):
        go_on(turn)
    else:
        say_question(turn, step)
