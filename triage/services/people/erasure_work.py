"""The worker's part in erasing people: what was asked for is done, what was begun is finished."""

from __future__ import annotations

from triage.services.house import House
from triage.services.people import copies, erasure

#: How many that wait for Twilio are looked at in a round, the oldest first.
_AT_ONCE = 100


def work(house: House) -> None:
    """One round: clear, tidy up, delete at Twilio, close. One that fails keeps no other waiting."""
    for what in erasure.to_do(house):
        if what.state == "asked" or not what.carried:
            erasure.attempt(house, what.id)
    is_tidy = erasure.tidy(house)
    copies.delete_due(house)
    if is_tidy:
        cleared = [what for what in erasure.to_do(house) if what.state == "cleared"]
        for what in cleared[:_AT_ONCE]:
            erasure.finish(house, what.id)
