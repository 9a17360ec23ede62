"""How old the patient is: years, or months for infants."""

from __future__ import annotations

import re
from datetime import date, datetime

from triage.understanding.normal import Words

_OLDEST = 120
_INFANT_MONTHS = 24
_DAYS_A_YEAR = 365.2425
_YEARS = (
    "years?|yrs?|yr|ys|y/?o|yo|saal|sal|varsh|baras|anos?|ans?|лет|года?|год|سنه|سنوات|عام|عاما|سنين|साल|वर्ष|बरस"
    "|বছর|বৎসর|bochor|bosor|boshor|miaka|mwaka|year old|yaers|yeras|yers|años?"
)
_MONTHS = (
    "months?|mths?|mos?|mahine|mahina|maheene|mah|meses|mes|mois|месяцев|месяца|месяц|мес|شهر|اشهر|شهور|महीने|महीना"
    "|माह|মাস|mash|miezi|mwezi|mese|monts?"
)
_WEEKS = "weeks?|wks?|hafte|hafta|semanas?|semaines?|недель|недели|اسابيع|اسبوع|हफ्ते|सप्ताह|সপ্তাহ|wiki"
_DAYS = "days?|din|dias?|jours?|дней|дня|ايام|يوم|दिन|দিন|siku"
_NUMBER = r"([0-9]{1,3})(?:[.,]([0-9]))?"
_WITH_YEARS = re.compile(rf"(?<![0-9.]){_NUMBER}\s*-?\s*(?:{_YEARS})(?![a-zа-я])")
_WITH_MONTHS = re.compile(rf"(?<![0-9.]){_NUMBER}\s*-?\s*(?:{_MONTHS})(?![a-zа-я])")
_WITH_WEEKS = re.compile(rf"(?<![0-9.]){_NUMBER}\s*-?\s*(?:{_WEEKS})(?![a-zа-я])")
_WITH_DAYS = re.compile(rf"(?<![0-9.]){_NUMBER}\s*-?\s*(?:{_DAYS})(?![a-zа-я])")
_AGED = re.compile(
    r"(?:\bage[ds]?|\bumar|\bumr|\bedad|\bвозраст|\bвозрастом|عمره?ا?|العمر|عمري|उम्र|आयु|বয়স|\bboyos|\bumri|\bidade|\bagee?)"
    r"\s*(?:is|:|=|-|hai|ki|es|de|of|about|around|है)*\s*([0-9]{1,3})(?![0-9.,:/])"
)
_SEX = re.compile(
    r"(?<![0-9])([0-9]{1,3})\s*[/,-]?\s*(?:m|f|male|female|man|woman|पुरुष|महिला)\b|\b(?:m|f|male|female)\s*[/,-]?\s*([0-9]{1,3})(?![0-9])"
)
_BORN = re.compile(
    r"(?:born|dob|birth|nacio|nacida?|nacido|ne en|nee en|nascid[oa]|nasceu|родил\w*"
    r"|مواليد|ولد|जन्म|জন্ম|janm|paida)"
    r"[^0-9]{0,20}(?:([0-9]{1,2})[/.-]([0-9]{1,2})[/.-])?(?:[0-9]{1,2}[a-z]{0,2}\s+)?(?:[^\W\d]{3,12}[,.]?\s+)?((?:19|20)[0-9]{2})"
)
_TURNING = re.compile(r"\b(?:turning|will be|turns|will turn)\s+([0-9]{1,3})\b")
_BARE = re.compile(r"(?<![0-9/:.])([0-9]{1,3})(?![0-9/:.%])")
_BESIDE = frozenset(
    ["stage", "cycle", "cycles", "kg", "cm", "rs", "dose", "doses", "lakh", "am", "pm", "km", "no"]
)
_BEFORE_NO_AGE = _BESIDE | {
    "stages", "grade", "stg", "level", "phase", "estadio", "etapa", "fase", "estagio", "stade",
    "стадия", "стадии", "стадию", "степень", "स्टेज", "चरण", "স্টেজ", "مرحله", "المرحله", "hatua",
}  # fmt: skip
_AFTER_NAME = re.compile(r"[^\W\d_][^,;\n]{0,40}[,;(\s]\s*([0-9]{1,3})\s*(?:,|;|\.|\)|$|\n)")
_IS = re.compile(
    r"\b(?:she|he|i|father|mother|patient|wife|husband)\s?(?:'s|is|'m|am|s)\s+([0-9]{1,3})(?=\s*(?:$|[,.;)]|and\b|with\b|who\b|has\b))"
)
_ONES = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip


