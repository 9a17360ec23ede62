"""A language may also be one file: the names of its tables tell what they hold."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.content.conftest import CALL_NUMBER, edit
from triage.content import describe, load_script, page_texts
from triage.conversation.script import OfficeHours, Script
from triage.vocabulary import Channel, Topic

Problems = Callable[[], list[str]]

SPANISH = """
[file]
language = "es"
name = "Español"
source = "CancerFax"
reviewer = "Asha Verma"
reviewed = 2026-11-23

["got.sticker"]
sms = "Gracias"

["got.several"]
sms = "Gracias por los {count}"

[given_oral]
title = "Por la boca"
sms = ["En pastillas.", "Se tragan."]
whatsapp = ["En pastillas."]
page = "En pastillas."
source = "CancerFax"

[page]
start = "Empezar"
"""


@pytest.fixture
def spanish(folder: Path) -> Path:
    """A second language beside the English folder, in one file."""
    file = folder / "es.toml"
    file.write_text(SPANISH, encoding="utf-8")
    return file


def load(folder: Path, office: OfficeHours, *served: str) -> Script:
    return load_script(office=office, call_number=CALL_NUMBER, served=("en", *served), root=folder)


def test_one_file_holds_texts_answers_and_the_page(
    folder: Path, spanish: Path, office: OfficeHours
) -> None:
    script = load(folder, office, "es")

    assert script.served == ("en", "es")
    assert script.languages["es"].name == "Español"
    assert script.say("got.sticker", "es", Channel.WHATSAPP) == "Gracias"
    assert script.answer(Topic.GIVEN_ORAL, "es").sms == ("En pastillas.", "Se tragan.")
    assert page_texts("es", root=folder)["start"] == "Empezar"


def test_what_one_file_lacks_is_said_in_english(
    folder: Path, spanish: Path, office: OfficeHours
) -> None:
    script = load(folder, office, "es")

    assert script.say("talk.unclear", "es", Channel.SMS) == "Sorry, I could not read that."
    assert script.answer(Topic.GIVEN_IV, "es").title == "Into a vein (IV)"
    assert page_texts("es", root=folder)["headline"] == "Welcome to CancerFax"


def test_a_text_of_one_file_is_shown_with_that_file(
    folder: Path, spanish: Path, office: OfficeHours
) -> None:
    assert "File: es.toml" in describe(load(folder, office), "got.sticker", root=folder)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('"got.sticker"', '"got.stiker"', "es.toml: got.stiker: unknown key"),
        ('["got.sticker"]', "[got.sticker]", "es.toml: got: unknown table (a topic, [page], or"),
        ("[given_oral]", "[given_tv]", "es.toml: given_tv: unknown table (a topic, [page], or"),
        ('sms = "Gracias"', "", "es.toml: got.sticker: sms: missing"),
        ("{count}", "{number}", "es.toml: got.several: sms: unknown placeholder {number}"),
        ('title = "Por la boca"', "", "es.toml: given_oral: title: missing"),
        ("start =", "stat =", "es.toml: [page]: stat: unknown key"),
        ('language = "es"', 'language = "hi"', "es.toml: [file]: language is not that of its name"),
        ("[file]", "[header]", "es.toml: no [file] header"),
        ("2026-11-23", '"soon"', "es.toml: [file]: reviewed is no date"),
        ("[page]", '["got.sticker"]', "es.toml: Cannot declare ('got.sticker',) twice"),
    ],
)
def test_a_fault_of_one_file_is_told_with_its_place(
    spanish: Path, problems: Problems, old: str, new: str, complaint: str
) -> None:
    edit(spanish, old, new)

    assert any(problem.startswith(complaint) for problem in problems())


def test_one_file_in_another_encoding_is_refused(spanish: Path, problems: Problems) -> None:
    spanish.write_bytes("# Ol\xe9\n".encode("latin-1"))

    assert problems() == ["es.toml: not UTF-8"]


def test_a_language_is_a_folder_or_a_file_but_not_both(
    folder: Path, spanish: Path, problems: Problems
) -> None:
    (folder / "es").mkdir()

    assert problems() == ["es.toml: stands beside the folder es/ (a language is one or the other)"]


def test_other_files_beside_the_languages_are_none(
    folder: Path, spanish: Path, office: OfficeHours
) -> None:
    spanish.rename(folder / "limits.toml")

    assert set(load(folder, office).languages) == {"en"}


def english_in_one_file(folder: Path) -> Path:
    """The English folder as one file, with the header of its menu."""
    parts = sorted((folder / "en").iterdir())
    texts = [re.split(r"\[file\][^\[]*", part.read_text(encoding="utf-8")) for part in parts]
    menu = tomllib.loads((folder / "en/menu.toml").read_text(encoding="utf-8"))["file"]
    header = "".join(f'{k} = "{v}"\n' for k, v in menu.items() if k != "reviewed")
    one = folder / "en.toml"
    body = "".join(rest for _, rest in texts)
    one.write_text(f"[file]\n{header}reviewed = {menu['reviewed']}\n{body}", encoding="utf-8")
    for part in parts:
        part.unlink()
    (folder / "en").rmdir()
    return one


def test_english_in_one_file_says_the_same(folder: Path, office: OfficeHours) -> None:
    before, page = load(folder, office), page_texts(root=folder)
    english_in_one_file(folder)

    assert load(folder, office).languages["en"].texts == before.languages["en"].texts
    assert set(load(folder, office).languages["en"].answers) == set(Topic)
    assert page_texts(root=folder) == page


def test_english_in_one_file_has_to_be_complete(folder: Path, problems: Problems) -> None:
    one = english_in_one_file(folder)
    words = one.read_text(encoding="utf-8").replace("[given_iv]", '["got.tv"]')
    one.write_text(re.sub(r"\[page\].*?(?=\n\[)", "", words, flags=re.DOTALL), encoding="utf-8")

    assert "en.toml: given_iv: missing" in problems()
    assert "en.toml: [page]: missing" in problems()
