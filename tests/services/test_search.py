"""Search over sealed data: what finds a lead, what stops finding it, and that nothing is missed."""

from __future__ import annotations

import pytest

from models import lead, note, person, search_word
from tests.builders import arrival, only, rows, statements
from tests.console.queue_people import a_lead
from triage.services import worker
from triage.services.house import House
from triage.services.leads import lead_work, search
from triage.services.messages.inbox import receive
from triage.services.staff.coordinators import Coordinator, create
from triage.storage import queue
from triage.storage.queue_filters import Wanted
from triage.vocabulary import Field, Role


@pytest.fixture
def bina(house: House) -> Coordinator:
    """A coordinator."""
    email = "bina@clinic.example"
    return create(house, name="Bina", email=email, role=Role.COORDINATOR, by="operator")


def found(house: House, text: str) -> list[str]:
    """The leads that a search finds."""
    words = search.lookups(house, text)
    assert words, "nothing to search for"
    wanted, now = Wanted(open_only=False, words=words), house.clock.now()
    with house.store.reading() as tx:
        return [row.public_id for row in queue.page(tx, wanted, horizon=now, limit=50)]


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("Asha Rao", "ash"),
        ("Asha Rao", "ASHA RAO"),
        ("Asha Rao", "rao, asha"),
        ("José Müller-Łódź", "jose muller lodz"),
        ("Jose Muller", "José Müller"),
        ("O’Brien", "o'brien"),
        ("Venkataramanan", "venkataramanan"),
        ("Li Bo", "li"),
        ("आशा राव", "आशा"),
        ("ज़हीर", "जहीर"),
        ("أحمد حَسَن", "احمد حسن"),
        ("Андрей", "андр"),
        ("王小明", "小明"),
        ("As\u200bha \u202eRao\u202c", "asha rao"),
        ("<script>alert(1)</script>", "alert"),
        ("W" * 400, "wwwwwwwwwwwwww"),
    ],
)
def test_a_name_is_found_however_it_is_written(house: House, name: str, asked: str) -> None:
    wanted = a_lead(house, name)
    a_lead(house, "Somebody Else")
    search.index_words(house)

    assert found(house, asked) == [wanted]


@pytest.mark.parametrize("asked", ["sha", "raos", "asha khan", "1234"])
def test_what_is_not_there_is_not_found(house: House, asked: str) -> None:
    a_lead(house, "Asha Rao")
    search.index_words(house)

    assert found(house, asked) == []


@pytest.mark.parametrize(
    "asked",
    [
        *("+447700900123", "447700900123", "0044 7700 900123", "+44 (0)7700 900-123"),
        *("07700 900123", "7700900123", "900123", "0123", "٠١٢٣", "asha 0123"),
    ],
)
def test_a_number_is_found_in_every_form(house: House, asked: str) -> None:
    wanted = a_lead(house, "Asha", phone="+447700900123")
    told = a_lead(house, "Asha", facts={"phone": "+447700900123"})
    a_lead(house, "Asha", phone="+447700900321")
    search.index_words(house)

    assert sorted(found(house, asked)) == sorted([wanted, told])


def test_the_patient_and_the_words_of_a_note_are_found(house: House, bina: Coordinator) -> None:
    wanted = a_lead(house, "Asha", facts={"name": "Mohan Iyer"})
    search.index_words(house)
    assert found(house, "reports") == []
    lead_work.add_note(house, wanted, "Reports come Monday; call his son, 07700 900456", bina)
    search.index_words(house)

    for asked in ("moh", "reports", "monday son", "900456", "7700 900 456"):
        assert found(house, asked) == [wanted]


def test_a_corrected_fact_takes_its_old_words_with_it(house: House, bina: Coordinator) -> None:
    wanted = a_lead(house, "Asha Rao")
    search.index_words(house)
    lead_work.set_fact(house, wanted, Field.ENQUIRER_NAME, "Farida Khan", bina)
    search.index_words(house)

    assert found(house, "farida") == [wanted]
    assert found(house, "asha") == []


def test_what_somebody_tells_is_found_as_soon_as_the_worker_looked(house: House) -> None:
    for text in ("2", "yes", "mother", "Chandra Devi"):
        receive(house, arrival(text))
    {task.name: task for task in worker.TASKS}["index_words"].do(house)
    public_id = only(house.store, lead).public_id
    assert found(house, "chandra") == found(house, "0123") == [public_id]

    receive(house, arrival("hello", sender="+12025550123"))  # the same number by SMS
    assert only(house.store, lead).words_at is None


def test_what_is_up_to_date_is_not_indexed_again(house: House) -> None:
    a_lead(house)
    assert search.index_words(house) == 1
    before = rows(house.store, search_word)

    with statements(house.store) as seen:
        assert search.index_words(house) == 0

    assert len(seen) == 1
    assert rows(house.store, search_word) == before


def test_an_erased_person_is_found_by_nothing(house: House) -> None:
    a_lead(house, "Asha Rao")
    search.index_words(house)
    with house.store.transaction() as tx:
        tx.execute(person.update().values(wrapped_key=None))
        tx.execute(lead.update().values(words_at=None))
    search.index_words(house)

    assert rows(house.store, search_word) == []


def test_a_damaged_value_does_not_stop_the_others(house: House, bina: Coordinator) -> None:
    wanted = a_lead(house, "Asha Rao", facts={"name": "Mohan"})
    lead_work.add_note(house, wanted, "reports", bina)
    with house.store.transaction() as tx:
        tx.execute(note.update().values(text_sealed="s1.broken"))
    search.index_words(house)

    assert found(house, "mohan") == [wanted]
    assert found(house, "asha") == [wanted]


def test_no_word_stands_in_the_database(house: House) -> None:
    a_lead(house, "Asha")
    search.index_words(house)

    assert all(len(row.lookup) == 64 for row in rows(house.store, search_word))
    assert "asha" not in str(rows(house.store, search_word)).lower()


@pytest.mark.parametrize("nothing", ["", "  ", "!!!", "\u200b", "+"])
def test_nothing_is_no_search(house: House, nothing: str) -> None:
    assert search.lookups(house, nothing) == ()
