"""What a use case works with, put together once by `triage.bootstrap`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from triage.arrival import Sending
from triage.clock import Clock
from triage.conversation.script import Script
from triage.meaning import Meaning, Situation
from triage.settings import SettingsSource
from triage.storage import Store
from triage.vault import Vault


class Reader(Protocol):
    """Reads what a message means; made by `triage.understanding`."""

    def read(self, text: str, situation: Situation, tap: str | None = None) -> Meaning:
        """Everything that was read from one message."""
        ...


class Sent(Protocol):
    """Twilio's word that it took a message."""

    @property
    def sid(self) -> str:
        """Twilio's id of it."""
        ...

    @property
    def status(self) -> str:
        """Where it is, in Twilio's words."""
        ...

    @property
    def segments(self) -> int:
        """How many parts it is billed as; 0 where Twilio does not know yet."""
        ...


#: Hands one message to Twilio; raises SendFailed.
Send = Callable[[Sending], Sent]
#: Looks at Twilio for a message that may have been sent since then; None when there is none.
Find = Callable[[Sending, datetime], Sent | None]


@dataclass(frozen=True, slots=True)
class House:
    """Everything that a use case may touch."""

    settings: SettingsSource
    clock: Clock
    vault: Vault
    store: Store
    script: Script
    reader: Reader
    send: Send
    find_sent: Find
