"""What the loader accepts and refuses: every fault at once, by file and key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.content.conftest import edit
from triage.conversation.keys import NEEDED
from triage.conversation.script import Script
from triage.vocabulary import Channel, Topic

Problems = Callable[[], list[str]]


def test_english_has_every_text_and_every_answer(script: Script) -> None:
    english = script.languages["en"]

    assert set(english.texts) == set(NEEDED)
    assert set(english.answers) == set(Topic)
    assert script.served == ("en",)


def test_a_text_without_a_whatsapp_form_says_its_sms_form_there(script: Script) -> None:
    assert script.say("got.sticker", "en", Channel.WHATSAPP) == "Thank you!"


def test_the_call_number_is_filled_into_answers(script: Script) -> None:
    answer = script.answer(Topic.CONTACT, "en")

    assert "+12025550123" in answer.sms[0]
    assert "{" not in answer.page


def test_all_faults_are_told_at_once(folder: Path, problems: Problems) -> None:
    edit(folder / "en/menu.toml", '["menu.footer"]', '["menu.foter"]')
    edit(folder / "en/talk.toml", "{number} now, or", "{phone} now, or")

    assert problems() == [
        "en/menu.toml: menu.foter: unknown key",
        "en/talk.toml: talk.emergency: sms: unknown placeholder {phone}",
        "en: menu.footer: missing",
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("talk", '"Thank you!"', '"Thank you!', "en/talk.toml: Illegal character '\\n' (at line"),
        ("talk", '"Thank you!"', '""', "en/talk.toml: got.sticker: sms: missing"),
        ("talk", '"Thank you!"', '"Thank {you"', "got.sticker: sms: a brace without its partner"),
        ("talk", "{count} files", "{count!r} files", "{count} with more than a name"),
        ("talk", "{count} files", "{count.real} files", "unknown placeholder {count.real}"),
        ("talk", '["got.sticker"]\nsms', '["got.sticker"]\nsns', "unknown field sns"),
        ("talk", '["got.sticker"]', '["got.image"]', "Cannot declare ('got.image',) twice"),
        ("talk", '["got.sticker"]', '["menu.footer"]', "menu.footer: stands in two files"),
        ("talk", "reviewed = 2026-11-23", 'reviewed = "soon"', "[file]: reviewed is no date"),
        ("talk", 'reviewer = "', 'reviever = "', "[file]: reviewer is missing"),
        ("talk", 'language = "en"', 'language = "hi"', "language is not that of its folder"),
        ("talk", 'name = "English"', 'name = "Hindi"', "by different names"),
        ("talk", "[file]", "[header]", "en/talk.toml: no [file] header"),
        ("answers", "[given_iv]", "[given_tv]", "en/answers.toml: given_iv: missing"),
        ("answers", "[given_iv]", "[given_tv]", "en/answers.toml: given_tv: unknown topic"),
        ("answers", 'title = "By mouth"', "", "given_oral: title: missing"),
        ("answers", 'title = "By mouth"', 'title = "By {mouth}"', "unknown placeholder {mouth}"),
        ("answers", 'title = "By mouth"\nsms', 'title = "By mouth"\nwhat', "sms: missing (a list"),
        (
            "answers",
            "[given_oral]",
            "[given_oral]\nreviewed = 5",
            "given_oral: reviewed is no date",
        ),
        ("answers", "[given_oral]", '[given_oral]\nreviewer = " "', "reviewer is missing"),
        ("answers", "reviewed = 2026-11-23", "", "en/answers.toml: what_is: reviewed is missing"),
    ],
)
def test_a_fault_is_told_with_its_file_and_key(
    folder: Path, problems: Problems, file: str, old: str, new: str, complaint: str
) -> None:
    edit(folder / f"en/{file}.toml", old, new)

    assert any(complaint in problem for problem in problems())


def test_an_answer_that_is_no_table_is_refused(folder: Path, problems: Problems) -> None:
    edit(folder / "en/answers.toml", "[file]", 'given_iv = "x"\n[file]')
    edit(folder / "en/answers.toml", "[given_iv]", "[given_vi]")

    assert (
        "en/answers.toml: given_iv: is no table (write [given_iv] above its fields)" in problems()
    )


def test_a_text_that_is_no_table_is_refused(folder: Path, problems: Problems) -> None:
    edit(folder / "en/talk.toml", "[file]", '"got.sticker" = "Thank you!"\n[file]')
    edit(folder / "en/talk.toml", '["got.sticker"]', '["got.other"]')
    edit(
        folder / "en/talk.toml",
        '["got.other"]\nsms = "Thank you, y',
        '["got.x"]\nsms = "Thank you, y',
    )

    assert any("got.sticker: is no table" in problem for problem in problems())


def test_a_file_in_another_encoding_is_refused(folder: Path, problems: Problems) -> None:
    (folder / "en/talk.toml").write_bytes("# Ol\xe9\n".encode("latin-1"))

    assert "en/talk.toml: not UTF-8" in problems()


def test_the_public_page_is_needed(folder: Path, problems: Problems) -> None:
    (folder / "en/page.toml").unlink()

    assert problems() == ["en/page.toml: missing"]
