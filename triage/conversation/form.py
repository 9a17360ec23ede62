"""The form: consent, answers to the open question, skipping, and what comes next."""

from __future__ import annotations

from triage.conversation.calltime import part_value
from triage.conversation.facts import drop_health, keep, sourced, write_draft
from triage.conversation.questions import ask, profile_name, say_question
from triage.conversation.steps import FORM, TABLE, next_question
from triage.conversation.summary import finish_change, hear_summary
from triage.conversation.turn import Turn, quoted
from triage.conversation.types import Consent, RaiseFlag, RecordConsent, Step
from triage.conversation.values import changed_words, slot_of, slot_words, zone_of
from triage.meaning import Fact
from triage.vocabulary import Field, Flag, Signal

_SKIPPING = frozenset({Signal.SKIP, Signal.UNSURE, Signal.NO})


def hear_form(turn: Turn) -> bool:
    """Take an answer to the open question; true when the message was one."""
    step = turn.state.step
    if step is Step.CONSENT:
        return _hear_consent(turn)
    if step is Step.SUMMARY:
        return hear_summary(turn)
    return step in FORM and _hear_answer(turn, step)


def go_on(turn: Turn) -> None:
    """Ask the next open question, or return to where a change came from."""
    if turn.state.editing:
        finish_change(turn)
    else:
        ask(turn, next_question(turn.state))


def note_extra(turn: Turn) -> tuple[Fact, ...]:
    """Keep facts that came along with something else, and say so."""
    fresh = keep(turn, *(sourced(turn, f) for f in turn.heard.also))
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
    elif turn.heard.topic or turn.heard.service or turn.heard.asks or turn.heard.choices:
        return False
    else:
        keep(turn, *(sourced(turn, f) for f in turn.heard.also))
        turn.say("form.consent.again")
        say_question(turn, Step.CONSENT)
    return True


def _settle_consent(turn: Turn, *, given: bool) -> None:
    text = turn.script.text("form.consent", turn.state.language)
    turn.do(RecordConsent(given, turn.inbound.text, text.key, text.version))
    turn.become(consent=Consent.GIVEN if given else Consent.DECLINED)
    if not given:
        drop_health(turn)
        turn.do(RaiseFlag(Flag.NO_CONSENT))
        turn.say("form.declined")
    write_draft(turn)
    go_on(turn)


def _hear_answer(turn: Turn, step: Step) -> bool:
    fact = _answer(turn, step)
    if fact is not None:
        _accept(turn, step, fact)
    elif _is_refusal(turn, step):
        _skip(turn, step)
    elif _is_something_else(turn):
        return False
    elif turn.state.tries == 0:
        _ask_kindly(turn, step)
    else:
        _keep_as_written(turn, step)
    return True


def _answer(turn: Turn, step: Step) -> Fact | None:
    """The answer in this message, if there is one: a tapped option, a yes to what we suggested, or
    what the understanding read for the field."""
    field = TABLE[step].field
    kind, _, name = (turn.heard.option or "").partition(":")
    if field is None:
        return None
    if kind == field and name:
        return sourced(turn, Fact(field, _option_value(turn, field, name)))
    if turn.heard.signal is Signal.YES:
        known = _suggested(turn, step)
        return sourced(turn, Fact(field, known)) if known else None
    if step is Step.PHONE and turn.heard.signal in _SKIPPING and turn.inbound.sender:
        return sourced(turn, Fact(field, "<sender>"))
    if turn.inbound.place and step is Step.PLACE and turn.heard.answer is None:
        return sourced(turn, Fact(Field.CITY, turn.inbound.place, understood=False))
    return sourced(turn, turn.heard.answer) if turn.heard.answer else None


def _option_value(turn: Turn, field: Field, name: str) -> str:
    """What a numbered option means as a value of CONTRACT.md section 4."""
    if field is Field.FOR_WHOM:
        return "other relative" if name == "other" else name
    if field is Field.PHONE:
        return "<sender>"
    return call_wish(turn, name)


def call_wish(turn: Turn, name: str) -> str:
    """A numbered call time as a value: a part of the day becomes a dated one."""
    if name == "morning" or name == "afternoon" or name == "evening":  # noqa: PLR1714
        return part_value(name, zone=zone_of(turn), now=turn.now)
    return name.replace("_", " ")


def _suggested(turn: Turn, step: Step) -> str | None:
    if turn.state.tries:
        return None
    if step is Step.PLACE:
        return turn.inbound.country
    for_whom = turn.state.fact(Field.FOR_WHOM)
    if step is Step.PATIENT_NAME and for_whom and for_whom.value == "self":
        return profile_name(turn)
    return None


def _accept(turn: Turn, step: Step, fact: Fact) -> None:
    keep(turn, fact, *(sourced(turn, f) for f in turn.heard.also if f.field is not fact.field))
    turn.become(answered=(*(s for s in turn.state.answered if s is not step), step))
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
        turn.say("form.call_time.outside", asked=quoted(fact.said), said=slot_words(turn, slot))
    else:
        turn.say("form.call_time.said", said=slot_words(turn, slot))


def _is_refusal(turn: Turn, step: Step) -> bool:
    """A "no" to a suggested name or place asks for the right one; elsewhere it skips."""
    if turn.heard.signal is Signal.NO and _suggested(turn, step):
        return False
    return turn.heard.signal in _SKIPPING


def _is_something_else(turn: Turn) -> bool:
    heard = turn.heard
    return bool(heard.topic or heard.service or heard.choices or heard.asks or heard.option)


def _skip(turn: Turn, step: Step) -> None:
    turn.become(skipped=(*turn.state.skipped, step))
    go_on(turn)


def _ask_kindly(turn: Turn, step: Step) -> None:
    turn.become(tries=1)
    note_extra(turn)
    if turn.heard.signal is Signal.NO:
        say_question(turn, step)
    elif step is Step.QUESTION:
        turn.say(f"service.{turn.state.service or 1}.again")
    else:
        turn.say(f"form.{step}.again")


def _keep_as_written(turn: Turn, step: Step) -> None:
    field = TABLE[step].field
    words = " ".join(turn.heard.text.split())[:200]
    if field is None or not words:
        _skip(turn, step)
        return
    kept = Fact(Field.CITY if step is Step.PLACE else field, words, words, understood=False)
    _accept(turn, step, sourced(turn, kept))
