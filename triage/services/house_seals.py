"""What the house seals for itself, and how a rotation of the data key reaches it: the secrets of
the staff and the sessions of the console. Patients' data has keys of its own.
"""

from __future__ import annotations

from triage.services.house import House
from triage.storage import console_sessions, erasures, staff_secrets


def rewrap(house: House) -> int:
    """Bring every key of these under the newest data key; how many were not there yet.

    Run it before an old data key is taken away, as often as you like. Raises Damaged when one was
    sealed under a key that is not accepted; then nothing is changed.
    """
    with house.store.transaction() as tx:
        rewrap_one = house.vault.rewrap_house
        return (
            staff_secrets.reseal(tx, rewrap_one)
            + console_sessions.reseal(tx, rewrap_one)
            + erasures.reseal(tx, rewrap_one)
        )
