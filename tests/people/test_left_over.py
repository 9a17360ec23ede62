"""What an erasure might leave behind: an id that Twilio tells late, tables taken out before."""

from __future__ import annotations

import models
from tests.builders import ACCOUNT, NOW, only, rows
from tests.fakes import FakeClock
from tests.people.canaries import Cabinet, quill
from triage.arrival import StatusUpdate
from triage.services.house import House
from triage.services.messages import delivery
from triage.services.people import erasure, erasure_work


def _erase(house: House) -> erasure.Receipt:
    return erasure.erase(house, quill(house).public_id, by="operator")


def test_an_id_that_twilio_tells_late_is_deleted_too(
    full: House, cabinet: Cabinet, clock: FakeClock
) -> None:
    waiting = only(full.store, models.message, status="queued")
    _erase(full)
    erasure_work.work(full)
    sid = "SM" + "f" * 32
    update = StatusUpdate(ACCOUNT, sid, "delivered", message_id=waiting.public_id)
    assert delivery.record(full, update)

    clock.tick(minutes=5)
    for _ in range(3):
        erasure_work.work(full)

    assert only(full.store, models.erasure).state == "done"
    assert sid in cabinet.deleted


def test_tables_that_were_taken_out_before_are_withdrawn(full: House) -> None:
    with full.store.transaction() as tx:
        tx.execute(
            models.lead_export.insert().values(
                public_id="x" * 20,
                coordinator_id=1,
                format="csv",
                wrapped_key="w",
                query="",
                zone="UTC",
                total=1,
                done=1,
                state="ready",
                created_at=NOW,
                expires_at=NOW,
            )
        )
        part = {"export_id": 1, "idx": 0, "rows_sealed": b"sealed"}
        tx.execute(models.lead_export_part.insert().values(part))

    assert _erase(full).counts["exports"] == 1
    assert rows(full.store, models.lead_export_part) == []
