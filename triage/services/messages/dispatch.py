"""One outgoing message, step by step: may it be sent, from which number, and how did it end."""

from __future__ import annotations

import json
from datetime import datetime

from triage.arrival import Sending
from triage.services.house import House, Sent
from triage.services.messages import failures
from triage.services.sealing import for_address, open_body
from triage.services.staff import letters
from triage.storage import Tx, due, outgoing
from triage.storage.due import Work
from triage.storage.outgoing import Outgoing
from triage.twilio_gateway.inbound import status_url
from triage.vocabulary import STATUS_RANK, Channel, MessageStatus

KIND = letters.KIND
_WAITING = frozenset({MessageStatus.QUEUED, MessageStatus.SENDING})


def reason_not_to_send(what: Outgoing) -> str | None:
    """Why a claimed message shall not go out, or None when it shall."""
    if what.sid is not None or what.status not in _WAITING:
        return "sent"
    if what.wrapped_key is None or what.body_sealed is None or what.address_sealed is None:
        return "erased"
    return "opted out" if what.opted_out_at is not None else None


def close(tx: Tx, work: Work, what: Outgoing, reason: str) -> None:
    """Work that there is nothing to do for: what was not sent is canceled."""
    if reason != "sent":
        outgoing.move(tx, what.id, MessageStatus.CANCELED)
    due.finish(tx, work.id, why=reason)


def sending_for(house: House, what: Outgoing) -> Sending:
    """The message in clear, as Twilio shall get it."""
    key = house.vault.open_key(what.wrapped_key or "")
    body = open_body(key, what.body_sealed or "", what.public_id)
    base = house.settings.current().public_base_url
    slots = body.more.get("variables", {})
    return Sending(
        to=key.unseal(what.address_sealed or "", for_address(what.lookup)),
        sender=_our_number(house, what),
        body=body.text,
        status_callback=status_url(base, what.public_id) if base else "",
        content_sid=what.template_sid or "",
        content_variables=json.dumps(slots, ensure_ascii=False) if slots else "",
    )


def _our_number(house: House, what: Outgoing) -> str:
    """The number that the person wrote to, as long as it is ours; else our first."""
    settings = house.settings.current()
    if what.channel == Channel.WHATSAPP:
        numbers = settings.twilio_whatsapp_from
    else:
        numbers = settings.twilio_messaging_service_sid + settings.twilio_sms_from
    if what.our_number in numbers:
        return what.our_number or ""
    return next(iter(numbers), what.our_number or "")


def record_sent(tx: Tx, house: House, work: Work, what: Outgoing, sent: Sent) -> None:
    """Twilio took it."""
    account = house.settings.current().twilio_account_sid
    outgoing.bind(tx, what.id, account_sid=account, sid=sent.sid)
    if sent.segments:
        outgoing.set_segments(tx, what.id, sent.segments)
    if sent.status in STATUS_RANK and STATUS_RANK[sent.status] > STATUS_RANK["sending"]:
        outgoing.move(tx, what.id, MessageStatus(sent.status))
    due.finish(tx, work.id)


def record_refused(
    tx: Tx, house: House, work: Work, what: Outgoing, code: int | None, now: datetime
) -> None:
    """It will never be taken."""
    outgoing.move(tx, what.id, MessageStatus.FAILED, code)
    due.give_up(tx, work.id, str(code or "failed"))
    failures.follow(house, tx, what, code, now)


def drop(tx: Tx, work: Work, what: Outgoing, why: str, now: datetime) -> None:
    """A rule of ours forbids it: it is canceled, and people are told that nobody heard us."""
    close(tx, work, what, why)
    failures.tell_people(tx, what, now)


def leave_to_a_person(tx: Tx, work: Work, what: Outgoing, why: str, now: datetime) -> None:
    """Nobody can tell whether it was sent: it stays `sending` and a coordinator has to look."""
    due.give_up(tx, work.id, why)
    failures.tell_people(tx, what, now)
