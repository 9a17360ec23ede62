"""People of every age, and a house that keeps things for so many days."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import update

import models
from tests.builders import ACCOUNT, NOW, arrival
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.services.people import retention
from triage.settings import load
from triage.storage import Tx, meta

KEEP = 100


def keeping(house: House, **settings: str) -> House:
    """The house with these settings; leads, messages and files for 100 days."""
    environ = {
        "TRIAGE_ENV": "demo",
        "TRIAGE_DATA_DIR": str(house.settings.current().triage_data_dir),
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TRIAGE_KEEP_LEADS_DAYS": str(KEEP),
        "TRIAGE_KEEP_MESSAGES_DAYS": str(KEEP),
        "TRIAGE_KEEP_MEDIA_DAYS": str(KEEP),
        **settings,
    }
    return replace(house, settings=load(environ, env_file=None))


def somebody(house: House, number: int, *texts: str) -> None:
    """Somebody wrote, just now."""
    for text in texts or ("2", "yes"):
        receive(house, arrival(text, sender=f"whatsapp:+44770090{number:04}"))


def age(house: House, number: int, by: timedelta, *, talk_too: bool = True) -> None:
    """Whatever there is of the n-th person happened so long ago."""
    then = NOW - by
    with house.store.transaction() as tx:
        _age_rows(tx, number, then, talk_too)


def _age_rows(tx: Tx, number: int, then: datetime, talk_too: bool) -> None:
    lead, talk, message = models.lead, models.conversation, models.message
    old = {"created_at": then, "updated_at": then, "last_message_at": then}
    tx.execute(update(lead).where(lead.c.person_id == number).values(old))
    if not talk_too:
        return
    who = update(models.person).where(models.person.c.id == number)
    tx.execute(who.values(created_at=then))
    tx.execute(update(talk).where(talk.c.person_id == number).values(last_inbound_at=then))
    tx.execute(update(message).where(message.c.conversation_id == number).values(created_at=then))


def ran(house: House, at: datetime) -> None:
    """Purge ran well at that time."""
    with house.store.transaction() as tx:
        meta.put(tx, retention.LAST, at.isoformat())
