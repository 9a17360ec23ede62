"""What a secret or somebody's number looks like in a text, and which of them are only made up."""

from __future__ import annotations

import re
from collections.abc import Iterator

import phonenumbers

#: Put together where a pattern would find itself.
_PATTERNS = {
    "private key": r"-----BEGIN [A-Z ]*PRIVATE" + " KEY-----",
    "Twilio id or token": r"(?<![0-9a-zA-Z])(?:[A-Z]{2})?[0-9a-f]{32}(?![0-9a-zA-Z])",
    "key of 32 bytes": r"(?<![\w/+-])[\w-]{43}=?(?![\w=/+-])",
    "cloud key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bAIza[\w-]{35}\b",
    "code host's token": r"\bgh[pousr]_\w{30,}|\bgithub_pat_\w{30,}|\bglpat-[\w-]{20,}",
    "chat token": r"\bxox[abeprs]-[\w-]{10,}|hooks\.slack\.com/services/T\w+/B\w+/\w+",
    "payment key": r"\b[rs]k_live_\w{10,}",
    "signed token": r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}",
    "password in an address": r"[a-z][a-z0-9+.-]*://[^\s:/@\"'<>{}]+:([^\s:/@\"'<>{}]+)@\w",
}
_COMPILED = {kind: re.compile(pattern) for kind, pattern in _PATTERNS.items()}
_PHONE = re.compile(r"(?<![\w.+/-])\+\d[\d ()-]{6,18}\d(?!\w)")

#: Passwords that protect nothing, as examples and tests write them.
_NO_PASSWORDS = {"...", "password", "pa55", "p%40", "p", "word", "secret", "triage"}
#: Numbers that regulators keep free for fiction, and those that nobody can be given.
_FOR_FICTION = re.compile(
    r"\+1[2-9]\d\d5550\d{3}"  # North America: 555-01xx is for fiction, its neighbours are nobody's
    r"|\+1500555000\d"  # Twilio's own for tests
    r"|\+447700900\d{3}|\+441632960\d{3}|\+442079460\d{3}"  # United Kingdom
    r"|\+6149157\d{4}"  # Australia
    r"|\+\d{2,4}\d*?(?:0{5,}|1234567|123456[789]?|9876543)\d{0,3}"  # counted up, or all noughts
)
#: Our call centre, which is in the contract; and two of examples in public documents.
_PUBLIC = {"+919615881588", "+14158675309", "+18005551212"}


def found_in(text: str) -> Iterator[tuple[str, str]]:
    """(kind, what) of everything in a text that may be a secret."""
    for kind, pattern in _COMPILED.items():
        for match in pattern.finditer(text):
            said = match[match.lastindex or 0]
            if not _is_made_up(kind, said):
                yield kind, said


def numbers_in(text: str) -> Iterator[str]:
    """Phone numbers that somebody may have, as E.164."""
    for match in _PHONE.finditer(text):
        number = "+" + re.sub(r"\D", "", match[0])
        if number not in _PUBLIC and not _FOR_FICTION.fullmatch(number) and _is_given_out(number):
            yield number


def _is_made_up(kind: str, said: str) -> bool:
    if any(run in said.lower() for run in ("01234567", "12345678", "abcdefgh")):
        return True  # nobody's secret counts up
    if kind == "password in an address":
        return said in _NO_PASSWORDS or said.startswith("secret-")
    if kind == "Twilio id or token":
        return len(set(said[-32:])) < 8
    if kind == "key of 32 bytes":  # a word of 43 letters is none
        mixed = [re.search(kind_of, said) for kind_of in ("[0-9]", "[a-z]", "[A-Z]")]
        return not all(mixed) or len(set(said)) < 16 or said.startswith("ZXhhbXBsZS")  # "example-"
    return False


def _is_given_out(number: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False
