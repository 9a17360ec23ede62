"""What follows when one of our messages did not get through, said at once or by a callback.

Somebody who stopped us at Twilio has opted out here as well, and whatever still waits for them is
not sent. Free words that came after WhatsApp's 24 hours give way to a template, once. Everything
else brings the lead back to people.
"""

from __future__ import annotations

from datetime import datetime

from triage.errors import Conflict
from triage.services.answers import canned
from triage.services.house import House
from triage.services.sealing import for_consent
from triage.services.staff import letters
from triage.settings import Template
from triage.storage import Tx, addresses, consent, coordinators, due, leads, opt_outs, outgoing
from triage.storage.consent import NewConsentEvent
from triage.storage.outgoing import Outgoing
from triage.twilio_gateway.codes import STOPPED, WINDOW_CLOSED
from triage.vocabulary import Channel, Flag, MessageStatus, Priority


def follow(house: House, tx: Tx, what: Outgoing, code: int | None, now: datetime) -> None:
    """Do what has to follow; `code` is Twilio's, None where it gave none. Say it once a message."""
    if code == STOPPED:
        _record_opt_out(house, tx, what, now)
    if code == WINDOW_CLOSED and _send_template_instead(house, tx, what):
        return
    tell_people(tx, what, now)


def tell_people(tx: Tx, what: Outgoing, now: datetime) -> None:
    """Bring the lead of a message back to the front, so that the person is reached otherwise."""
    if what.lead_id is not None:
        leads.raise_flag(tx, what.lead_id, Flag.NOT_DELIVERED, Priority.HIGH, now=now)


def _record_opt_out(house: House, tx: Tx, what: Outgoing, now: datetime) -> None:
    """Twilio sends nothing to them until START: the same holds here, and nothing waits any more."""
    for message_id in outgoing.waiting(tx, what.person_id, what.channel):
        due.finish_subject(tx, letters.KIND, message_id)
        outgoing.move(tx, message_id, MessageStatus.CANCELED)
    if what.opted_out_at is not None:
        return
    key = house.vault.open_key(what.wrapped_key or "")
    opt_outs.set_opt_out(tx, what.person_id, Channel(what.channel), now)
    event = NewConsentEvent(
        person_id=what.person_id,
        address_id=what.address_id,
        lead_id=what.lead_id,
        kind="messages",
        action="opt_out",
        words_sealed=key.seal(f"Twilio {STOPPED}", for_consent(what.person_public_id)),
        channel=what.channel,
        by="twilio",
        message_id=what.id,
        at=now,
    )
    consent.add(tx, event)


def _send_template_instead(house: House, tx: Tx, what: Outgoing) -> bool:
    """Ask by the fall-back template for an answer, which opens WhatsApp's 24 hours again.

    Only for words of a coordinator: the template speaks in their name.
    """
    chosen = house.settings.current().triage_templates
    template = chosen.find(chosen.fallback)
    if template is None or what.template_sid is not None or what.coordinator_id is None:
        return False
    if what.channel != Channel.WHATSAPP or what.opted_out_at is not None:
        return False
    letter = letters.from_template(
        what.address_id,
        template,
        _values(house, tx, what, template),
        lead_id=what.lead_id,
        coordinator_id=what.coordinator_id,
        once=f"instead:{what.public_id}",
    )
    try:
        letters.put(house, tx, letter)
    except Conflict:  # erased in the meantime
        return False
    return True


def _values(house: House, tx: Tx, what: Outgoing, template: Template) -> list[str]:
    writer = coordinators.find(tx, what.coordinator_id or 0)
    key = house.vault.open_key(what.wrapped_key) if what.wrapped_key else None
    sealed = addresses.names_of_lead(tx, what.lead_id) if what.lead_id else {}
    names = canned.names_of(key, what.lead_public_id or "", sealed)
    by = writer.name if writer else "CancerFax"
    known = canned.values_for(house.script, template.language, names, by)
    return [known[name] for name in template.variables]
