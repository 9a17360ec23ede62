"""How our account is set up at Twilio: is it active, and where does it take incoming messages.

Decided here: which of Twilio's settings wins for each sender. A number in a Messaging Service goes
where the service says, unless the service leaves it to the number; a WhatsApp sender has webhooks
of its own. Nothing is changed at Twilio.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from triage.twilio_gateway.copies import CopyBook
from triage.twilio_gateway.message_log import API

MESSAGING = "https://messaging.twilio.com"
#: In `Line.inbound`: the service leaves it to each of its numbers.
ON_NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Account:
    """`status` is Twilio's word (active, suspended, closed); `at` is the time by its clock."""

    status: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """Where one of our senders is led. An address is empty where Twilio knows none.

    `inbound` gets what people send, by `method`; `fallback` is asked when that fails; `found` says
    whether Twilio has this sender in our account at all.
    """

    sender: str
    found: bool
    inbound: str = ""
    method: str = "POST"
    fallback: str = ""
    status: str = ""


class AccountBook(CopyBook):
    """The message log and the settings of one account."""

    def account(self) -> Account:
        """Whether the account is in order. Raises SendFailed: 20003 for wrong credentials."""
        said = self._ask("GET", f"{API}/2010-04-01/Accounts/{self._account()}.json")
        return Account(str(said.body.get("status", "")), said.at)

    def lines(self, our_numbers: Collection[str]) -> list[Line]:
        """Every one of these senders (numbers, WhatsApp senders, services). Raises SendFailed."""
        found: list[Line] = []
        if any(number.startswith("whatsapp:") for number in our_numbers):
            senders = {str(s.get("sender_id")): s for s in self._whatsapp_senders()}
        for number in our_numbers:
            if number.startswith("MG"):
                found.append(self._service(number))
            elif number.startswith("whatsapp:"):
                found.append(_whatsapp(number, senders.get(number)))
            else:
                found.append(self._number(number))
        return found

    def _number(self, number: str) -> Line:
        path = f"/2010-04-01/Accounts/{self._account()}/IncomingPhoneNumbers.json"
        body = self._ask("GET", API + path, query={"PhoneNumber": number}).body
        for resource in body.get("incoming_phone_numbers", ()):
            if resource.get("phone_number") == number:
                return Line(
                    sender=number,
                    found=True,
                    inbound=_text(resource, "sms_url"),
                    method=_text(resource, "sms_method") or "POST",
                    fallback=_text(resource, "sms_fallback_url"),
                )
        return Line(number, found=False)

    def _service(self, sid: str) -> Line:
        resource = self._ask("GET", f"{MESSAGING}/v1/Services/{sid}").body
        if resource.get("use_inbound_webhook_on_number"):
            return Line(
                sid, found=True, inbound=ON_NUMBER, status=_text(resource, "status_callback")
            )
        return Line(
            sender=sid,
            found=True,
            inbound=_text(resource, "inbound_request_url"),
            method=_text(resource, "inbound_method") or "POST",
            fallback=_text(resource, "fallback_url"),
            status=_text(resource, "status_callback"),
        )

    def _whatsapp_senders(self) -> Iterator[Mapping[str, Any]]:
        url = f"{MESSAGING}/v2/Channels/Senders"
        query: Mapping[str, str] | None = {"Channel": "whatsapp", "PageSize": "100"}
        while url:
            body = self._ask("GET", url, query=query).body
            yield from body.get("senders", ())
            url, query = str((body.get("meta") or {}).get("next_page_url") or ""), None


def _whatsapp(number: str, resource: Mapping[str, Any] | None) -> Line:
    if resource is None:
        return Line(number, found=False)
    hook = resource.get("webhook") or {}
    return Line(
        sender=number,
        found=True,
        inbound=_text(hook, "callback_url"),
        method=_text(hook, "callback_method") or "POST",
        fallback=_text(hook, "fallback_url"),
        status=_text(hook, "status_callback_url"),
    )


def _text(resource: Mapping[str, Any], name: str) -> str:
    return str(resource.get(name) or "")