def read_age(said: Words, now: datetime, *, asked: bool) -> str | None:
    """Years as digits, "N months" for the smallest; unasked, only with its unit or "aged"."""
    text = _in_digits(said.plain)
    return _born(text, now) or _with_unit(text) or _aged(text) or (_bare(text) if asked else None)


def age_after_name(said: Words) -> str | None:
    """The number in "Asha, 56, lung cancer": between commas, after words."""
    found = _AFTER_NAME.search(said.plain)
    if not found or set(said.plain[: found.start(1)].split()[-1:]) & _BEFORE_NO_AGE:
        return None
    return _years(int(found[1]))


def _with_unit(text: str) -> str | None:
    years, months = _WITH_YEARS.search(text), _WITH_MONTHS.search(text)
    if years:
        if years[1] == "1" and years[2] and not months:
            return f"{round((1 + int(years[2]) / 10) * 12)} months"
        return _years(int(years[1])) if not _is_duration(text, years.end()) else None
    if months and not _is_duration(text, months.end()):
        count = int(months[1])
        return f"{count} months" if count < _INFANT_MONTHS else _years(count // 12)
    weeks = _WITH_WEEKS.search(text)
    if weeks and "old" in text:
        return f"{int(weeks[1]) * 7 // 30} months"
    days = _WITH_DAYS.search(text)
    return f"{int(days[1]) // 30} months" if days and "old" in text else None


def _is_duration(text: str, end: int) -> bool:
    """ "3 years ago" and "2 months back" are no ages."""
    return bool(re.match(r"\s*(?:ago|back|before|later|pehle|पहले|আগে|назад)", text[end:]))


def _aged(text: str) -> str | None:
    aged = _AGED.search(text) or _TURNING.search(text) or _IS.search(text)
    if aged:
        return _years(int(aged[1]))
    sex = _SEX.search(text)
    return _years(int(sex[1] or sex[2])) if sex else None


def _born(text: str, now: datetime) -> str | None:
    found = _BORN.search(text)
    if not found:
        return None
    year = int(found[3])
    day, month = int(found[1] or 1), int(found[2] or 1)
    try:
        born = date(year, month, day)
    except ValueError:
        born = date(year, 1, 1)
    days = (now.date() - born).days
    if days < 0:
        return None
    years = int(days / _DAYS_A_YEAR)
    return _years(years) if years >= 1 else f"{days // 30} months"


def _bare(text: str) -> str | None:
    tokens = text.split()
    found = list(_BARE.finditer(text))
    if len(found) != 1 or len(tokens) > 8:
        return None
    around = text[max(found[0].start() - 8, 0) : found[0].end() + 8].split()
    if _BESIDE & set(around):
        return None
    return _years(int(found[0][1]))


def _years(years: int) -> str | None:
    return str(years) if 0 < years <= _OLDEST else None


def _in_digits(text: str) -> str:
    """English number words as digits: "fifty six" -> "56"."""
    out: list[str] = []
    pending = 0
    for word in re.split(r"[\s-]+", text):
        bare = word.strip(",.;")
        if bare in _TENS:
            pending = _TENS[bare]
            out.append(str(pending))
        elif bare in _ONES and pending and _ONES[bare] < 10:
            out[-1] = str(pending + _ONES[bare])
            pending = 0
        elif bare in _ONES:
            out.append(str(_ONES[bare]))
            pending = 0
        else:
            out.append(word)
            pending = 0
    return " ".join(out)
