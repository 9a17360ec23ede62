"""Every dialogue in tests/transcripts, said to the real bot. How to write one: README.md there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.transcripts.dialogue import play

FILES = sorted((Path(__file__).parent / "transcripts").glob("*.toml"))
LONGEST, FEWEST = 40, 45


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_bot_talks_as_written(path: Path) -> None:
    play(path)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_dialogue_fits_a_screen(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_there_are_dialogues_enough() -> None:
    assert len(FILES) >= FEWEST
