"""A coordinator has the talk: the bot hears everything, and says nothing but what keeps safe.

Danger, STOP and START are heard before; here the rest is put before people in silence. When the
bot answers again it says so once, and no word that was meant for the coordinator answers one of
its questions.
"""

from __future__ import annotations

from triage.conversation.attachments import keep_media
from triage.conversation.bereavement import end_enquiry
from triage.conversation.danger import SAME_EVENT
from triage.conversation.facts import need_lead
from triage.conversation.steps import DETOURS
from triage.conversation.turn import Turn
from triage.conversation.types import AnswerAgain, Held, RaiseFlag, Step
from triage.meaning import Meaning
from triage.vocabulary import Command, Flag, MediaKind, Signal

_HANDED_BACK = frozenset({Held.ENDED, Held.RETURNED})


def hear_taken_over(turn: Turn) -> bool:
    """Leave the message to the coordinator who has the talk; true while somebody has it."""
    if turn.inbound.held is not Held.NOW:
        return False
    need_lead(turn)
    if any(kind is not MediaKind.STICKER for kind in turn.inbound.media):
        turn.do(RaiseFlag(Flag.ATTACHMENT))
    keep_media(turn)
    if turn.heard.concern:
        _hear_concern(turn)
    if turn.heard.command is Command.DELETE_DATA:
        turn.do(RaiseFlag(Flag.ERASE_REQUEST))
    if turn.heard.signal is not Signal.THANKS:
        turn.do(RaiseFlag(Flag.ASKED_FOR_PERSON))
    end_enquiry(turn)
    return True


def hear_hand_back(turn: Turn) -> bool:
    """Say once that the bot answers again, before whatever it answers; so never true."""
    if is_handed_back(turn):
        turn.do(AnswerAgain())
        if turn.inbound.held is Held.ENDED:
            turn.begin_with("talk.bot_again", turn.words("talk.bot_again"))
        state = turn.state
        if state.step in DETOURS or state.step is Step.ASK:
            turn.become(step=state.back_to or Step.MENU, back_to=None)
        turn.become(offered=())
        if turn.heard.number is not None:
            turn.heard = _without_number(turn.heard)
    return False


def is_handed_back(turn: Turn) -> bool:
    """Whether this is the first message that the bot answers after a coordinator had the talk."""
    return turn.inbound.held in _HANDED_BACK


def _without_number(heard: Meaning) -> Meaning:
    """A bare number after a talk with a coordinator stands for nothing that the bot offered."""
    return heard._replace(
        option=None,
        number=None,
        service=None,
        topic=None,
        command=None,
        choices=(),
        signal=Signal.UNCLEAR,
    )


def _hear_concern(turn: Turn) -> None:
    """The line on safety once an event, not under every message to the coordinator."""
    turn.do(RaiseFlag(Flag.CONCERN, turn.heard.rule))
    said_at = turn.state.concern_at
    if said_at is None or turn.now - said_at >= SAME_EVENT:
        turn.become(concern_at=turn.now)
        turn.say("talk.concern")
