"""The age that follows from a date or year of birth."""

from __future__ import annotations

import re
from datetime import date

from triage.understanding.fields.glossary import Glossary

_OLDEST = 120
_LED = re.compile(
    r"(?:\bborn|\bdob\b|d\.o\.b|birth|\bnaci|\bnacid[oa]|\bne en\b|\bne le\b"
    r"|\bnee en\b|\bnee le\b|naissance|\bnascid[oa]|nasc"
    r"|nascimento|родил\w*|рожд|\bг\.?\s?р\b|مواليد|ولد|ميلاد|जन्म|জন্ম|\bjanm"
    r"|\bjonmo|paida|alizaliwa|nilizaliwa|kuzaliwa)"
)
_FULL = re.compile(
    r"(?<![0-9])([0-9]{1,2})\s?[/.-]\s?([0-9]{1,2})\s?[/.-]\s?((?:19|20)[0-9]{2}"
    r"|[0-9]{2})(?![0-9])"
)
_ISO = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})-([0-9]{1,2})-([0-9]{1,2})(?![0-9])")
_NAMED = re.compile(
    r"(?:([0-9]{1,2})(?:st|nd|rd|th)?\s+)?(?:de "
    r"|of )?([^\W\d_]\S{2,11}),?\s+(?:de )?((?:19|20)[0-9]{2})\b"
)
_YEAR = re.compile(r"(?<![0-9/.+-])((?:19|20)[0-9]{2})(?![0-9/:-]|\.[0-9])")
_FEW_WORDS = 6


def age_by_birth(
    text: str, today: date, months: Glossary, *, asked: bool, month_first: bool
) -> str | None:
    """The age, where a birth is told; asked, a full date or a year that says little else."""
    led = bool(_LED.search(text))
    if not led and not (asked and len(text.split()) <= _FEW_WORDS):
        return None
    born = _date(text, today, months, month_first=month_first)
    if born is None:
        year = _YEAR.search(text)
        return _age(today.year - int(year[1])) if year else None
    months_old = (today.year - born.year) * 12 + today.month - born.month
    months_old -= today.day < born.day
    return _age(months_old // 12) if months_old >= 12 else _infant(months_old)


def _date(text: str, today: date, months: Glossary, *, month_first: bool) -> date | None:
    iso, full, named = _ISO.search(text), _FULL.search(text), _NAMED.search(text)
    if iso:
        return _valid(int(iso[1]), int(iso[2]), int(iso[3]))
    if full:
        year = int(full[3])
        if len(full[3]) == 2:
            year += 2000 if 2000 + year <= today.year else 1900
        one, two = int(full[1]), int(full[2])
        day, month = (two, one) if (month_first and one <= 12) or two > 12 else (one, two)
        return _valid(year, month, day)
    month_name = months.whole((named[2].strip(".,"),)) if named else None
    if named and month_name:
        return _valid(int(named[3]), int(month_name), int(named[1] or 1))
    return None


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _age(years: int) -> str | None:
    return str(years) if 0 < years <= _OLDEST else None


def _infant(months: int) -> str | None:
    return f"{months} months" if months >= 0 else None
