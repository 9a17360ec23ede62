"""Single rules of the lint: each takes words and gives complaints, none when all is well."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from triage.content.grade import reading
from triage.content.limits import Limits
from triage.content.segments import outside_gsm7

_LINK = re.compile(
    r"(?P<scheme>https?://)?(?P<host>(?:[a-z0-9-]+\.)+[a-z]{2,})(?P<path>/\S*)?", re.IGNORECASE
)
#: Endings that make a word with a dot in it a link on people's phones, even without a path.
_ENDINGS = frozenset(
    ("com", "org", "net", "gov", "int", "info", "io", "co", "in", "uk", "us", "eu", "me", "ly")
)
#: Curly quotes, dashes and the ellipsis: no language needs them on SMS.
_TYPOGRAPHY = frozenset("\u2018\u2019\u201c\u201d\u2013\u2014\u2026")
#: The accents of Latin letters: an SMS may go without them.
_ACCENTS = re.compile("[\u0300-\u036f]")


def wording(words: str, language: str, limits: Limits) -> Iterator[str]:
    """Faults that no channel and no reader should see."""
    if any(line != line.rstrip() for line in words.split("\n")) or words != words.strip():
        yield "spaces at the end of a line, or empty space round the text"
    if "\t" in words or "  " in words:
        yield "tabs or doubled spaces"
    yield from _links(words, limits)


def _links(words: str, limits: Limits) -> Iterator[str]:
    for link in _LINK.finditer(words):
        host = link["host"].lower().removeprefix("www.")
        if not (link["scheme"] or link["path"] or host.rpartition(".")[2] in _ENDINGS):
            continue
        if host not in limits.hosts:
            yield f"links to {host}, which nobody has reviewed"
        elif link["scheme"] and link["scheme"].lower() != "https://":
            yield f"links to {host} without https"


def must_say(words: str, key: str, language: str, limits: Limits) -> Iterator[str]:
    """The safety line that some texts may never lose."""
    needed = limits.must_say.get(language, {}).get(key)
    if needed and _plain(needed) not in _plain(words):
        yield f'does not say "{needed}"'


def _plain(words: str) -> str:
    return _ACCENTS.sub("", unicodedata.normalize("NFD", words))


def disclaimer(words: str, topic: str, language: str, limits: Limits) -> Iterator[str]:
    """Every answer says once what it is not."""
    phrase = limits.disclaimer.get(language)
    if phrase is None or topic in limits.exempt:
        return
    times = words.count(phrase)
    if times != 1:
        yield f'says "{phrase}" {times} times, not once'


def too_hard(words: str, language: str, limits: Limits) -> Iterator[str]:
    """The reading grade, for texts long enough to have one."""
    if language not in limits.graded:
        return
    found = reading(words)
    if found.words >= limits.from_words and found.grade > limits.grade:
        yield f"reading grade {found.grade}; at most {limits.grade}"


def too_long(words: str, limits: Limits) -> Iterator[str]:
    """What Twilio would refuse on any channel."""
    if len(words) > limits.longest:
        yield f"{len(words)} characters; at most {limits.longest}"


def outside_alphabet(words: str, language: str, limits: Limits) -> Iterator[str]:
    """Characters that double the price of an SMS without anybody wanting them."""
    strange = outside_gsm7(words)
    if language not in limits.gsm7:
        strange = tuple(c for c in strange if c in _TYPOGRAPHY)
    if strange:
        yield "not GSM-7: " + " ".join(f"{c} (U+{ord(c):04X})" for c in strange)
