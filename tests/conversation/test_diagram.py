"""The state diagram in the docs is the step table, drawn."""

from __future__ import annotations

from pathlib import Path

from triage.conversation.diagram import COMMAND, arrows, document, mermaid
from triage.conversation.steps import EVERYWHERE, FORM, TABLE
from triage.conversation.types import Step

PAGE = Path(__file__).resolve().parents[2] / "docs" / "state-diagram.md"


def test_the_page_in_the_docs_is_up_to_date() -> None:
    written = PAGE.read_text(encoding="utf-8")

    assert written == f"{document()}\n", f"docs/state-diagram.md is stale; run: {COMMAND}"


def test_the_main_way_is_drawn_from_first_contact_to_the_promise() -> None:
    reached, drawn = {Step.NEW}, {(a, b) for a, b, _ in arrows()}
    for _ in TABLE:
        reached |= {b for a, b in drawn if a in reached}

    assert {Step.CONSENT, *FORM, Step.SUMMARY, Step.DONE, Step.SAME_PATIENT} <= reached


def test_every_state_is_drawn_or_named() -> None:
    assert [step for step in TABLE if step not in mermaid()] == []
    assert set(TABLE) == set(Step)


def test_every_arrow_stands_in_the_step_table() -> None:
    assert all(b in TABLE[a].leads_to or b in EVERYWHERE for a, b, _ in arrows())
