"""A canary in the database: it shows a wrong key before anything is written with it.

It is sealed under the newest data key and holds a proof for each index key that rows here may have
been hashed with: one, and two from the first use of a new key until all rows are under it.
"""

from __future__ import annotations

import hmac

from triage.errors import Damaged
from triage.vault import Vault

#: The row of `meta` that it is kept in.
NAME = "vault.canary"
_CANARY = "canary"


def check(vault: Vault, stored: str | None) -> str:
    """Prove that these keys are the ones this database was written with.

    Takes the canary stored there (None: the database is new) and gives back what shall be stored
    from now on: another one than before once new keys are used. Raises Damaged when the data key is
    a wrong one, or an index key that the canary names is missing; then nothing may be written.
    """
    if stored is None:
        return settled(vault)
    proofs, accepted = _proofs(vault, stored), vault.lookups(_CANARY)
    if not all(any(hmac.compare_digest(proof, one) for one in accepted) for proof in proofs):
        raise Damaged(
            "TRIAGE_INDEX_KEY is not the one of this database"
            if len(proofs) == 1
            else "TRIAGE_INDEX_KEY: both keys of the rotation that was begun are needed"
        )
    if accepted[0] in proofs:
        return vault.rewrap_house(stored)
    return vault.seal_house(",".join((*proofs, accepted[0])), _CANARY)


def settled(vault: Vault) -> str:
    """A canary that names the newest index key alone: every row is under it."""
    return vault.seal_house(vault.lookup(_CANARY), _CANARY)


def is_settled(vault: Vault, stored: str) -> bool:
    """Whether it names the newest index key and no other. Raises Damaged for a wrong data key."""
    return _proofs(vault, stored) == (vault.lookup(_CANARY),)


def _proofs(vault: Vault, stored: str) -> tuple[str, ...]:
    try:
        return tuple(vault.unseal_house(stored, _CANARY).split(","))
    except Damaged:
        raise Damaged("TRIAGE_DATA_KEY does not open this database") from None
