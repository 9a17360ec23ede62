"""Another language may hold part of the texts, and is served once reviewed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.content.conftest import CALL_NUMBER
from triage.content import describe, lint, load_script, page_texts
from triage.content.limits import packaged_limits
from triage.conversation.script import OfficeHours, Script, Text
from triage.errors import ContentProblem
from triage.vocabulary import Channel, Topic

HEADER = """
[file]
language = "es"
name = "Español"
source = "CancerFax"
reviewer = "Asha Verma"
{reviewed}
"""
TALK = HEADER + '["got.sticker"]\nsms = "Gracias"\n'
ANSWER = """
[given_oral]
title = "Por la boca"
sms = ["En pastillas."]
whatsapp = ["En pastillas."]
page = "En pastillas."
source = "CancerFax"
"""
REVIEWED = "reviewed = 2026-11-23"


def add_spanish(folder: Path, reviewed: str = REVIEWED) -> None:
    (folder / "es").mkdir()
    (folder / "es/talk.toml").write_text(TALK.format(reviewed=reviewed), encoding="utf-8")
    answers = HEADER.format(reviewed=reviewed) + ANSWER
    (folder / "es/answers.toml").write_text(answers, encoding="utf-8")


def load(folder: Path, office: OfficeHours, *, unreviewed: bool = False) -> Script:
    return load_script(
        office=office,
        call_number=CALL_NUMBER,
        served=("en", "es"),
        unreviewed=unreviewed,
        root=folder,
    )


def test_a_partial_language_speaks_what_it_has_and_english_for_the_rest(
    folder: Path, office: OfficeHours
) -> None:
    add_spanish(folder)
    script = load(folder, office)

    assert script.served == ("en", "es")
    assert script.languages["es"].name == "Español"
    assert script.say("got.sticker", "es", Channel.SMS) == "Gracias"
    assert script.say("talk.unclear", "es", Channel.SMS) == "Sorry, I could not read that."
    assert script.answer(Topic.GIVEN_ORAL, "es").title == "Por la boca"
    assert script.answer(Topic.GIVEN_IV, "es").title == "Into a vein (IV)"


def test_an_unreviewed_language_is_served_only_when_asked_for(
    folder: Path, office: OfficeHours
) -> None:
    add_spanish(folder, reviewed="")

    assert load(folder, office).served == ("en",)
    assert load(folder, office, unreviewed=True).served == ("en", "es")


def test_an_unreviewed_answer_gives_way_to_the_english_one(
    folder: Path, office: OfficeHours
) -> None:
    add_spanish(folder, reviewed="")

    assert load(folder, office).answer(Topic.GIVEN_ORAL, "es").title == "By mouth"


def test_an_unreviewed_answer_that_was_asked_for_has_no_date(
    folder: Path, office: OfficeHours
) -> None:
    add_spanish(folder, reviewed="")
    script = load(folder, office, unreviewed=True)

    assert script.answer(Topic.GIVEN_ORAL, "es").title == "Por la boca"
    assert script.answer(Topic.GIVEN_ORAL, "es").reviewed is None
    assert "Reviewed: not yet, Asha Verma" in describe(script, "answer.given_oral", root=folder)


def test_a_language_without_texts_cannot_be_served(folder: Path, office: OfficeHours) -> None:
    with pytest.raises(ContentProblem, match="es: no such language"):
        load(folder, office)


def test_other_languages_may_leave_gsm7_but_not_for_curly_quotes(
    folder: Path, office: OfficeHours
) -> None:
    add_spanish(folder)
    talk = folder / "es/talk.toml"
    talk.write_text(talk.read_text(encoding="utf-8").replace("Gracias", "Gracias, sí"), "utf-8")
    assert lint(load(folder, office)) == []

    talk.write_text(talk.read_text(encoding="utf-8").replace("sí", "sí\u2026"), "utf-8")
    assert [str(f) for f in lint(load(folder, office))] == [
        "es got.sticker (sms): not GSM-7: \u2026 (U+2026)"
    ]


def test_a_safety_line_may_lose_its_accents_but_not_its_words(
    folder: Path, office: OfficeHours
) -> None:
    add_spanish(folder)
    limits = replace(packaged_limits(), must_say={"es": {"got.sticker": "vaya al más cercano"}})
    script = load(folder, office)

    def complaints(sms: str) -> list[str]:
        spanish = script.languages["es"]
        texts = {"got.sticker": Text("got.sticker", sms, sms, "v")}
        changed = replace(
            script, languages={**script.languages, "es": replace(spanish, texts=texts)}
        )
        return [finding.problem for finding in lint(changed, limits=limits)]

    assert complaints("Gracias, vaya al mas cercano.") == []
    assert complaints("Gracias, vaya al cercano.") == ['does not say "vaya al más cercano"'] * 2


def test_the_public_page_falls_back_name_by_name(folder: Path) -> None:
    add_spanish(folder)
    page = HEADER.format(reviewed=REVIEWED) + '[page]\nstart = "Empezar"\n'
    (folder / "es/page.toml").write_text(page, encoding="utf-8")

    texts = page_texts("es", root=folder)

    assert texts["start"] == "Empezar"
    assert texts["headline"] == "Welcome to CancerFax"
