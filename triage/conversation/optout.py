"""STOP and START. Opting out is per channel, confirmed at most once, and never undone by accident.

47 CFR 64.1200(a)(10)-(12): one confirmation, then silence. When Twilio's Advanced Opt-Out has
already answered (`OptOutType`), we say nothing. START or YES brings a person back (Twilio's own
START words); any other message, also "ok" or a tapped button, is kept for people to read and never
opts anybody in.
"""

from __future__ import annotations

from triage.conversation.attachments import keep_media
from triage.conversation.facts import need_lead
from triage.conversation.questions import ask_again
from triage.conversation.turn import Turn
from triage.conversation.types import Held, OptIn, OptOut, RaiseFlag, Step
from triage.vocabulary import Command, Flag

_YES = "yes"


def hear_opt_out(turn: Turn) -> bool:
    """Obey STOP and START, and keep silent while opted out; true when there is no more to do."""
    by_twilio = turn.inbound.opt_out_type
    if by_twilio:
        return _heard_by_twilio(turn, by_twilio)
    if turn.heard.command is Command.STOP:
        if not turn.inbound.opted_out:
            turn.do(OptOut(turn.inbound.text, by_twilio=False))
            turn.say(f"optout.stopped_{turn.inbound.channel}")
        return True
    if turn.inbound.opted_out:
        return _while_opted_out(turn)
    if turn.heard.command is Command.START and (_is_held(turn) or turn.state.step is not Step.NEW):
        turn.say("optout.not_stopped")
        _go_on(turn)
        return True
    return False


def _heard_by_twilio(turn: Turn, word: str) -> bool:
    if word == "STOP" and not turn.inbound.opted_out:
        turn.do(OptOut(turn.inbound.text, by_twilio=True))
    if word == "START" and turn.inbound.opted_out:
        turn.do(OptIn(turn.inbound.text))
    return True


def _while_opted_out(turn: Turn) -> bool:
    if _asks_to_start(turn):
        turn.do(OptIn(turn.inbound.text))
        turn.say("optout.started")
        _go_on(turn)
        return True
    need_lead(turn)
    turn.do(RaiseFlag(Flag.WROTE_AFTER_STOP))
    if turn.heard.concern:
        turn.do(RaiseFlag(Flag.CONCERN, turn.heard.rule))
    keep_media(turn)
    return True


def _go_on(turn: Turn) -> None:
    """Put the open question or the menu behind it, unless a coordinator has the talk."""
    if not _is_held(turn):
        ask_again(turn, or_menu=True)


def _is_held(turn: Turn) -> bool:
    return turn.inbound.held is Held.NOW


def _asks_to_start(turn: Turn) -> bool:
    """Only by typing so: neither an "ok" nor the button of an older question is a START."""
    if turn.heard.option:
        return False
    yes = turn.inbound.text.strip().casefold() == _YES
    return yes or turn.heard.command is Command.START
