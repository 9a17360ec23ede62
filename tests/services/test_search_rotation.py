"""A new index key: everything is indexed anew under it, in steps that may be cut off."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models import lead, search_word
from tests.builders import rows
from tests.console.queue_people import a_lead
from tests.services.test_search import found
from triage.services.house import House
from triage.services.leads import search
from triage.vault import Vault


@pytest.fixture
def rotated(house: House) -> House:
    """The same house under another index key."""
    settings = house.settings
    return replace(house, vault=Vault(lambda: settings.current().data_keys, lambda: b"n" * 32))


def test_everything_is_indexed_anew(house: House, rotated: House) -> None:
    leads = [a_lead(house, f"Asha Number{n}") for n in range(45)]
    search.index_words(house)
    old = {row.lookup for row in rows(house.store, search_word)}
    assert found(rotated, "asha") == []

    assert search.reindex_all(rotated) == 45

    assert sorted(found(rotated, "asha")) == sorted(leads)
    assert found(house, "asha") == []
    assert old.isdisjoint(row.lookup for row in rows(house.store, search_word))


def test_a_run_that_was_cut_off_is_finished_by_the_worker(
    house: House, rotated: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(45):
        a_lead(house, f"Asha Number{n}")
    search.index_words(house)

    def cut_off(house: House) -> int:
        real(house, limit=20)
        raise KeyboardInterrupt

    real = search.index_words
    monkeypatch.setattr(search, "index_words", cut_off)
    with pytest.raises(KeyboardInterrupt):
        search.reindex_all(rotated)
    assert len(found(rotated, "asha")) == 20

    real(rotated)
    assert len(found(rotated, "asha")) == 45
    assert all(row.words_at for row in rows(house.store, lead))
