"""The staff: who may log in to the console, and as what.

Decided here: somebody always stays who can manage the others, nobody changes their own role, and
whatever changes an account ends its sessions at once. How they prove who they are: `log_in.py`.
"""

from __future__ import annotations

import re
from typing import Any
from zoneinfo import available_timezones

from triage.errors import Conflict, NotFound
from triage.services import audit, sealing
from triage.services.alerts.alert_targets import check_own
from triage.services.house import House
from triage.services.staff import links, sessions
from triage.storage import Tx, coordinators, staff_secrets
from triage.storage.coordinators import CoordinatorRow
from triage.vocabulary import Role

#: A member of the staff as services and the console see them.
Coordinator = CoordinatorRow

DEMO_NAME, DEMO_EMAIL = "Demo Coordinator", "demo@clinic.example"
_EMAIL = re.compile(r"[^@\s,;<>\"']{1,64}@[^@\s,;<>\"']{1,189}")
_HOURS = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]-(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_LONGEST_NAME = 120


def create(house: House, *, name: str, email: str, role: Role, by: str) -> Coordinator:
    """A new member of the staff who has no password yet: give them a link (`links.make`).

    `by` is an actor of the audit. Raises Conflict when the address is taken or cannot be one, or
    when the name is empty or too long.
    """
    now, address, called = house.clock.now(), email.strip().lower(), " ".join(name.split())
    if not _EMAIL.fullmatch(address):
        raise Conflict("that is not an e-mail address")
    if not called or len(called) > _LONGEST_NAME or not called.isprintable():
        raise Conflict(f"a name has 1 to {_LONGEST_NAME} letters")
    with house.store.transaction() as tx:
        made = coordinators.add(tx, name=called, email=address, role=role, now=now)
        if made is None:
            raise Conflict("somebody with this e-mail address is there already")
        _record(house, tx, by, "create_coordinator", made.id, role=role)
    return made


def everybody(house: House) -> list[Coordinator]:
    """The staff by name, those who left too."""
    with house.store.reading() as tx:
        return coordinators.all_of_them(tx)


def get_by_email(house: House, email: str) -> Coordinator:
    """Whose address this is; raises NotFound."""
    with house.store.reading() as tx:
        found = coordinators.find_by_email(tx, email.strip().lower())
    if found is None:
        raise NotFound("there is nobody with this e-mail address")
    return found


def set_role(house: House, coordinator_id: int, role: Role, *, by: str) -> None:
    """Another role, and an end to their sessions. Raises NotFound, or Conflict for one's own role
    and for the last active lead coordinator."""
    with house.store.transaction() as tx:
        who = _for_change(tx, coordinator_id, by, "your own role can only be changed by another")
        if who.role is role:
            return
        if role is not Role.LEAD_COORDINATOR:
            _keep_a_lead(tx, who)
        coordinators.change(tx, who.id, role=role)
        if role is Role.OPERATOR:  # sees no patient, in a calendar neither
            coordinators.change(tx, who.id, diary_lookup=None)
        sessions.end_all(tx, who.id)
        _record(house, tx, by, "change_role", who.id, role=role, before=who.role)


def disable(house: House, coordinator_id: int, *, by: str) -> None:
    """They cannot log in any more; what they did stays. Raises as `set_role` does."""
    with house.store.transaction() as tx:
        who = _for_change(tx, coordinator_id, by, "you cannot disable yourself")
        if not who.active:
            return
        _keep_a_lead(tx, who)
        coordinators.change(tx, who.id, active=False, diary_lookup=None)
        sessions.end_all(tx, who.id)
        links.withdraw(tx, who.id)
        _record(house, tx, by, "disable_coordinator", who.id)


def enable(house: House, coordinator_id: int, *, by: str) -> None:
    """They may log in again, with what they had. Raises NotFound."""
    with house.store.transaction() as tx:
        who = _locked(tx, coordinator_id)
        if not who.active:
            coordinators.change(tx, who.id, active=True)
            sessions.end_all(tx, who.id)
            _record(house, tx, by, "enable_coordinator", who.id)


def reset(house: House, coordinator_id: int, *, by: str) -> str:
    """Take password, second factor and diary address away and end all sessions; the address of a
    new one-time link, to be shown once. Raises NotFound, or Conflict for oneself and for who is
    disabled."""
    with house.store.transaction() as tx:
        who = _for_change(tx, coordinator_id, by, "change your own password on your page instead")
        if not who.active:
            raise Conflict("they are disabled; enable them first")
        staff_secrets.set_password(tx, who.id, None, now=house.clock.now())
        staff_secrets.set_totp(tx, who.id, None)
        staff_secrets.set_recovery(tx, who.id, None)
        coordinators.change(tx, who.id, diary_lookup=None)
        sessions.end_all(tx, who.id)
        _record(house, tx, by, "reset_coordinator", who.id)
        return links.make_in(house, tx, who, "reset", by=by)


def set_preferences(
    house: House, who: Coordinator, *, zone: str, quiet_hours: str, alerts: str
) -> None:
    """Their zone (IANA), quiet hours ("22:00-07:00") and alert address (`check_own` says which);
    "" is none of it.

    Raises Conflict, in words for them, when one of these cannot be.
    """
    if zone and zone not in available_timezones():
        raise Conflict("That is not a zone such as Asia/Kolkata.")
    if quiet_hours and not _HOURS.fullmatch(quiet_hours):
        raise Conflict("Quiet hours look like 22:00-07:00.")
    own = check_own(alerts)
    sealed = house.vault.seal_house(own, sealing.for_alerts(who.id)) if own else None
    with house.store.transaction() as tx:
        coordinators.change(
            tx,
            who.id,
            zone=zone or None,
            quiet_hours=quiet_hours or None,
            alerts_sealed=sealed,
        )
        _record(house, tx, audit.actor_of(who.id), "change_preferences", who.id)


def alerts_of(house: House, coordinator_id: int, sealed: str | None) -> str:
    """A sealed alert address in clear, "" for none; raises Damaged."""
    return house.vault.unseal_house(sealed, sealing.for_alerts(coordinator_id)) if sealed else ""


def demo_link(house: House) -> str:
    """The address of a fresh one-time link for the demo's coordinator, who is made if need be."""
    if not house.settings.current().is_demo:
        raise Conflict("there is a demo coordinator only in the demo")
    now, role = house.clock.now(), Role.LEAD_COORDINATOR
    with house.store.transaction() as tx:
        who = coordinators.find_by_email(tx, DEMO_EMAIL) or coordinators.add(
            tx, name=DEMO_NAME, email=DEMO_EMAIL, role=role, now=now
        )
        assert who is not None  # noqa: S101 - tells the type checker; nobody else writes in here
        if not who.active or who.role is not role:
            coordinators.change(tx, who.id, active=True, role=role)
        links.withdraw(tx, who.id)
        return links.make_in(house, tx, who, "demo", by=audit.OPERATOR)


def _for_change(tx: Tx, coordinator_id: int, by: str, refused: str) -> Coordinator:
    """Whom to change, locked behind all lead coordinators: changes are made one after the other."""
    coordinators.lock_active_leads(tx)
    who = _locked(tx, coordinator_id)
    if audit.actor_of(who.id) == by:
        raise Conflict(refused)
    return who


def _locked(tx: Tx, coordinator_id: int) -> Coordinator:
    who = coordinators.find_locked(tx, coordinator_id)
    if who is None:
        raise NotFound("there is no such member of the staff")
    return who


def _keep_a_lead(tx: Tx, leaving: Coordinator) -> None:
    if coordinators.lock_active_leads(tx) == [leaving.id]:
        raise Conflict("they are the last active lead coordinator; make somebody else one first")


def _record(house: House, tx: Tx, by: str, action: str, about: int, **detail: Any) -> None:
    subject, now = audit.actor_of(about), house.clock.now()
    audit.record(tx, at=now, actor=by, action=action, subject=subject, **detail)
