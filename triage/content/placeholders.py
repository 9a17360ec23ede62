"""What stands in braces: plain names from a known list, and nothing cleverer."""

from __future__ import annotations

from collections.abc import Set
from string import Formatter

#: May stand in every text and every answer.
EVERYWHERE = frozenset({"call_number"})


def placeholders(form: str) -> frozenset[str]:
    """The names in braces of a text whose braces are sound."""
    return frozenset(name for _, name, _, _ in Formatter().parse(form) if name is not None)


def placeholder_faults(form: str, allowed: Set[str]) -> tuple[str, ...]:
    """What would make `say` fail or say too much, in words for whoever edits the file."""
    try:
        pieces = list(Formatter().parse(form))
    except ValueError:
        return ("a brace without its partner",)
    faults = []
    for _, name, spec, conversion in pieces:
        if name is None:
            continue
        if spec or conversion:
            faults.append(f"placeholder {{{name}}} with more than a name in its braces")
        elif name not in allowed | EVERYWHERE:
            faults.append(f"unknown placeholder {{{name}}}")
    return tuple(faults)
