"""Sealing of personal data; the only module that imports `cryptography`.

Decided here: each person has a random key (AES-256-GCM), wrapped by the newest data key; the id of
that data key stands beside the wrapped one, so any accepted key opens and a rotation re-wraps keys,
never data. What is sealed for one purpose ("message.body:123") opens for no other. Whoever destroys
a wrapped key has erased the person. Look-ups go by a keyed hash, made with a key of its own.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from triage.errors import Damaged

_SEALED = "s1."
_WRAPPED = "w1."
_FILE = b"\x01"
_NONCE = 12  # bytes; random, 96 bits as GCM wants them
_TAG = 16
_INDEX_KEY = "index-key:"
_HOUSE = "/"  # stands in no base64 of ours

DataKeys = Callable[[], tuple[bytes, ...]]
#: The one key of the hash, or several while they are changed, newest first.
IndexKeys = Callable[[], bytes | tuple[bytes, ...]]


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A person's key as it is stored; only the data key that `key_id` names opens it."""

    key_id: str
    wrapped: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PersonKey:
    """The open key of one person. Keep it no longer than the work on that person takes."""

    _cipher: AESGCM = field(repr=False)

    def seal(self, text: str, purpose: str) -> str:
        """Text -> what may be stored; the same text never looks the same twice."""
        return _SEALED + _encode(_lock(self._cipher, _to_bytes(text), b"text:", purpose))

    def unseal(self, sealed: str, purpose: str) -> str:
        """The text again; raises Damaged for another key, another purpose or a changed letter."""
        opened = _unlock(self._cipher, _decode(sealed, _SEALED), b"text:", purpose)
        return opened.decode("utf-8", "surrogatepass")

    def seal_bytes(self, content: bytes, purpose: str) -> bytes:
        """The same for a file; stays bytes."""
        return _FILE + _lock(self._cipher, content, b"file:", purpose)

    def unseal_bytes(self, sealed: bytes, purpose: str) -> bytes:
        """The file again; raises Damaged as `unseal` does."""
        if not sealed.startswith(_FILE):
            raise Damaged("not a sealed file")
        return _unlock(self._cipher, sealed[len(_FILE) :], b"file:", purpose)


@dataclass(frozen=True, slots=True)
class FileKey:
    """The key of one large file that is sealed piece by piece; made by `Vault.file_key`. A piece
    opens only at its own place, and only as the last one if it was sealed as such."""

    _cipher: AESGCM = field(repr=False)

    def seal(self, place: int, content: bytes, *, last: bool) -> bytes:
        """The piece at a place, counted from 0. Seal no place twice under one key."""
        return self._cipher.encrypt(_nonce_of(place, last), content, b"piece:")

    def unseal(self, place: int, sealed: bytes, *, last: bool) -> bytes:
        """The piece again; raises Damaged."""
        try:
            return self._cipher.decrypt(_nonce_of(place, last), sealed, b"piece:")
        except InvalidTag:
            raise Damaged("a sealed file was changed, or is not whole") from None


@dataclass(frozen=True, slots=True)
class _Ring:
    """The accepted data keys by id, made once for each set of keys; `newest` is an id."""

    keys: tuple[bytes, ...]
    ciphers: Mapping[str, AESGCM]
    newest: str


