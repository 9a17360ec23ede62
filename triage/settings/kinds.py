"""Kinds of settings: how a text becomes what a field holds. ValueError says what to do."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, SecretStr

from triage.settings import values


def each(text: str, read: Any = str) -> tuple[Any, ...]:
    """The parts of a comma-separated list, each read."""
    return tuple(read(part) for part in values.split_list(text))


def _token(text: str) -> str:
    if not re.fullmatch(r"[!-~]{8,}", text):
        raise ValueError("each must be at least 8 characters without blanks")
    return text


def language(text: str) -> str:
    """A language by its two letters."""
    if not re.fullmatch(r"[a-z]{2}", text):
        raise ValueError("must list two-letter ISO 639-1 codes, such as en,hi")
    return text


def _key(text: str) -> str:
    values.read_key(text)
    return text


def clock(text: str) -> str:
    """A time to stand at or a shift, as it was written."""
    values.read_clock(text)
    return text


def number(text: Any, *, low: float, high: float, whole: bool) -> float:
    """A number within limits, both of which it may be."""
    # a default comes as a number, everything configured as text
    try:
        found = int(text) if whole else float(text)
    except (ValueError, OverflowError):
        found = low - 1
    if not low <= found <= high:
        kind = "a whole number" if whole else "a number"
        raise ValueError(f"must be {kind} from {low:g} to {high:g}")
    return found


def _folder(text: str) -> Path:
    return Path(text).expanduser().absolute()


Text = Annotated[str, BeforeValidator(str.strip)]
Url = Annotated[str, BeforeValidator(values.read_url)]
Tokens = Annotated[tuple[SecretStr, ...], BeforeValidator(partial(each, read=_token))]
Keys = Annotated[tuple[SecretStr, ...], BeforeValidator(partial(each, read=_key))]
Folder = Annotated[Path, BeforeValidator(_folder)]
#: How long something is kept; 0 is for ever.
Days = Annotated[int, BeforeValidator(partial(number, low=0, high=36_500, whole=True))]
