"""A version names exact words: it changes with any of them and with nothing else."""

from __future__ import annotations

from pathlib import Path

from tests.content.conftest import CALL_NUMBER, edit
from triage.content import load_script
from triage.conversation.script import OfficeHours, Script
from triage.vocabulary import Topic


def reload(folder: Path, office: OfficeHours) -> Script:
    return load_script(office=office, call_number=CALL_NUMBER, root=folder)


def test_the_same_words_have_the_same_version(
    script: Script, folder: Path, office: OfficeHours
) -> None:
    copied = reload(folder, office)

    assert copied.languages["en"] == script.languages["en"]
    assert copied.version == reload(folder, office).version


def test_one_changed_word_changes_its_text_and_the_script(
    script: Script, folder: Path, office: OfficeHours
) -> None:
    before = reload(folder, office)
    edit(folder / "en/form.toml", "Health is private", "Health is personal")
    changed = reload(folder, office)

    assert changed.version != before.version
    differing = [
        key
        for key, text in changed.languages["en"].texts.items()
        if text.version != script.text(key, "en").version
    ]
    assert differing == ["form.consent.why"]


def test_the_whatsapp_form_counts_too(script: Script, folder: Path, office: OfficeHours) -> None:
    edit(folder / "en/form.toml", "*Who is the patient?*", "*Who is ill?*")
    changed = reload(folder, office)

    assert changed.text("form.for_whom", "en").version != script.text("form.for_whom", "en").version


def test_an_answer_changes_its_version_with_its_words(
    script: Script, folder: Path, office: OfficeHours
) -> None:
    edit(folder / "en/answers.toml", "You swallow them.", "Swallow them.")
    changed = reload(folder, office)

    for topic in Topic:
        is_same = changed.answer(topic, "en").version == script.answer(topic, "en").version
        assert is_same is (topic is not Topic.GIVEN_ORAL)
