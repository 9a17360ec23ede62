"""The moment at which the tests of this room are said, and the types of their fixtures."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from triage.meaning import Meaning

#: A Sunday morning in India.
NOW = datetime.fromisoformat("2026-11-22T10:00:00+05:30")


class Read(Protocol):
    """Read a message at the menu."""

    def __call__(self, text: str, /) -> Meaning: ...


class Label(Protocol):
    """The label of a message at the menu."""

    def __call__(self, text: str, /) -> str: ...


class Value(Protocol):
    """The value of one field in a message."""

    def __call__(self, name: str, text: str, /, **context: str) -> str | None: ...


class Facts(Protocol):
    """The facts beside, by field name."""

    def __call__(self, text: str, /) -> dict[str, str]: ...
