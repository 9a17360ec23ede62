"""Logging in and out. Decided here: one answer and one effort for whoever is not let in, whether
the account is unknown, disabled, has no password yet or has another one; and what is written down.
"""

from __future__ import annotations

from typing import Protocol

from triage.services import audit
from triage.services.house import House
from triage.services.staff import password_rules, sessions, throttling, two_factor
from triage.services.staff.sessions import Session
from triage.services.staff.throttling import Asker
from triage.services.staff.two_factor import Factor
from triage.storage import staff_secrets
from triage.storage.coordinators import CoordinatorRow


class Hasher(Protocol):
    """Hashes passwords slowly, so that whoever steals the hashes gains little."""

    def hash(self, password: str) -> str:
        """What is stored of it."""
        ...

    def fits(self, hashed: str | None, password: str) -> bool:
        """Whether it is the one; takes as long, and is False, when there is none."""
        ...

    def is_old(self, hashed: str) -> bool:
        """Whether it was hashed by weaker rules than today's."""
        ...


def check_password(
    house: House, hasher: Hasher, email: str, password: str, asker: Asker
) -> CoordinatorRow | None:
    """Whose address and password these are; None without a reason. Raises TooMany."""
    account = email.strip().lower()
    buckets = throttling.password_buckets(house, account, asker)
    throttling.count(house, buckets)
    with house.store.reading() as tx:
        kept = staff_secrets.find_by_email(tx, account)
    hashed = kept.password_hash if kept and kept.owner.active else None
    text = password_rules.normal(password)
    is_right = hasher.fits(hashed, text) and len(text) <= password_rules.LONGEST
    if kept is None or hashed is None or not is_right:
        _note_failure(house, account, kept.owner.id if kept else None, "password")
        return None
    with house.store.transaction() as tx:
        throttling.forgive(house, tx, buckets)
        sessions.sweep(house, tx)
        if hasher.is_old(hashed):
            staff_secrets.replace_hash(tx, kept.owner.id, hashed, hasher.hash(text))
    return kept.owner


def check_code(house: House, who: CoordinatorRow, given: str, asker: Asker) -> Factor | None:
    """Take their second factor and use it up; None when it is wrong. Raises TooMany."""
    buckets = throttling.code_buckets(house, who.id, who.email, asker)
    throttling.count(house, buckets)
    with house.store.transaction() as tx:
        found = two_factor.check(house, tx, who.id, given)
        if found is not None:
            throttling.forgive(house, tx, buckets)
    if found is None:
        _note_failure(house, who.email, who.id, "code")
    return found


def check_own_password(
    house: House, hasher: Hasher, who: CoordinatorRow, password: str, asker: Asker
) -> bool:
    """Whether somebody who is logged in knows their password. Raises TooMany."""
    return check_password(house, hasher, who.email, password, asker) is not None


def enter(
    house: House, who: CoordinatorRow, *, by: str, data: str, replaces: Session | None
) -> tuple[str, Session]:
    """Let them in: the token of a new session, the session they had before is dead.

    `by` says with what: password, code, recovery_code, link.
    """
    now = house.clock.now()
    with house.store.transaction() as tx:
        if replaces is not None:
            sessions.end(tx, replaces)
        made = sessions.start(house, tx, who, proven=True, data=data, began=None)
        staff_secrets.note_log_in(tx, who.id, now=now)
        actor = audit.actor_of(who.id)
        audit.record(tx, at=now, actor=actor, action="log_in", subject=actor, by=by)
    return made


def leave(house: House, session: Session, *, everywhere: bool) -> None:
    """End this session, or every one of theirs."""
    actor = audit.actor_of(session.coordinator.id)
    action = "log_out_everywhere" if everywhere else "log_out"
    with house.store.transaction() as tx:
        sessions.end(tx, session)
        if everywhere:
            sessions.end_all(tx, session.coordinator.id)
        audit.record(tx, at=house.clock.now(), actor=actor, action=action, subject=actor)


def prove(house: House, session: Session, *, by: str) -> tuple[str, Session]:
    """They gave password or code again: the same session goes on under a new token."""
    now, actor = house.clock.now(), audit.actor_of(session.coordinator.id)
    with house.store.transaction() as tx:
        sessions.end(tx, session)
        made = sessions.start(
            house,
            tx,
            session.coordinator,
            proven=True,
            data=session.data,
            began=session.created_at,
        )
        audit.record(tx, at=now, actor=actor, action="prove", subject=actor, by=by)
    return made


def change_password(house: House, who: CoordinatorRow, hashed: str) -> CoordinatorRow:
    """Another password; the account as it is now. All sessions end."""
    now, actor = house.clock.now(), audit.actor_of(who.id)
    with house.store.transaction() as tx:
        staff_secrets.set_password(tx, who.id, hashed, now=now)
        now_is = sessions.end_all(tx, who.id)
        audit.record(tx, at=now, actor=actor, action="change_password", subject=actor)
    assert now_is is not None  # noqa: S101 - tells the type checker; accounts are never deleted
    return now_is


def _note_failure(house: House, account: str, coordinator_id: int | None, what: str) -> None:
    """Who could not be let in: a keyed hash of what they called themselves, never the words."""
    hashed = f"account:{house.vault.lookup(f'account:{account}')[:16]}"
    subject = hashed if coordinator_id is None else audit.actor_of(coordinator_id)
    with house.store.transaction() as tx:
        audit.record(
            tx,
            at=house.clock.now(),
            actor="stranger",
            action="log_in_failed",
            subject=subject,
            what=what,
        )
