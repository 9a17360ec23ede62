"""The words of the public page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.content.conftest import edit
from triage.content import page_texts
from triage.content.page import PAGE_NEEDED
from triage.errors import ContentProblem


def test_the_page_has_all_its_words_and_keeps_the_lead_of_the_old_one() -> None:
    texts = page_texts()

    assert set(texts) == set(PAGE_NEEDED)
    assert texts["lead"].startswith("CancerFax is a pioneering platform dedicated to connecting")
    assert "{hours}" in texts["offline"]
    assert "not medical advice" in texts["general_information"]


def test_an_unknown_language_gets_the_english_page() -> None:
    assert page_texts("xx") == page_texts("en")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('start = "Start chat"', 'stat = "Start chat"', "en/page.toml: start: missing"),
        ('start = "Start chat"', 'stat = "Start chat"', "en/page.toml: stat: unknown key"),
        ('start = "Start chat"', 'start = ""', "en/page.toml: start: no text"),
        ("{hours}", "{ours}", "en/page.toml: offline: unknown placeholder {ours}"),
        ("[page]", "[pages]", "en/page.toml: no [page] table"),
        ("[page]", "[other]\n[page]", "en/page.toml: other: unknown table"),
    ],
)
def test_a_broken_page_is_refused_at_start_and_when_read(
    folder: Path, problems: Callable[[], list[str]], old: str, new: str, complaint: str
) -> None:
    edit(folder / "en/page.toml", old, new)

    assert complaint in problems()
    with pytest.raises(ContentProblem) as refusal:
        page_texts(root=folder)
    assert complaint in refusal.value.problems
