"""Hashing passwords with argon2id. Decided here: the library's own parameters (RFC 9106, the
profile for little memory: 64 MiB, three passes), written into every hash so that they may change.
"""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError


class Argon2:
    """Hashes and checks; a check without a hash takes as long as one with."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobodys: str | None = None

    def hash(self, password: str) -> str:
        """What is stored of it."""
        return self._hasher.hash(_as_bytes(password))

    def fits(self, hashed: str | None, password: str) -> bool:
        """Whether it is the one; False after the same work when there is none."""
        try:
            fits = self._hasher.verify(hashed or self._dummy(), _as_bytes(password))
        except (Argon2Error, InvalidHashError):
            return False
        return fits and hashed is not None

    def is_old(self, hashed: str) -> bool:
        """Whether it was hashed with other parameters than today's."""
        return self._hasher.check_needs_rehash(hashed)

    def _dummy(self) -> str:
        if self._nobodys is None:
            self._nobodys = self._hasher.hash(secrets.token_bytes(32))
        return self._nobodys


def _as_bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
