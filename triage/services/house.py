"""What a use case works with, put together once by `triage.bootstrap`."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, cast

from triage.arrival import Arrival, Sending
from triage.clock import Clock
from triage.conversation.script import Script
from triage.errors import SendFailed
from triage.meaning import Meaning, Situation
from triage.services.abuse.crowds import Crowds
from triage.settings import SettingsSource
from triage.storage import Store
from triage.twilio_gateway.account import Account, Line
from triage.twilio_gateway.message_log import Logged
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


class AtTwilio(Protocol):
    """What can be looked up, or taken away, at Twilio; each raises SendFailed when it cannot."""

    def heard(self, since: datetime, until: datetime, our_numbers: Collection[str]) -> list[Logged]:
        """Messages from people to these senders, oldest first."""
        ...

    def said(self, since: datetime, until: datetime, our_numbers: Collection[str]) -> list[Logged]:
        """Messages from these senders to people."""
        ...

    def arrival_of(self, entry: Logged, our_numbers: Collection[str]) -> Arrival:
        """An entry of the log as its webhook would have brought it; may raise BadWebhook."""
        ...

    def copies_of(self, address: str, until: datetime, *, limit: int) -> list[str]:
        """Ids of messages from or to an address, as Twilio writes it, up to a time."""
        ...

    def delete_copy(self, sid: str) -> None:
        """Delete a message and its files; well if it is not there."""
        ...

    def account(self) -> Account:
        """Whether our account is in order, and what time it is there."""
        ...

    def lines(self, our_numbers: Collection[str]) -> list[Line]:
        """Where Twilio takes what is sent to each of these senders."""
        ...


class _Nobody:
    """A house without a way to look things up at Twilio: every question fails."""

    def __getattr__(self, name: str) -> Callable[..., object]:
        def refuse(*_: object) -> object:
            raise SendFailed("Twilio cannot be asked from here", permanent=True)

        return refuse


def _nobody() -> AtTwilio:
    return cast(AtTwilio, _Nobody())


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
    at_twilio: AtTwilio = field(default_factory=_nobody)
    crowds: Crowds = field(default_factory=Crowds)
