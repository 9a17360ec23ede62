"""Which passwords are refused. Pure. Decided here: long ones, no rules about kinds of characters,
and none that somebody who guesses would try first: leaked ones, our own name, the person's.
"""

from __future__ import annotations

import re
import unicodedata

SHORTEST, LONGEST = 14, 1000
#: Enough left of a password once the words that everybody tries are taken out.
_LETTERS_LEFT = 6
#: What leaked long passwords are made of, and what stands to reason for this console.
_COMMON = (
    *("correcthorsebatterystaple", "passphrase", "password", "passwort", "passw0rd", "p@ssw0rd"),
    *("administrator", "admin", "welcome", "letmein", "changeme", "changeit", "iloveyou"),
    *("qwertyuiop", "asdfghjkl", "zxcvbnm", "qwerty", "asdfgh", "zxcvb", "qazwsxedc", "qazwsx"),
    *("1q2w3e4r5t6y7u8i9o0p", "1q2w3e4r5t6y", "1q2w3e4r", "q1w2e3r4t5", "1qaz2wsx3edc4rfv"),
    *("zaq12wsxcde34rfv", "zaq1xsw2cde3vfr4", "zaq12wsx", "cde34rfv", "poiuytrewq", "lkjhgfdsa"),
    *("spring", "summer", "autumn", "winter", "january", "august", "october", "december"),
    *("abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnop", "abcdefg", "abcdef", "abcd1234"),
    *("football", "baseball", "superman", "starwars", "sunshine", "princess", "monkey", "dragon"),
    *("trustno1", "whatever", "computer", "internet", "michael", "jennifer", "liverpool"),
    *("secret", "default", "login", "test", "demo", "user", "master", "access", "security"),
    *("cancerfax", "cancer", "triage", "coordinator", "clinic", "hospital", "patient", "leads"),
    *("immunotherapy", "oncology", "whatsapp", "twilio", "console", "india", "delhi", "mumbai"),
)


def normal(password: str) -> str:
    """One spelling for each text: keyboards differ in how they write an accent."""
    return unicodedata.normalize("NFC", password)


def problem_with(password: str, *, name: str, email: str) -> str | None:
    """What is wrong with a new password, in words for its owner; None when it is good."""
    text = normal(password)
    if len(text) < SHORTEST:
        return f"At least {SHORTEST} characters, please: a few words are easy to keep in mind."
    if len(text) > LONGEST:
        return f"At most {LONGEST} characters, please."
    spellings = (text, re.sub(r"[\W_]+", "", text) or text)
    few = any(_letters_left(one, name, email) < _LETTERS_LEFT for one in spellings)
    if few or _is_repeated(text):
        return "Too easy to guess: it is made of names, well-known words or rows of keys."
    return None


def _letters_left(text: str, name: str, email: str) -> int:
    """How many different characters remain of what nobody would guess first."""
    left = unicodedata.normalize("NFKC", text).casefold()
    own = [word for word in re.split(r"[\W_]+", f"{name} {email}".casefold()) if len(word) > 2]
    for word in sorted((*own, *_COMMON), key=len, reverse=True):
        left = left.replace(word, " ")
    left = _RUN.sub(lambda run: run[0][:2], left)
    return len({letter for letter in _without_rows(left) if not letter.isspace()})


def _is_repeated(text: str) -> bool:
    """Whether it is something short said twice or more."""
    return 0 < (text + text).find(text, 1) < min(SHORTEST, len(text))


_RUN = re.compile(r"(.)\1{2,}", re.DOTALL)


def _without_rows(text: str) -> str:
    """Without letters and digits that follow each other: 123456, fedcba."""
    kept: list[str] = []
    for at, letter in enumerate(text):
        near = {ord(other) - ord(letter) for other in text[max(at - 1, 0) : at + 2]}
        if not letter.isalnum() or not near & {1, -1}:
            kept.append(letter)
    return "".join(kept)
