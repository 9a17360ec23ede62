"""What is changed on a lead's page: status, owner, facts, flags, notes, each by a form."""

from __future__ import annotations

import pytest

from models import lead, lead_fact, note
from tests.builders import only, rows
from tests.console.made_leads import FORM, lead_of, page_of
from tests.console.visitor import Visitor
from triage.services.house import House
from triage.services.leads import lead_work
from triage.services.staff.coordinators import Coordinator


def test_a_status_is_chosen_and_shown(house: House, as_bina: Visitor) -> None:
    public_id = lead_of(house)

    text = as_bina.follow(page_of(public_id, "/status"), {"status": "in_progress"})

    assert only(house.store, lead).status == "in_progress"
    assert "Status: In progress." in text
    assert '<option value="in_progress" selected>' in text


def test_a_lead_is_taken_with_one_press(house: House, as_bina: Visitor, bina: Coordinator) -> None:
    public_id = lead_of(house)
    assert 'data-key="t"' in as_bina.get(page_of(public_id))

    text = as_bina.follow(page_of(public_id, "/take"))

    assert only(house.store, lead).owner_id == bina.id
    assert "This lead is yours." in text
    assert 'data-key="t"' not in text


def test_who_comes_second_is_told_who_has_it(
    house: House, as_bina: Visitor, chen: Coordinator
) -> None:
    public_id = lead_of(house)
    as_bina.get(page_of(public_id))
    lead_work.take(house, public_id, chen)

    assert "Chen has this lead already" in as_bina.follow(page_of(public_id, "/take"))


def test_a_lead_coordinator_gives_a_lead_and_takes_it_back(
    house: House, as_chen: Visitor, bina: Coordinator
) -> None:
    public_id = lead_of(house)

    as_chen.follow(page_of(public_id, "/owner"), {"owner": str(bina.id)})
    assert only(house.store, lead).owner_id == bina.id
    as_chen.follow(page_of(public_id, "/owner"), {"owner": ""})

    assert only(house.store, lead).owner_id is None


@pytest.mark.parametrize(
    ("what", "data"),
    [("/status", {"status": "gone"}), ("/owner", {"owner": "x"}), ("/owner", {"owner": "9" * 30})],
)
def test_what_no_form_of_ours_sends_is_refused(
    house: House, as_bina: Visitor, what: str, data: dict[str, str]
) -> None:
    as_bina.post(page_of(lead_of(house), what), data, status=400)


@pytest.mark.parametrize(
    "what", ["/status", "/owner", "/take", "/facts/name", "/notes", "/flags/question", "/reveal"]
)
def test_nothing_is_changed_on_a_lead_that_is_not_there(as_bina: Visitor, what: str) -> None:
    told = {"status": "won", "owner": "", "value": "x", "text": "x", "reason": "to_call"}

    as_bina.post(page_of("zzzzzzzzzz", what), told, status=404)


def test_a_form_without_its_token_changes_nothing(house: House, as_bina: Visitor) -> None:
    public_id = lead_of(house)

    answer = as_bina.client.post(page_of(public_id, "/status"), data={"status": "won"})

    assert answer.status_code == 403
    assert only(house.store, lead).status == "new"


def test_a_fact_is_put_right_in_place(house: House, as_bina: Visitor, bina: Coordinator) -> None:
    public_id = lead_of(house)

    where = as_bina.post(page_of(public_id, "/facts/age"), {"value": "61", "was": ""})

    assert where.endswith("#fact-age")
    text = as_bina.get(where)
    assert "Saved." in text
    assert "61 years" in text
    kept = only(house.store, lead_fact, field="age")
    assert (kept.by, kept.coordinator_id, kept.message_id) == ("coordinator", bina.id, None)


def test_a_form_that_was_not_touched_changes_nothing(house: House, as_bina: Visitor) -> None:
    public_id = lead_of(house)
    before = len(rows(house.store, lead_fact))

    told = {"value": "Chandra Devi", "was": "Chandra Devi"}
    text = as_bina.follow(page_of(public_id, "/facts/name"), told)

    assert "Nothing was changed." in text
    assert len(rows(house.store, lead_fact)) == before


def test_only_facts_of_the_form_can_be_changed(house: House, as_bina: Visitor) -> None:
    public_id = lead_of(house)

    for field in ("rule", "questions", "zone", "nothing"):
        text = as_bina.follow(page_of(public_id, f"/facts/{field}"), {"value": "x"})
        assert "cannot be changed here" in text


def test_a_note_is_private_and_stands_among_the_messages(house: House, as_bina: Visitor) -> None:
    public_id = lead_of(house)

    text = as_bina.follow(page_of(public_id, "/notes"), {"text": "  Speaks Tamil.\nCall late.  "})

    at = text.index("Private note</span> <bdi>Bina</bdi>")
    assert "<bdi>Speaks Tamil.\nCall late.</bdi>" in text[at : at + 400]
    assert "Tamil" not in str(only(house.store, note))


@pytest.mark.parametrize(
    ("text", "words"), [("  ", "Write something"), ("x" * 5001, "at most 5000")]
)
def test_a_note_that_cannot_be_kept_says_why(
    house: House, as_bina: Visitor, text: str, words: str
) -> None:
    assert words in as_bina.follow(page_of(lead_of(house), "/notes"), {"text": text})
    assert rows(house.store, note) == []


def test_a_settled_flag_leaves_the_page_and_stands_in_the_history(
    house: House, as_bina: Visitor
) -> None:
    public_id = lead_of(house, *FORM, "chest pain")
    assert "Red flag: emergency</span>" in as_bina.get(page_of(public_id))

    text = as_bina.follow(page_of(public_id, "/flags/emergency"))

    assert "Red flag: emergency</span>" not in text
    assert "Settled: Red flag: emergency" in text
    assert "Red flag: call now" not in text
    assert "already" in as_bina.follow(page_of(public_id, "/flags/emergency"))
    as_bina.post(page_of(public_id, "/flags/nothing"), status=404)


def test_an_operator_changes_nothing(house: House, as_omar: Visitor) -> None:
    public_id = lead_of(house)

    as_omar.get(page_of(public_id), status=404)
    as_omar.post(page_of(public_id, "/status"), {"status": "won"}, status=404)

    assert only(house.store, lead).status == "new"
