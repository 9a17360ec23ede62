"""The limits of `limits.toml`, typed: content's own settings, reviewed like content."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from triage.content.files import packaged


@dataclass(frozen=True, slots=True)
class Limits:
    """What the lint holds every text to; the file says what each one means."""

    longest: int
    text: int
    first_part: int
    part: int
    ucs2_factor: int
    exceptions: Mapping[str, int]
    gsm7: frozenset[str]
    hosts: frozenset[str]
    graded: frozenset[str]
    grade: float
    from_words: int
    must_say: Mapping[str, Mapping[str, str]]
    disclaimer: Mapping[str, str]
    exempt: frozenset[str]

    def most_segments(self, key: str, usual: int) -> int:
        """How many segments a key may cost: its own exception, or what is usual."""
        return self.exceptions.get(key, usual)


def packaged_limits() -> Limits:
    """The limits that this program is shipped with."""
    table = tomllib.loads((packaged() / "limits.toml").read_text(encoding="utf-8"))
    counts, grade = table["segments"], table["grade"]
    return Limits(
        longest=table["longest"],
        text=counts["text"],
        first_part=counts["first_part"],
        part=counts["part"],
        ucs2_factor=counts["ucs2_factor"],
        exceptions={key: entry["most"] for key, entry in counts["exceptions"].items()},
        gsm7=frozenset(table["language"]["gsm7"]),
        hosts=frozenset(table["links"]["hosts"]),
        graded=frozenset(grade["languages"]),
        grade=grade["most"],
        from_words=grade["from_words"],
        must_say=table["must_say"],
        disclaimer={k: v for k, v in table["disclaimer"].items() if k != "exempt"},
        exempt=frozenset(table["disclaimer"]["exempt"]),
    )
