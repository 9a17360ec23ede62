"""Photos, papers, voice notes, places, stickers: said to have come, and tied to the lead.

A sticker alone is a greeting and opens no lead; everything else is for a person to look at.
"""

from __future__ import annotations

from triage.conversation.facts import need_lead
from triage.conversation.questions import ask_again, show_menu
from triage.conversation.turn import Turn
from triage.conversation.types import KeepAttachment, RaiseFlag, Step
from triage.vocabulary import Flag, MediaKind, Signal


def hear_attachments(turn: Turn) -> bool:
    """Acknowledge what came along; true when the message held nothing else to answer."""
    media = turn.inbound.media
    if not media:
        return _hear_empty(turn)
    if any(kind is not MediaKind.STICKER for kind in media):
        need_lead(turn)
        turn.do(RaiseFlag(Flag.ATTACHMENT))
    keep_media(turn)
    if len(media) == 1:
        turn.say(f"got.{media[0]}")
    else:
        turn.say("got.several", count=str(len(media)))
    if _has_words(turn):
        return False
    _go_on(turn)
    return True


def keep_media(turn: Turn) -> None:
    """Tie all that came along to the open lead, if there is one."""
    if turn.state.has_lead:
        for index, kind in enumerate(turn.inbound.media):
            turn.do(KeepAttachment(index, kind))


def _hear_empty(turn: Turn) -> bool:
    if turn.inbound.text.strip() or turn.heard.option:
        return False
    turn.say("got.empty")
    _go_on(turn)
    return True


def _has_words(turn: Turn) -> bool:
    """Whether a caption, a button, or the place that was asked for came along with the media."""
    if turn.inbound.place and turn.state.step is Step.PLACE:
        return True
    return bool(turn.inbound.text.strip()) and turn.heard.signal is not Signal.UNCLEAR


def _go_on(turn: Turn) -> None:
    if turn.state.step is Step.NEW:
        show_menu(turn, welcome=True)
    else:
        ask_again(turn)
