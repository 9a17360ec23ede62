"""Deleting what Twilio keeps: a message with its files. Not there is as good as deleted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from triage.errors import SendFailed
from triage.twilio_gateway.message_log import API, MessageLog

_NOT_THERE = 20404
_BEFORE_EVERYTHING = datetime(2008, 1, 1, tzinfo=UTC)


class CopyBook(MessageLog):
    """The message log of one account, and how something is taken out of it."""

    def copies_of(self, address: str, until: datetime, *, limit: int) -> list[str]:
        """Twilio's ids of messages from or to an address (as Twilio writes it) up to a time.

        Raises SendFailed.
        """
        entries = self._entries([{"To": address}, {"From": address}], _BEFORE_EVERYTHING, until)
        return [entry.sid for entry in islice(entries, max(limit, 0))]

    def delete_copy(self, sid: str) -> None:
        """Delete a message and its files at Twilio. Raises SendFailed where they may be there."""
        path = f"{API}/2010-04-01/Accounts/{self._account()}/Messages/{sid}"
        for medium in list(self._media(path)):
            self._delete(f"{path}/Media/{medium}.json")
        self._delete(f"{path}.json")

    def _media(self, path: str) -> Iterator[str]:
        try:
            listed: Any = self._ask("GET", f"{path}/Media.json").body.get("media_list", ())
        except SendFailed as failure:
            if failure.code != _NOT_THERE:
                raise
            return
        for medium in listed:
            yield str(medium["sid"])

    def _delete(self, address: str) -> None:
        try:
            self._ask("DELETE", address)
        except SendFailed as failure:
            if failure.code != _NOT_THERE:
                raise
