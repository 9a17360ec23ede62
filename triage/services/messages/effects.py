"""What the conversation decided, done: one small function an effect, in a table.

Replies are not here: the inbox stores them, last.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from triage.conversation.types import (
    AnswerAgain,
    CompleteLead,
    Effect,
    EraseRequest,
    FillLead,
    HandOver,
    KeepAttachment,
    LeaveAlone,
    NoCalls,
    OpenLead,
    OptIn,
    OptOut,
    Promise,
    RaiseFlag,
    RecordConsent,
    SaysWhetherCalled,
    SetLanguage,
    SetService,
)
from triage.services.alerts import alerts
from triage.services.messages.ledger import Ledger
from triage.services.people import asking
from triage.services.sealing import for_attachment, for_callback, for_consent
from triage.storage import (
    attachments,
    callbacks,
    consent,
    due,
    holds,
    new_public_id,
    opt_outs,
    people,
    promise_due,
    reach,
)
from triage.storage.attachments import NewAttachment
from triage.storage.callbacks import NewCallback
from triage.storage.consent import NewConsentEvent
from triage.vocabulary import URGENT_FLAGS, Flag, Priority

#: Facts of which several may stand side by side; coordinators see all of them.
QUESTIONS, RULE = "questions", "rule"


def apply(effect: Effect, ledger: Ledger) -> None:
    """Do what one effect says. An effect that nobody knows is a bug and raises KeyError."""
    KNOWN[type(effect)](effect, ledger)


def _open_lead(effect: OpenLead, ledger: Ledger) -> None:
    ledger.open_lead(effect.service)


def _set_service(effect: SetService, ledger: Ledger) -> None:
    ledger.change_lead(service=int(effect.service))


def _fill_lead(effect: FillLead, ledger: Ledger) -> None:
    fact = effect.fact
    ledger.fill(
        fact.field.value,
        fact.value,
        said=fact.said,
        understood=fact.understood,
        source=fact.source,
        first=effect.first,
    )


def _raise_flag(effect: RaiseFlag, ledger: Ledger) -> None:
    lead = ledger.need_lead()
    if effect.flag in URGENT_FLAGS:
        is_new = effect.flag not in lead.flags
        alerts.raise_red_flag(ledger.tx, lead.id, is_new=is_new, now=ledger.now)
    ledger.flag(effect.flag)
    if effect.rule:
        ledger.stand(RULE, effect.rule)


def _hand_over(effect: HandOver, ledger: Ledger) -> None:
    ledger.flag(effect.flag, at_least=Priority.HIGH)
    if effect.question:
        ledger.stand(QUESTIONS, effect.question)


def _opt_out(effect: OptOut, ledger: Ledger) -> None:
    opt_outs.set_opt_out(ledger.tx, ledger.who.person_id, ledger.channel, ledger.now)
    by = "twilio" if effect.by_twilio else "person"
    _record(ledger, "messages", "opt_out", effect.words, by=by)


def _opt_in(effect: OptIn, ledger: Ledger) -> None:
    opt_outs.set_opt_out(ledger.tx, ledger.who.person_id, ledger.channel, None)
    _record(ledger, "messages", "opt_in", effect.words)


def _record_consent(effect: RecordConsent, ledger: Ledger) -> None:
    action = "given" if effect.given else "declined"
    text = {"text_key": effect.text_key, "text_version": effect.text_version}
    _record(ledger, "health", action, effect.words, **text)
    if ledger.lead_id is not None:
        ledger.change_lead(consent_at=ledger.now if effect.given else None)


def _promise(effect: Promise, ledger: Ledger) -> None:
    lead = ledger.need_lead()
    said = ledger.key.seal(effect.said, for_callback(lead.public_id))
    new = NewCallback(
        lead_id=lead.id,
        person_id=ledger.who.person_id,
        start=effect.start,
        end=effect.end,
        zone=effect.zone,
        said_sealed=said,
        created_at=ledger.now,
    )
    callbacks.promise(ledger.tx, new)
    reach.leave_alone(ledger.tx, ledger.who.person_id, None)  # they asked for a call


def _says_whether_called(effect: SaysWhetherCalled, ledger: Ledger) -> None:
    lead = ledger.need_lead()
    promise_due.confirm(ledger.tx, lead.id, called=effect.called, now=ledger.now)


def _leave_alone(_effect: LeaveAlone, ledger: Ledger) -> None:
    reach.leave_alone(ledger.tx, ledger.who.person_id, ledger.now)
    callbacks.withdraw_all(ledger.tx, ledger.who.person_id, now=ledger.now)


def _no_calls(_effect: NoCalls, ledger: Ledger) -> None:
    callbacks.withdraw_all(ledger.tx, ledger.who.person_id, now=ledger.now)


def _complete_lead(_effect: CompleteLead, ledger: Ledger) -> None:
    ledger.change_lead(complete=True)


def _keep_attachment(effect: KeepAttachment, ledger: Ledger) -> None:
    medium = ledger.arrival.media[effect.index]
    public_id = new_public_id()
    url = ledger.key.seal(medium.url, for_attachment(public_id)) if medium.url else None
    new = NewAttachment(
        public_id=public_id,
        message_id=ledger.message_id,
        lead_id=ledger.lead_id,
        person_id=ledger.who.person_id,
        idx=effect.index,
        kind=effect.kind.value,
        content_type=medium.content_type[:120],
        url_sealed=url,
        created_at=ledger.now,
        state="pending" if url else "kept",
    )
    attachment_id = attachments.add(ledger.tx, new)
    if url:
        due.add(ledger.tx, attachments.KIND, attachment_id, person_id=None, run_at=ledger.now)


def _erase_request(effect: EraseRequest, ledger: Ledger) -> None:
    ledger.flag(Flag.ERASE_REQUEST)
    _record(ledger, "erasure", "requested", effect.words)
    asking.ask(ledger.tx, ledger.who.person_public_id, by=asking.PERSON, now=ledger.now)


def _set_language(effect: SetLanguage, ledger: Ledger) -> None:
    people.set_language(ledger.tx, ledger.who.person_id, effect.language)


def _answer_again(_effect: AnswerAgain, ledger: Ledger) -> None:
    holds.forget(ledger.tx, ledger.who.conversation_id)


def _record(
    ledger: Ledger, kind: str, action: str, words: str, *, by: str = "person", **text: str
) -> None:
    event = NewConsentEvent(
        person_id=ledger.who.person_id,
        address_id=ledger.who.address_id,
        lead_id=ledger.lead_id,
        kind=kind,
        action=action,
        words_sealed=ledger.key.seal(words, for_consent(ledger.who.person_public_id)),
        channel=ledger.channel.value,
        by=by,
        message_id=ledger.message_id,
        at=ledger.now,
        text_key=text.get("text_key"),
        text_version=text.get("text_version"),
    )
    consent.add(ledger.tx, event)


#: What is done for each kind of effect.
KNOWN: dict[type, Callable[[Any, Ledger], None]] = {
    OpenLead: _open_lead,
    SetService: _set_service,
    FillLead: _fill_lead,
    RaiseFlag: _raise_flag,
    HandOver: _hand_over,
    OptOut: _opt_out,
    OptIn: _opt_in,
    RecordConsent: _record_consent,
    Promise: _promise,
    NoCalls: _no_calls,
    SaysWhetherCalled: _says_whether_called,
    LeaveAlone: _leave_alone,
    CompleteLead: _complete_lead,
    KeepAttachment: _keep_attachment,
    EraseRequest: _erase_request,
    SetLanguage: _set_language,
    AnswerAgain: _answer_again,
}
