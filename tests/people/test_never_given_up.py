"""What Twilio may still have is asked for until it is gone."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import models
from tests.builders import NOW, only, rows
from tests.fakes import FakeClock
from tests.people.canaries import QUILL, Cabinet, fill, quill
from triage.errors import SendFailed
from triage.services.house import AtTwilio, House
from triage.services.people import copies, erasure, erasure_work


class Stubborn(Cabinet):
    """One message cannot be deleted, as long as `sure`."""

    sure = True

    def delete_copy(self, sid: str) -> None:
        """Take one away."""
        if sid == "SMstubborn" and self.sure:
            raise SendFailed("no", permanent=True, code=20409)
        super().delete_copy(sid)


def test_it_is_tried_every_six_hours_for_ever(
    full: House, cabinet: Cabinet, clock: FakeClock
) -> None:
    cabinet.kept, cabinet.down = {"SManswer": (QUILL, NOW)}, True
    erasure.erase(full, quill(full).public_id, by="operator")
    for _ in range(30):
        copies.delete_due(full)
        clock.tick(hours=6)
    with full.store.transaction() as tx:
        tx.execute(models.due_work.update().values(attempts=500))
    copies.delete_due(full)
    states = {row.state for row in rows(full.store, models.due_work) if "twilio" in row.kind}
    assert states == {"due"}

    cabinet.down = False
    for _ in range(3):
        clock.tick(hours=6)
        erasure_work.work(full)

    assert only(full.store, models.erasure).state == "done"
    assert cabinet.kept == {}


def test_one_that_twilio_will_not_delete_keeps_no_other_there(
    house: House, clock: FakeClock
) -> None:
    cabinet = Stubborn()
    full = replace(house, at_twilio=cast(AtTwilio, cabinet))
    fill(full)
    cabinet.kept = {"SMstubborn": (QUILL, NOW), "SMother": (QUILL, NOW)}
    erasure.erase(full, quill(full).public_id, by="operator")
    clock.tick(minutes=5)

    erasure_work.work(full)

    assert set(cabinet.kept) == {"SMstubborn"}
    assert only(full.store, models.erasure).state == "cleared"
    cabinet.sure = False
    clock.tick(hours=6)
    for _ in range(2):
        erasure_work.work(full)
    assert only(full.store, models.erasure).state == "done"
