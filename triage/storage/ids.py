"""Ids that leave the house: in a callback URL, in an export, on a coordinator's screen.

They say nothing about how many rows there are and cannot be guessed.
"""

from __future__ import annotations

import secrets
from datetime import datetime

_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that are mistaken for each other
_TIME_LETTERS = 7  # enough until the year 2800
_LETTER_OF = bytes(ord(_LETTERS[byte % len(_LETTERS)]) for byte in range(256))


def is_public_id(text: str) -> bool:
    """Whether a text that came from outside may be one of our ids at all; a NUL in it, say, is an
    error to PostgreSQL."""
    return text.isascii() and text.isalnum()


def new_public_id(length: int = 20) -> str:
    """A fresh random id; 20 letters hold 99 bits."""
    return secrets.token_bytes(length).translate(_LETTER_OF).decode("ascii")


def new_message_id(at: datetime) -> str:
    """A fresh random id of a message, 79 bits, behind the second `at` which it was made. Those of
    one time lie side by side in the index: a new one costs a page that is in hand, not one from
    anywhere in a million messages."""
    seconds, letters = int(at.timestamp()), []
    for _ in range(_TIME_LETTERS):
        seconds, place = divmod(seconds, len(_LETTERS))
        letters.append(_LETTERS[place])
    return "".join(reversed(letters)) + new_public_id(16)
