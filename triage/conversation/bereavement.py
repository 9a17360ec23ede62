"""The patient has died: one sentence of condolence, nothing more is asked, and no reminders.

Decided here: whose death it is. Another relative's than the patient's is a family's history and
changes nothing; where the patient writes themself, a person has to look before anything is ended.
"""

from __future__ import annotations

from triage.conversation.attachments import keep_media
from triage.conversation.enquiry import consent_again, fresh_start
from triage.conversation.facts import need_lead
from triage.conversation.heard import wants_something_else
from triage.conversation.turn import Turn
from triage.conversation.types import HandOver, LeaveAlone, RaiseFlag, Step
from triage.vocabulary import HEALTH_FIELDS, Command, Field, Flag

#: Whose death it is where nobody is named: "she died", "the patient is no more".
_UNNAMED = "patient"
_CHILDREN = frozenset({"child", "son", "daughter"})
#: Relations that the form's list names; "other" is none of them.
_LISTED = _CHILDREN | {"mother", "father", "wife", "husband"}
_OTHERS = frozenset({"other", "other relative"})


def note_death(turn: Turn) -> bool:
    """End reminders where the patient has died, before anything is said; never true."""
    if _is_of_patient(turn):
        need_lead(turn)
        turn.do(LeaveAlone())
        turn.do(RaiseFlag(Flag.BEREAVED))
    elif _may_be_of_patient(turn):
        need_lead(turn)
        turn.do(RaiseFlag(Flag.BEREAVED))
    return False


def hear_death(turn: Turn) -> bool:
    """Say that we are sorry, and no more; true when the patient has died, unless they
    ask to be erased: that is heard too."""
    if not _is_of_patient(turn):
        return False
    keep_media(turn)
    command = turn.heard.command
    if turn.heard.asks:
        turn.do(HandOver(Flag.QUESTION, turn.inbound.text))
    if command is Command.HUMAN:
        turn.do(HandOver(Flag.ASKED_FOR_PERSON))
    if turn.heard.concern:
        turn.do(RaiseFlag(Flag.CONCERN, turn.heard.rule))
        turn.say("talk.bereaved_concern")
    else:
        turn.say("talk.bereaved")
    end_enquiry(turn)
    return command is not Command.DELETE_DATA


def end_enquiry(turn: Turn) -> None:
    """Ask nothing more where the patient has died: whoever asks for something after this asks for
    somebody else, in another lead, from the start."""
    if _is_of_patient(turn):
        turn.state = fresh_start(turn.state, step=Step.MENU, consent=consent_again(turn.state))


def _is_of_patient(turn: Turn) -> bool:
    """Whether the patient of the open enquiry has died; with none known, whoever they tell of."""
    died, known = turn.heard.died, turn.state.fact(Field.FOR_WHOM)
    if died is None:
        return False
    if known is None:
        tells_more = any(fact.field in HEALTH_FIELDS for fact in turn.heard.also)
        return not tells_more and not wants_something_else(turn.heard)
    if died == _UNNAMED:
        return not (turn.heard.service or turn.heard.topic)
    return _is_same(known.value, died)


def _may_be_of_patient(turn: Turn) -> bool:
    """A relative's death, told from the telephone of somebody who wrote about themself: theirs, or
    told by a relative who now has the telephone."""
    known = turn.state.fact(Field.FOR_WHOM)
    return turn.heard.died is not None and known is not None and known.value == "self"


def _is_same(patient: str, died: str) -> bool:
    if patient == "child":
        return died in _CHILDREN
    if patient in _OTHERS:
        return died not in _LISTED
    return patient == died
