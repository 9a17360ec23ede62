"""One-time links: how somebody without a password comes in. Decided here: a link works once, for a
day, for one person; looking at it does not use it up, and a newer one ends those before it.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from triage.errors import NotFound
from triage.services import audit
from triage.services.house import House
from triage.services.staff import sessions
from triage.storage import Tx, links, staff_secrets
from triage.storage.coordinators import CoordinatorRow
from triage.storage.links import LinkRow, Purpose

LIFE = timedelta(hours=24)
#: Where the console shows a link.
PATH = "/console/link/"

Link = LinkRow


def make(house: House, who: CoordinatorRow, purpose: Purpose, *, by: str) -> str:
    """The full address of a fresh link, to be shown once; only its keyed hash is kept."""
    with house.store.transaction() as tx:
        return make_in(house, tx, who, purpose, by=by)


def make_in(house: House, tx: Tx, who: CoordinatorRow, purpose: Purpose, *, by: str) -> str:
    """The same within a transaction."""
    now, token = house.clock.now(), secrets.token_urlsafe(32)
    links.withdraw(tx, who.id)
    links.add(
        tx,
        lookup=house.vault.lookup(_named(token)),
        coordinator_id=who.id,
        purpose=purpose,
        now=now,
        expires_at=now + LIFE,
    )
    subject = audit.actor_of(who.id)
    audit.record(tx, at=now, actor=by, action="make_link", subject=subject, purpose=purpose)
    return f"{house.settings.current().public_base_url}{PATH}{token}"


def withdraw(tx: Tx, coordinator_id: int) -> None:
    """No unused link of theirs works any more."""
    links.withdraw(tx, coordinator_id)


def get(house: House, token: str) -> Link:
    """The link of this token, if it still works; raises NotFound."""
    with house.store.reading() as tx:
        return _get(house, tx, token)


def use(house: House, token: str, password_hash: str | None) -> CoordinatorRow:
    """Use a link up: it lets its owner in, with this new password where the link is for one.

    Raises NotFound when it does not work any more. All earlier sessions of theirs end.
    """
    now = house.clock.now()
    with house.store.transaction() as tx:
        link = _get(house, tx, token)
        if (link.purpose == "demo") != (password_hash is None):
            raise NotFound("that is not what this link is for")
        if not links.use(tx, link.id, now=now):
            raise NotFound("this link was used")
        who: CoordinatorRow | None = link.owner
        if password_hash is not None:
            staff_secrets.set_password(tx, link.owner.id, password_hash, now=now)
            who = sessions.end_all(tx, link.owner.id)
        actor = audit.actor_of(link.owner.id)
        audit.record(
            tx, at=now, actor=actor, action="use_link", subject=actor, purpose=link.purpose
        )
    assert who is not None  # noqa: S101 - tells the type checker; it was read a line above
    return who


def _get(house: House, tx: Tx, token: str) -> Link:
    link, now = links.find(tx, house.vault.lookups(_named(token))), house.clock.now()
    if link is None or link.used_at is not None or not link.owner.active:
        raise NotFound("this link was used, or never made")
    if not link.expires_at - LIFE <= now + timedelta(minutes=1) or now >= link.expires_at:
        raise NotFound("this link is too old")
    if link.purpose == "demo" and not house.settings.current().is_demo:
        raise NotFound("this link is of a demo")
    return link


def _named(token: str) -> str:
    return f"link:{token}"
