"""How a page text falls into paragraphs and lists, and a source into name and address."""

from __future__ import annotations

import pytest

from triage.public.answers import Block, Source, blocks, source_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One.\n\nTwo.", [Block(("One.",)), Block(("Two.",))]),
        ("One\nline.", [Block(("One line.",))]),
        ("\nOne.\n \n\nTwo.\n", [Block(("One.",)), Block(("Two.",))]),
        ("- a\n- b", [Block(("a", "b"), bullets=True)]),
        ("Two:\n- a\n  goes on\n* b", [Block(("Two:",)), Block(("a goes on", "b"), bullets=True)]),
        ("T-cells - and more", [Block(("T-cells - and more",))]),
    ],
)
def test_empty_lines_part_paragraphs_and_dashes_make_lists(
    text: str, expected: list[Block]
) -> None:
    assert list(blocks(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A Book, example.org/x", Source("A Book", "https://example.org/x")),
        ("A Book, https://www.example.org/x/y", Source("A Book", "https://www.example.org/x/y")),
        ("example.org/x", Source("example.org/x", None)),
        ("A Book, 2026", Source("A Book, 2026", None)),
    ],
)
def test_the_address_at_the_end_of_a_source_becomes_its_link(text: str, expected: Source) -> None:
    assert source_of(text) == expected
