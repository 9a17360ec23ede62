"""The second factor: an app that shows codes, and recovery codes for when the phone is lost.

Decided here: a code works once (the row is locked while it is looked at, and the newest used half
minute stands beside the secret), a recovery code too; changing any of it ends all sessions.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from enum import StrEnum

from triage.services import audit, sealing
from triage.services.house import House
from triage.services.staff import sessions, totp
from triage.storage import Tx, staff_secrets
from triage.storage.coordinators import CoordinatorRow
from triage.storage.ids import new_public_id
from triage.storage.staff_secrets import StaffSecrets

RECOVERY_CODES = 10
_LETTERS, _GROUP = 16, 4  # 79 bits: no slow hash is needed


class Factor(StrEnum):
    """What was given as second factor."""

    CODE = "code"
    RECOVERY = "recovery_code"


def turn_on(
    house: House, who: CoordinatorRow, secret: str, given: str
) -> tuple[CoordinatorRow, list[str]] | None:
    """Use this app from now on: the account as it is now and its recovery codes, to be shown once.

    None when the code that the app shows does not fit. All sessions end.
    """
    counter = totp.match(secret, given, house.clock.now())
    if counter is None:
        return None
    with house.store.transaction() as tx:
        _keep_secret(house, tx, who.id, secret, counter)
        codes = _make_codes(house, tx, who.id)
        now_is = _changed(house, tx, who, "set_up_two_factor")
    return now_is, codes


def turn_off(house: House, who: CoordinatorRow) -> CoordinatorRow:
    """No second factor any more; the account as it is now. All sessions end."""
    with house.store.transaction() as tx:
        staff_secrets.set_totp(tx, who.id, None)
        staff_secrets.set_recovery(tx, who.id, None)
        return _changed(house, tx, who, "remove_two_factor")


def make_recovery_codes(house: House, who: CoordinatorRow) -> tuple[CoordinatorRow, list[str]]:
    """Fresh recovery codes, to be shown once; the old ones are dead. All sessions end."""
    with house.store.transaction() as tx:
        codes = _make_codes(house, tx, who.id)
        return _changed(house, tx, who, "new_recovery_codes"), codes


def recovery_codes_left(house: House, kept: StaffSecrets) -> int:
    """How many recovery codes were not used yet."""
    return len(_hashes(house, kept)["hashes"])


def check(house: House, tx: Tx, coordinator_id: int, given: str) -> Factor | None:
    """Take a code, or a recovery code, and use it up; None when it is no good."""
    kept = staff_secrets.find_locked(tx, coordinator_id)
    if kept is None or kept.totp_sealed is None:
        return None
    if _take_code(house, tx, kept, given):
        return Factor.CODE
    return Factor.RECOVERY if _take_recovery(house, tx, kept, given) else None


def _take_code(house: House, tx: Tx, kept: StaffSecrets, given: str) -> bool:
    purpose = sealing.for_totp(kept.owner.id)
    plain = json.loads(house.vault.unseal_house(kept.totp_sealed or "", purpose))
    counter = totp.match(plain["secret"], given, house.clock.now(), last=plain["last"])
    if counter is None:
        return False
    _keep_secret(house, tx, kept.owner.id, plain["secret"], counter)
    return True


def _keep_secret(house: House, tx: Tx, coordinator_id: int, secret: str, last: int) -> None:
    plain = json.dumps({"secret": secret, "last": last})
    sealed = house.vault.seal_house(plain, sealing.for_totp(coordinator_id))
    staff_secrets.set_totp(tx, coordinator_id, sealed)


def _take_recovery(house: House, tx: Tx, kept: StaffSecrets, given: str) -> bool:
    plain = _hashes(house, kept)
    digest = _digest(plain["salt"], "".join(c for c in given.lower() if c.isalnum()))
    left = [one for one in plain["hashes"] if not hmac.compare_digest(one, digest)]
    if len(left) == len(plain["hashes"]):
        return False
    _keep_hashes(house, tx, kept.owner.id, {**plain, "hashes": left})
    return True


def _make_codes(house: House, tx: Tx, coordinator_id: int) -> list[str]:
    salt = secrets.token_hex(16)
    made = [new_public_id(_LETTERS) for _ in range(RECOVERY_CODES)]
    hashes = [_digest(salt, code) for code in made]
    _keep_hashes(house, tx, coordinator_id, {"salt": salt, "hashes": hashes})
    return ["-".join(code[at : at + _GROUP] for at in range(0, _LETTERS, _GROUP)) for code in made]


def _hashes(house: House, kept: StaffSecrets) -> dict[str, list[str] | str]:
    if kept.recovery_sealed is None:
        return {"salt": "", "hashes": []}
    purpose = sealing.for_recovery(kept.owner.id)
    found: dict[str, list[str] | str] = json.loads(
        house.vault.unseal_house(kept.recovery_sealed, purpose)
    )
    return found


def _keep_hashes(
    house: House, tx: Tx, coordinator_id: int, plain: dict[str, list[str] | str]
) -> None:
    sealed = house.vault.seal_house(json.dumps(plain), sealing.for_recovery(coordinator_id))
    staff_secrets.set_recovery(tx, coordinator_id, sealed)


def _digest(salt: object, code: str) -> str:
    return hashlib.sha256(f"{salt}:{code}".encode()).hexdigest()


def _changed(house: House, tx: Tx, who: CoordinatorRow, action: str) -> CoordinatorRow:
    now_is = sessions.end_all(tx, who.id)
    assert now_is is not None  # noqa: S101 - tells the type checker; accounts are never deleted
    actor = audit.actor_of(who.id)
    audit.record(tx, at=house.clock.now(), actor=actor, action=action, subject=actor)
    return now_is
