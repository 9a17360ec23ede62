"""A number to call: E.164, or `<sender>` for the number that the person writes from."""

from __future__ import annotations

import re

import phonenumbers

from triage.understanding.normal import Words

SENDER = "<sender>"
_RUN = re.compile(r"\+?[0-9(][0-9\s().\-/]{5,24}[0-9]")
_FEWEST, _MOST = 7, 15
_UNASKED = 8
_DIGITS = {
    "zero": "0", "oh": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5",
    "six": "6", "seven": "7", "eight": "8", "nine": "9", "o": "0",
}  # fmt: skip
_SAME = (
    "same", "this number", "this one", "this no", "this is my number", "my number", "current number",
    "whatsapp number", "no other", "only this", "use this", "on this", "same as this", "isi", "yahi",
    "yehi", "is number", "isi number", "esi number", "इसी", "यही", "यही नंबर", "इस नंबर", "este numero",
    "este mismo", "el mismo", "mismo numero", "a este", "ce numero", "le meme", "meme numero",
    "este mesmo", "o mesmo", "mesmo numero", "neste numero", "этот", "этот номер", "этот же", "тот же",
    "на этот", "по этому", "نفس", "نفس الرقم", "هذا الرقم", "نفس رقم", "هذا رقم", "এই নম্বর", "এই নাম্বার",
    "এই নম্বরে", "একই", "এটাই", "ei number", "ei nombor", "hii", "namba hii", "hiyo hiyo", "nambari hii",
    "the one i am texting", "the number i am", "im texting from", "i am texting from", "messaging from",
    "writing from", "chatting from", "this phone", "this mobile", "this whatsapp", "dont have another",
    "no other number", "not another", "nothing else", "keep this", "call here", "here only", "here",
    "numero es este", "ninguno otro", "no tengo otro", "same no", "same number", "this itself", "no another",
    "other no", "no need", "hakuna nyingine", "нет другого", "другого нет", "no hay otro", "pas d autre",
    "nao tenho outro", "koi aur nahi", "aur koi nahi", "दूसरा नहीं", "कोई और नहीं", "আর নেই", "অন্য নেই",
)  # fmt: skip


def read_phone(said: Words, region: str | None, sender: str | None, *, asked: bool) -> str | None:
    """The number in E.164; words for "this one" give `<sender>`; None where there is neither."""
    number = _number(said, region, sender, asked=asked)
    if number:
        return SENDER if number == sender else number
    return SENDER if asked and not _has_digits(said) and is_same(said) else None


def is_same(said: Words) -> bool:
    """Whether the words say "the number I write from"."""
    joined = f" {said.joined} "
    return any(f" {phrase} " in joined for phrase in _SAME)


def _number(said: Words, region: str | None, sender: str | None, *, asked: bool) -> str | None:
    text = _spoken(said) if asked else said.plain
    for run in _RUN.findall(text):
        digits = re.sub(r"[^0-9]", "", run)
        if not (_FEWEST if asked else _UNASKED) <= len(digits) <= _MOST + 2:
            continue
        if not asked and not run.startswith("+") and len(digits) < 10:
            continue
        found = _parsed(run.strip(), digits, region, sender)
        if found:
            return found
    return None


def _parsed(run: str, digits: str, region: str | None, sender: str | None) -> str | None:
    """As written; else as a number of their country; else with the + that was left out."""
    tries = [(run, None)] if run.startswith("+") else []
    if digits.startswith("00"):
        tries.append((f"+{digits[2:]}", None))
    if not run.startswith("+"):
        tries += [(digits, region), (f"+{digits}", None)]
    possible: str | None = None
    for text, where in tries:
        try:
            number = phonenumbers.parse(text, where)
        except phonenumbers.NumberParseException:
            continue
        e164 = str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
        if phonenumbers.is_valid_number(number):
            return e164
        if possible is None and phonenumbers.is_possible_number(number):
            possible = e164
    return possible


def _spoken(said: Words) -> str:
    """The text with number words as digits ("nine eight double seven")."""
    if sum(token in _DIGITS for token in said.tokens) < 6:
        return said.plain
    out: list[str] = []
    times = 1
    for token in said.tokens:
        if token in ("double", "triple"):
            times = 2 if token == "double" else 3
        elif token in _DIGITS:
            out.append(_DIGITS[token] * times)
            times = 1
        elif token.isdigit():
            out.append(token)
    plus = "+" if "plus" in said.tokens else ""
    return plus + "".join(out)


def _has_digits(said: Words) -> bool:
    return sum(map(str.isdigit, said.plain)) >= 4
