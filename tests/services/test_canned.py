"""Texts to begin an answer with: filled with names, in the person's language where there is one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conversation.real import real_script
from tests.conversation.talk import fake_script
from triage.conversation.keys import NEEDED
from triage.services.answers.canned import CANNED, Names, drafts, languages_of, names_of, values_for
from triage.services.sealing import for_fact
from triage.vault import Vault
from triage.vocabulary import Channel

ASHA = Names("Asha Rao", "Rahima Khatun")


def test_every_text_of_the_content_is_in_the_list_and_back() -> None:
    assert {f"reply.{name}" for name in CANNED} == {k for k in NEEDED if k.startswith("reply.")}


@pytest.mark.parametrize("channel", list(Channel))
@pytest.mark.parametrize("names", [ASHA, Names()])
@pytest.mark.parametrize("language", ["en", "hi"])
def test_a_text_reads_well_with_names_and_without(
    language: str, names: Names, channel: Channel
) -> None:
    for draft in drafts(real_script("en", "hi"), language, channel, names, "Bina Sen"):
        assert not re.search(r"[{}]|\s[,.]|  ", draft.text), draft.text
        assert ("Asha Rao" in draft.text) is (names is ASHA and draft.name != "no_advice")


def test_the_patients_name_stands_where_the_patient_is_meant() -> None:
    texts = {d.name: d.text for d in drafts(real_script(), "en", Channel.SMS, ASHA, "Bina")}

    assert "reports of Rahima Khatun" in texts["send_reports"]
    assert texts["hello"].startswith("Hello Asha Rao, this is Bina from CancerFax.")


def test_a_person_who_is_spoken_hindi_with_gets_both() -> None:
    script = real_script("en", "hi")

    assert languages_of(script, "hi") == ("hi", "en")
    assert languages_of(script, "fr") == ("en",)
    assert languages_of(script, "xx") == ("en",)


def test_a_templates_variables_are_never_empty() -> None:
    known = values_for(fake_script(), "en", Names(), "Bina")

    assert known == {"name": "<word.there>", "patient": "<word.patient>", "coordinator": "Bina"}


def test_names_that_cannot_be_opened_are_not_known(tmp_path: Path) -> None:
    vault = Vault(lambda: (b"k" * 32,), lambda: b"i" * 32)
    key = vault.open_key(vault.new_person_key().wrapped)
    sealed = {"name": key.seal("Rahima\n Khatun", for_fact("lead1", "name"))}

    assert names_of(key, "lead1", {**sealed, "enquirer_name": "v1.broken"}) == Names(
        "", "Rahima Khatun"
    )
    assert names_of(None, "lead1", sealed) == Names()
