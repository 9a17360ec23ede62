"""Ids that leave the house: in a callback URL, in an export, on a coordinator's screen.

They say nothing about how many rows there are and cannot be guessed.
"""

from __future__ import annotations

import secrets

_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that are mistaken for each other
_LETTER_OF = bytes(ord(_LETTERS[byte % len(_LETTERS)]) for byte in range(256))


def new_public_id(length: int = 20) -> str:
    """A fresh random id; 20 letters hold 99 bits."""
    return secrets.token_bytes(length).translate(_LETTER_OF).decode("ascii")