class Vault:
    """Makes, wraps and opens the keys of people, and hashes what people are looked up by.

    `keys` gives the accepted data keys, `index_keys` those of the hash, newest first, at each use.
    """

    def __init__(self, keys: DataKeys, index_keys: IndexKeys) -> None:
        self._keys, self._index_keys = keys, index_keys
        self._ring = _make_ring(keys())

    def new_person_key(self) -> WrappedKey:
        """A fresh key, wrapped by the newest data key."""
        return self._wrap(AESGCM.generate_key(bit_length=256))

    def open_key(self, wrapped: str) -> PersonKey:
        """The person's key; raises Damaged when no accepted data key opens it."""
        return PersonKey(AESGCM(self._unwrap(wrapped)))

    def rewrap(self, wrapped: str) -> WrappedKey:
        """The same key under the newest data key; unchanged when it is there already."""
        key = self._unwrap(wrapped)
        name = self._current().newest
        return WrappedKey(name, wrapped) if name == _key_id_of(wrapped) else self._wrap(key)

    def lookup(self, canonical: str) -> str:
        """The keyed hash that an address (or a word) is found by: 64 hexadecimal digits."""
        return _hashed(self.index_keys()[0], canonical)

    def lookups(self, canonical: str) -> tuple[str, ...]:
        """The same under every accepted index key, newest first: more than one in a rotation."""
        return tuple(_hashed(key, canonical) for key in self.index_keys())

    def index_keys(self) -> tuple[bytes, ...]:
        """The accepted index keys, newest first."""
        keys = self._index_keys()
        return (keys,) if isinstance(keys, bytes) else keys

    def seal_index_key(self, key: bytes) -> str:
        """An index key as it may be stored, for what can be found by it alone."""
        return self.seal_house(_encode(key), f"{_INDEX_KEY}{key_id(key)}")

    def open_index_key(self, name: str, sealed: str) -> Callable[[str], str]:
        """`lookup` under a stored index key with this id. Raises Damaged."""
        key = _decode(self.unseal_house(sealed, f"{_INDEX_KEY}{name}"), "")
        return lambda canonical: _hashed(key, canonical)

    def seal_house(self, text: str, purpose: str) -> str:
        """Seal what belongs to no patient under its own key, wrapped by the newest data key."""
        wrapped = self.new_person_key().wrapped
        return f"{wrapped}{_HOUSE}{self.open_key(wrapped).seal(text, purpose)}"

    def unseal_house(self, stored: str, purpose: str) -> str:
        """The text again; raises Damaged as `PersonKey.unseal` and `open_key` do."""
        wrapped, _, sealed = stored.partition(_HOUSE)
        return self.open_key(wrapped).unseal(sealed, purpose)

    def rewrap_house(self, stored: str) -> str:
        """The same sealed text with its key under the newest data key: for a rotation."""
        wrapped, _, sealed = stored.partition(_HOUSE)
        return f"{self.rewrap(wrapped).wrapped}{_HOUSE}{sealed}"

    def newest_key_id(self) -> str:
        """The id of the data key that seals now."""
        return self._current().newest

    def accepts(self, name: str) -> bool:
        """Whether the data key with this id opens something here."""
        return name in self._current().ciphers

    def file_key(self, head: bytes, name: str) -> FileKey:
        """The key of a file with this `head` (a salt in it), under a data key. Raises Damaged."""
        for key in self._keys():
            if key_id(key) == name:
                return FileKey(AESGCM(hmac.digest(key, b"triage.file:" + head, "sha256")))
        raise Damaged(f"sealed under a data key that is not accepted (id {name})")

    def _wrap(self, key: bytes) -> WrappedKey:
        ring = self._current()
        locked = _lock(ring.ciphers[ring.newest], key, b"key:", ring.newest)
        return WrappedKey(ring.newest, f"{_WRAPPED}{ring.newest}.{_encode(locked)}")

    def _unwrap(self, wrapped: str) -> bytes:
        name = _key_id_of(wrapped)
        cipher = self._current().ciphers.get(name)
        if cipher is None:
            raise Damaged(f"sealed under a data key that is not accepted (id {name})")
        return _unlock(cipher, _decode(wrapped, f"{_WRAPPED}{name}."), b"key:", name)

    def _current(self) -> _Ring:
        keys = self._keys()
        if keys != self._ring.keys:
            self._ring = _make_ring(keys)
        return self._ring


def key_id(key: bytes) -> str:
    """Eight hexadecimal digits that name a key and tell nothing about it."""
    return hashlib.sha256(b"triage.key-id:" + key).hexdigest()[:8]


def _hashed(key: bytes, canonical: str) -> str:
    return hmac.digest(key, _to_bytes(canonical), "sha256").hex()


def _nonce_of(place: int, last: bool) -> bytes:
    return place.to_bytes(_NONCE - 1, "big") + (b"\x01" if last else b"\x00")


def _make_ring(keys: tuple[bytes, ...]) -> _Ring:
    return _Ring(keys, {key_id(key): AESGCM(key) for key in keys}, key_id(keys[0]))


def _key_id_of(wrapped: str) -> str:
    version, _, rest = wrapped.partition(".")
    name, dot, _ = rest.partition(".")
    if f"{version}." != _WRAPPED or not dot or not name.isalnum() or len(name) != 8:
        raise Damaged("not a wrapped key")
    return name


def _lock(cipher: AESGCM, content: bytes, kind: bytes, purpose: str) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + cipher.encrypt(nonce, content, kind + _to_bytes(purpose))


def _unlock(cipher: AESGCM, locked: bytes, kind: bytes, purpose: str) -> bytes:
    if len(locked) < _NONCE + _TAG:
        raise Damaged("a sealed value is too short")
    try:
        return cipher.decrypt(locked[:_NONCE], locked[_NONCE:], kind + _to_bytes(purpose))
    except InvalidTag:
        raise Damaged("a sealed value does not open") from None


def _to_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode("ascii").rstrip("=")


def _decode(sealed: str, prefix: str) -> bytes:
    """Strict: one spelling for each value, so that any changed letter is noticed."""
    text = sealed.removeprefix(prefix)
    try:
        content = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        raise Damaged("a sealed value is not in its form") from None
    if not sealed.startswith(prefix) or _encode(content) != text:
        raise Damaged("a sealed value is not in its form")
    return content
