"""The version of words: a short hash that changes whenever one of them does."""

from __future__ import annotations

import hashlib


def digest(*words: str) -> str:
    """A short name for exactly these words; parts cannot be shifted from one to the next."""
    return hashlib.sha256("\0".join(words).encode()).hexdigest()[:12]
