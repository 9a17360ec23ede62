"""What is left of an erased address is found under every key that ever was."""

from __future__ import annotations

from datetime import timedelta

from models import address, tombstone
from tests.builders import ASHA, NOW, arrival, only, rows
from tests.keys.changing import NEW, NEWER, OLD, Keys, move_all
from triage.services.credentials import past_keys
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.storage import erasures, missed
from triage.storage.erasures import Tombstone

ASHA_SMS = ASHA.removeprefix("whatsapp:")


def test_an_erased_address_keeps_its_opt_out_through_two_changes(ours: House, keys: Keys) -> None:
    buried = Tombstone("sms", ours.vault.lookup(ASHA_SMS), None, NOW, NOW)
    with ours.store.transaction() as tx:
        erasures.bury(tx, [buried])

    for newer, older in ((NEW, OLD), (NEWER, NEW)):
        keys.index[:] = [newer, older]
        move_all(ours)
        keys.index[:] = [newer]

    again = keys.house(ours)
    with again.store.reading() as tx:
        assert missed.erased_at(tx, past_keys.lookups(again, tx, ASHA_SMS)) == NOW
    receive(again, arrival("hi", sender=ASHA_SMS))
    assert only(again.store, address).opted_out_at == NOW
    assert len(rows(again.store, tombstone)) == 1


def test_of_two_erasures_of_one_address_the_last_counts(ours: House, keys: Keys) -> None:
    earlier = Tombstone("sms", ours.vault.lookup(ASHA_SMS), None, NOW, NOW)
    keys.index[:] = [NEW, OLD]
    later = Tombstone("sms", ours.vault.lookup(ASHA_SMS), None, None, NOW + timedelta(days=1))
    with ours.store.transaction() as tx:
        erasures.bury(tx, [later, earlier])

    receive(ours, arrival("hi", sender=ASHA_SMS))

    assert only(ours.store, address).opted_out_at is None
