"""Ids that leave the house: in a callback URL, in an export, on a coordinator's screen.

They say nothing about how many rows there are and cannot be guessed.
"""

from __future__ import annotations

import secrets

_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that are mistaken for each other
_LETTER_OF = bytes(ord(_LETTERS[byte % len(_LETTERS)]) for byte in range(256))


def is_public_id(text: str) -> bool:
    """Whether a text that came from outside may be one of our ids at all; a NUL in it, say, is an
    error to PostgreSQL."""
    return text.isascii() and text.isalnum()


def new_public_id(length: int = 20) -> str:
    """A fresh random id; 20 letters hold 99 bits."""
    return secrets.token_bytes(length).translate(_LETTER_OF).decode("ascii")
