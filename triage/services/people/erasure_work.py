"""The worker's part in erasing people: what was asked for is done, what was begun is finished."""

from __future__ import annotations

from triage.errors import StorageDown
from triage.logs import get_logger
from triage.services.house import House
from triage.services.people import copies, erasure

#: How many that wait for Twilio are looked at in a round, the oldest first.
_AT_ONCE = 100

log = get_logger("triage.erasure")


def work(house: House) -> None:
    """One round: clear, tidy up, delete at Twilio, close. One that fails keeps no other waiting."""
    for what in erasure.to_do(house):
        if what.state == "asked" or not what.carried:
            _carry_out(house, what.id)
    is_tidy = erasure.tidy(house)
    copies.delete_due(house)
    if is_tidy:
        for what in erasure.to_do(house)[:_AT_ONCE]:
            erasure.finish(house, what.id)


def _carry_out(house: House, erasure_id: int) -> None:
    try:
        erasure.carry_out(house, erasure_id)
    except StorageDown:
        raise
    except Exception:
        log.exception("erasure_failed")
