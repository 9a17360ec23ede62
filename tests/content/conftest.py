"""A script of the packaged texts, and a copy of the English ones that a test may spoil."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import time
from pathlib import Path
from types import MappingProxyType

import pytest

from triage.content import load_script
from triage.content.files import packaged
from triage.conversation.script import OfficeHours, Script
from triage.errors import ContentProblem

CALL_NUMBER = "+12025550123"


@pytest.fixture(scope="session")
def office() -> OfficeHours:
    """Monday to Saturday in India."""
    return OfficeHours("Asia/Kolkata", frozenset(range(6)), time(9, 30), time(18, 30))


@pytest.fixture(scope="session")
def script(office: OfficeHours) -> Script:
    """What the program is shipped with, read by a reviewer or not."""
    return load_script(office=office, call_number=CALL_NUMBER, unreviewed=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The packaged English texts and the numbers to call, in a folder of their own."""
    shutil.copytree(str(packaged() / "en"), tmp_path / "content" / "en")
    shutil.copy(str(packaged() / "emergency.toml"), tmp_path / "content")
    return tmp_path / "content"


@pytest.fixture
def problems(folder: Path, office: OfficeHours) -> Callable[[], list[str]]:
    """What the loader says about the folder as it is now; nothing when it loads."""

    def said() -> list[str]:
        try:
            load_script(office=office, call_number=CALL_NUMBER, root=folder)
        except ContentProblem as refusal:
            return refusal.problems
        return []

    return said


def edit(file: Path, old: str, new: str) -> None:
    """Change one place in a file; the place has to be there."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def with_sms(script: Script, key: str, sms: str) -> Script:
    """The script with another SMS form of one English text."""
    english = script.languages["en"]
    texts = {**english.texts, key: replace(english.texts[key], sms=sms)}
    changed = replace(english, texts=MappingProxyType(texts))
    return replace(script, languages={**script.languages, "en": changed})
