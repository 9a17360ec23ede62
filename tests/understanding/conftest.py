"""One reader for all tests of this room: it is frozen, and reading the data takes a while."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.understanding.saying import NOW
from triage.meaning import Meaning, Situation
from triage.understanding import Reader, label_of, load_reader, read_field


@pytest.fixture(scope="session")
def reader() -> Reader:
    return load_reader()


@pytest.fixture(scope="session")
def read(reader: Reader) -> Callable[[str], Meaning]:
    """Read a message at the menu, nothing asked."""
    return lambda text: reader.read(text, Situation(now=NOW))


@pytest.fixture(scope="session")
def label(read: Callable[[str], Meaning]) -> Callable[[str], str]:
    """The public label of a message at the menu."""
    return lambda text: label_of(read(text))


@pytest.fixture(scope="session")
def value(reader: Reader) -> Callable[..., str | None]:
    """What a message answers to one field, in India on a Sunday morning unless told otherwise."""

    def read_value(name: str, text: str, **context: str) -> str | None:
        here = {"now": NOW.isoformat(), "country": "IN", "sender": "+919800000001"}
        return read_field(reader, name, text, {**here, **context})[0]

    return read_value


@pytest.fixture(scope="session")
def facts(reader: Reader) -> Callable[[str], dict[str, str]]:
    """Facts that come along in a message that was not asked for them."""

    def read_facts(text: str) -> dict[str, str]:
        return read_field(reader, "question", text, {"now": NOW.isoformat(), "country": "IN"})[1]

    return read_facts
