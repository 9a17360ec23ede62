"""The talk itself: a pure state machine over vetted texts.

`advance(state, inbound, meaning, script, now) -> Outcome` decides; the shell stores and sends.
"""

from triage.conversation.engine import advance
from triage.conversation.types import Inbound, Outcome, State

__all__ = ["Inbound", "Outcome", "State", "advance"]
