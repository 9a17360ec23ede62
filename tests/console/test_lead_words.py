"""A lead's values in words: what is kept as a code is shown as people say it."""

from __future__ import annotations

import pytest

from tests.conversation.talk import fake_script
from triage.services.leads.lead_words import (
    ASKED_FOR,
    FLAGS,
    LABELS,
    STATUSES,
    label_of,
    value_words,
)
from triage.services.leads.transcript import TICKS, rule_words
from triage.vocabulary import Flag, LeadStatus, MessageStatus


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("call_time", "2026-11-24T15:00+05:30", "Tue 24 Nov 15:00"),
        ("call_time", "2026-11-24 morning", "Tue 24 Nov morning"),
        ("call_time", "2026-11-24", "Tue 24 Nov"),
        (
            "call_time",
            "2026-11-24T15:00+05:30/2026-11-24T17:00+05:30",
            "Tue 24 Nov 15:00 to 17:00",
        ),
        (
            "call_time",
            "2026-11-24T15:00+05:30/2026-11-25T09:00+05:30",
            "Tue 24 Nov 15:00 to Wed 25 Nov 09:00",
        ),
        ("call_time", "daily 17:00-19:00", "Every day 17:00 to 19:00"),
        ("call_time", "daily 17:00-", "Every day from 17:00"),
        ("call_time", "asap", "As soon as possible"),
        ("call_time", "anytime", "At any time"),
        ("call_time", "no calls", "No calls"),
        ("call_time", "when the cows come home", "when the cows come home"),
        ("call_time", "2026-13-41 morning", "2026-13-41 morning"),
        ("country", "IN", "India"),
        ("country", "somewhere", "somewhere"),
        ("service", "2", "<option.menu.2>"),
        ("stage", "unknown", "Not known to them"),
        ("stage", "3B", "3B"),
        ("phone", "<sender>", "The number they write from"),
        ("age", "1", "1 year"),
        ("age", "61", "61 years"),
        ("age", "6 months", "6 months"),
        ("cancer_type", "leukemia (AML)", "Leukemia (AML)"),
        ("for_whom", "other relative", "Other relative"),
        ("name", "Chandra Devi", "Chandra Devi"),
        ("name", "", ""),
    ],
)
def test_a_value_is_told_as_people_say_it(field: str, value: str, words: str) -> None:
    assert value_words(fake_script(), field, value) == words


def test_every_word_of_ours_has_words_for_people() -> None:
    assert set(STATUSES) == set(LeadStatus)
    assert set(FLAGS) == set(Flag)
    assert set(TICKS) == set(MessageStatus) - {MessageStatus.RECEIVED}
    assert set(ASKED_FOR) <= set(LABELS)


def test_a_field_without_a_label_is_named_as_it_is() -> None:
    assert label_of("zone") == "Time zone"
    assert label_of("some_thing") == "Some thing"


def test_a_rule_is_told_by_its_family_and_its_id() -> None:
    assert rule_words("bleeding.vomit") == "bleeding (rule bleeding.vomit)"
    assert rule_words("panic") == "rule panic"
