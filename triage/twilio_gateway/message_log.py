"""Twilio's own log of messages: what people wrote to us and what we sent, whatever we have of it.

Decided here: how a stretch of the log is read (page by page, and only what lies within it, for
Twilio's filter knows whole days), and that an entry becomes an Arrival by the very parser of the
webhooks. What the log does not know stays empty: taps, profile names, places, advertisements.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from triage.arrival import Arrival
from triage.twilio_gateway.inbound import parse_arrival

if TYPE_CHECKING:
    from triage.twilio_gateway.rest import Said

API = "https://api.twilio.com"
_PAGE_SIZE = "1000"  # Twilio's most
_A_DAY = timedelta(days=1)

#: Asks Twilio: method, address, query. Raises SendFailed.
Ask = Callable[..., "Said"]


@dataclass(frozen=True, slots=True)
class Logged:
    """One message in Twilio's log; `at` is aware UTC, to the second."""

    sid: str
    at: datetime
    inbound: bool
    sender: str = field(repr=False)
    to: str = field(repr=False)
    body: str = field(repr=False)
    media: int = 0
    segments: int = 1
    service: str = ""


class MessageLog:
    """The log of one account; `account` is asked each time, as everything that may be rotated."""

    def __init__(self, ask: Ask, account: Callable[[], str]) -> None:
        self._ask = ask
        self._account = account

    def heard(self, since: datetime, until: datetime, our_numbers: Collection[str]) -> list[Logged]:
        """Messages from people to our senders, from `since` to before `until`, oldest first.

        Raises SendFailed.
        """
        services = any(number.startswith("MG") for number in our_numbers)
        # a number in a Messaging Service need not be in our settings: then all are looked through
        queries: list[dict[str, str]] = [{}] if services else [{"To": n} for n in our_numbers]
        found = {entry.sid: entry for entry in self._entries(queries, since, until)}
        ours = [
            entry
            for entry in found.values()
            if entry.inbound and (entry.to in our_numbers or entry.service in our_numbers)
        ]
        # Twilio lists the newest first: of one second, what is listed later was earlier
        ours.reverse()
        ours.sort(key=lambda entry: entry.at)
        return ours

    def said(self, since: datetime, until: datetime, our_numbers: Collection[str]) -> list[Logged]:
        """What was sent from our senders in that time, in no order. Raises SendFailed."""
        services = any(number.startswith("MG") for number in our_numbers)
        queries: list[dict[str, str]] = [{}] if services else [{"From": n} for n in our_numbers]
        found = {entry.sid: entry for entry in self._entries(queries, since, until)}
        return [entry for entry in found.values() if not entry.inbound]

    def arrival_of(self, entry: Logged, our_numbers: Collection[str]) -> Arrival:
        """The entry as its webhook would have brought it.

        Raises BadWebhook for what is no well-formed message to us, and SendFailed when its list of
        files cannot be read.
        """
        account = self._account()
        fields = {
            "AccountSid": account,
            "MessageSid": entry.sid,
            "From": entry.sender,
            "To": entry.to,
            "Body": entry.body,
            "NumMedia": str(entry.media),
            "NumSegments": str(entry.segments),
            "MessagingServiceSid": entry.service,
        }
        if entry.media:
            fields |= self._media_fields(account, entry.sid)
        return parse_arrival(tuple(fields.items()), account_sid=account, our_numbers=our_numbers)

    def _media_fields(self, account: str, sid: str) -> dict[str, str]:
        path = f"{API}/2010-04-01/Accounts/{account}/Messages/{sid}/Media"
        listed = self._ask("GET", f"{path}.json").body.get("media_list", ())
        fields = {"NumMedia": str(len(listed))}
        for number, medium in enumerate(listed):
            fields[f"MediaUrl{number}"] = f"{path}/{medium['sid']}"
            fields[f"MediaContentType{number}"] = str(medium["content_type"])
        return fields

    def _entries(
        self, queries: list[dict[str, str]], since: datetime, until: datetime
    ) -> Iterator[Logged]:
        for query in queries:
            asked = {
                **query,
                "DateSent>": _stamp(since),
                "DateSent<": _stamp(until + _A_DAY),
                "PageSize": _PAGE_SIZE,
            }
            for resource in self._resources(asked):
                entry = _entry(resource)
                if since <= entry.at < until:
                    yield entry

    def _resources(self, query: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
        page = f"/2010-04-01/Accounts/{self._account()}/Messages.json"
        body = self._ask("GET", API + page, query=query).body
        while True:
            yield from body.get("messages", ())
            following = body.get("next_page_uri")
            if not following:
                return
            body = self._ask("GET", API + str(following)).body


def _entry(resource: Mapping[str, Any]) -> Logged:
    when = parsedate_to_datetime(resource.get("date_sent") or resource["date_created"])
    return Logged(
        sid=str(resource["sid"]),
        at=when.astimezone(UTC),
        inbound=resource["direction"] == "inbound",
        sender=str(resource.get("from") or ""),
        to=str(resource.get("to") or ""),
        body=str(resource.get("body") or ""),
        media=_count(resource.get("num_media")),
        segments=_count(resource.get("num_segments")) or 1,
        service=str(resource.get("messaging_service_sid") or ""),
    )


def _count(text: Any) -> int:
    digits = str(text or "0")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 4 else 0


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
