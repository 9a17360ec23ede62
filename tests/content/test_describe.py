"""`content show`: one text with its forms, costs, grade, source and version."""

from __future__ import annotations

import pytest

from triage.content import describe
from triage.conversation.script import Script
from triage.errors import NotFound


def test_a_text_is_shown_with_what_it_costs_and_where_it_stands(script: Script) -> None:
    shown = describe(script, "menu.welcome")

    assert f"version {script.text('menu.welcome', 'en').version}" in shown
    assert "SMS: 2 segments (GSM-7, 304 units), grade " in shown
    assert "WhatsApp: " in shown
    assert "File: en/menu.toml" in shown
    assert "Reviewed: 2026-11-23, CancerFax content team" in shown


def test_an_answer_is_shown_part_by_part(script: Script) -> None:
    shown = describe(script, "answer.side_effects")

    assert "SMS, part 3 of 3: 2 segments (GSM-7" in shown
    assert "WhatsApp, part 2 of 2: " in shown
    assert "Page: grade " in shown
    assert "Source: Immunotherapy Side Effects, National Cancer Institute" in shown


@pytest.mark.parametrize("key", ["menu.welcom", "answer.side_effect"])
def test_a_misspelt_key_is_answered_with_the_nearest(script: Script, key: str) -> None:
    with pytest.raises(NotFound, match="did you mean"):
        describe(script, key)


def test_a_key_like_no_other_is_not_found(script: Script) -> None:
    with pytest.raises(NotFound, match=r"no text 'xyzzy'$"):
        describe(script, "xyzzy")
