"""Kinds of settings: how a text becomes what a field holds. ValueError says what to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import field
from pathlib import Path
from typing import Any, TypeVar

from triage.settings import values

Value = TypeVar("Value")
Reader = Callable[[str], Value]
#: Where a field of the settings keeps its reader.
READ = "read"


class Secret:
    """A text that shows itself to nobody but whoever asks for it in clear."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def in_clear(self) -> str:
        """The text itself: for use, never for a log."""
        return self._text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return "Secret(**********)"


def setting(read: Reader[Value], default: Value) -> Value:
    """A field of the settings: how its text is read, and what holds where there is none."""
    return field(default=default, metadata={READ: read})


def each(read: Reader[Value]) -> Reader[tuple[Value, ...]]:
    """A comma-separated list, each part read."""
    return lambda text: tuple(read(part) for part in values.split_list(text))


def hidden(read: Reader[str]) -> Reader[Secret]:
    """A text that is read and kept secret."""
    return lambda text: Secret(read(text))


def all_hidden(read: Reader[tuple[str, ...]]) -> Reader[tuple[Secret, ...]]:
    """Texts that are read together, each kept secret."""
    return lambda text: tuple(map(Secret, read(text)))


def one_of(*words: str) -> Reader[Any]:
    """One of these words; a field says in its type which they are."""

    def read(text: str) -> str:
        if text not in words:
            raise ValueError(f"must be {', '.join(words[:-1])} or {words[-1]}")
        return text

    return read


def whole(low: int, high: int) -> Reader[int]:
    """A whole number within limits, both of which it may be."""
    return lambda text: int(_number(text, low, high, int))


def decimal(low: float, high: float) -> Reader[float]:
    """A number within limits, both of which it may be."""
    return lambda text: _number(text, low, high, float)


def token(text: str) -> str:
    """A secret word that nobody guesses."""
    if not re.fullmatch(r"[!-~]{8,}", text):
        raise ValueError("each must be at least 8 characters without blanks")
    return text


def key(text: str) -> str:
    """A key of 32 bytes, as it was written."""
    values.read_key(text)
    return text


def language(text: str) -> str:
    """A language by its two letters."""
    if not re.fullmatch(r"[a-z]{2}", text):
        raise ValueError("must list two-letter ISO 639-1 codes, such as en,hi")
    return text


def clock(text: str) -> str:
    """A time to stand at or a shift, as it was written."""
    values.read_clock(text)
    return text


def folder(text: str) -> Path:
    """A folder, wherever the program is started; a `~` is whoever starts it."""
    return Path(text).expanduser().absolute()


def _number(text: str, low: float, high: float, kind: Callable[[str], float]) -> float:
    try:
        found = kind(text)
    except (ValueError, OverflowError):
        found = low - 1
    if not low <= found <= high:
        name = "a whole number" if kind is int else "a number"
        raise ValueError(f"must be {name} from {low:g} to {high:g}")
    return found


TOKENS = each(hidden(token))
KEYS = each(hidden(key))
#: How long something is kept; 0 is for ever.
DAYS = whole(0, 36_500)
