"""The texts and the reader that the program ships, loaded once for all tests of a process.

Both are frozen, and a server too shares one of each among all its threads.
"""

from __future__ import annotations

from functools import cache

from triage.content import load_script
from triage.conversation.script import OfficeHours, Script
from triage.kept import kept_reader
from triage.understanding import Reader


@cache
def shipped_script(*, office: OfficeHours, call_number: str) -> Script:
    """Every text in every language, for these office hours and this number to call."""
    return load_script(office=office, call_number=call_number)


@cache
def shipped_reader() -> Reader:
    """Reads messages by our own words and models."""
    return kept_reader()
