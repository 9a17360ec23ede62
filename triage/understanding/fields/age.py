"""How old the patient is: years, or months for infants."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from triage.understanding.fields.birth import age_by_birth
from triage.understanding.fields.counting import Counting
from triage.understanding.fields.glossary import Glossary
from triage.understanding.normal import Words

_OLDEST = 120
_INFANT_MONTHS = 24
_FEW_WORDS = 10
_YEARS = (
    "years?|yrs?|yr|ys|y/?o|yo|y|saal|sal|varsh|baras|anos?|ans?|лет|года?|год|سنه|سنوات|عام|عاما|سنين|साल|वर्ष|बरस"
    "|বছর|বৎসর|bochor|bosor|boshor|miaka|mwaka|year old|yaers|yeras|yers|años?"
)
_MONTHS = (
    "months?|mths?|mnths?|mos?|mahine|mahina|maheene|mah|meses|mes|mois|месяцев|месяца|месяц|мес|شهر|اشهر|شهور|महीने|महीना"
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
    r"(?:\bage[ds]?|\bumar|\bumr|\bedad|\bвозраст|\bвозрастом|عمره?ا?|العمر|عمري"
    r"|उम्र|आयु|বয়স|\bboyos|\bumri|\bidade|\bagee?)"
    r"\s*(?:is|:|=|-|hai|ki|es|de|of|about|around|है)*\s*([0-9]{1,3})(?![0-9.,:/])"
)
_SEX = re.compile(
    r"(?<![0-9])([0-9]{1,3})\s*[/,-]?\s*(?:m|f|male|female|man|woman|पुरुष|महिला)\b"
    r"|\b(?:m|f|male|female)\s*[/,-]?\s*([0-9]{1,3})(?![0-9])"
)
_TURNING = re.compile(r"\b(?:turning|will be|turns|will turn)\s+([0-9]{1,3})\b")
_DIGIT = re.compile("[0-9]")
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
    r"\b(?:she|he|i|father|mother|patient|wife|husband)\s?(?:'s|is|'m|am"
    r"|s)\s+([0-9]{1,3})(?=\s*(?:$|[,.;)]|and\b|with\b|who\b|has\b))"
)
_DEDH = re.compile(r"\b(?:dedh|derh|डेढ़|deir|полтора|দেড়)(?=\s)")
_DHAI = re.compile(r"\b(?:dhai|dhaai|adhai|ढाई|আড়াই)(?=\s)")
_SAADE = re.compile(r"\b(?:saa?dh?e|saa?rhe|साढ़े|साढे|সাড়ে)\s+([0-9]{1,2})\b")
_AND_A_HALF = re.compile(
    r"\b([0-9]{1,2})(?:\s+(?:years?|ans|anos|года?))?\s+(?:and\s+(?:a\s+)?half"
    r"|y medio|et demie?|e meio|с половиной|ونصف|و نصف)\s+"
    r"(?=[^\W\d])"
)
_MINE = re.compile(
    r"\b(?:i am|im|i'm|i m|me i am|main|yo tengo|j'ai|eu tenho|мне|انا|আমি"
    r"|আমার বয়স|मैं|मेरी उम्र|mimi nina)\b[^,;.]{0,20}?[0-9]{1,3}[^,;.0-9]{0,12}"
)
_STAGED = re.compile(
    r"\b(?:stages?|stg|grade|estadio|etapa|stade|стади\w+|hatua|cycle"
    r"|cycles)\s*[0-9]\w?|[0-9](?:st|nd|rd|th)? stage"
)
_DIAGNOSED = re.compile(
    r"\b(?:diagnosed|detected|found|operated|since|from)\b[^,;0-9]{0,12}[0-9]{1,4}"
)
_DECADE = re.compile(
    r"\b(?:(?:early|mid|late)[\s-]+)?[1-9]0(?:\s?'?s| y tantos| y pico| something| odd"
    r"| e poucos| e tantos)\b"
)
_UNIT_AGO = re.compile(
    r"\s*[^\W\d]+\s+(?:ago|back|before|pehle|पहले|আগে|назад|atras|iliyopita|iliopita)"
)
_LASTING_AFTER = re.compile(
    r"\s*(?:ago|back|before|later|pehle|पहले|আগে|назад|se\b|से |ধরে|atras|iliyopita"
    r"|iliopita|قبل)"
)
_LASTING_BEFORE = re.compile(
    r"(?:\bfor|since|past|last|hace|desde|depuis|il y a|\bha|faz|уже|منذ|قبل|within"
    r"|\bin|after|before|gives?|gave)\s+(?:the |about |around |los )?$"
)


@dataclass(frozen=True, slots=True)
class AgeWords:
    """Number words, and the months of a date of birth."""

    counting: Counting
    months: Glossary


def read_age(
    table: AgeWords, said: Words, now: datetime, region: str | None, *, asked: bool
) -> str | None:
    """Years as digits, "N months" for the smallest; unasked, only with its unit or "aged"."""
    text = _halves(table.counting.in_digits(said.plain, table.counting.units))
    if not _DIGIT.search(text):
        return None
    born = age_by_birth(text, now.date(), table.months, asked=asked, month_first=region == "US")
    if born:
        return born
    if asked and len(_BARE.findall(text)) > 1:
        text = _of_the_patient(text)
    return _with_unit(text, asked=asked) or _aged(text) or (_bare(text) if asked else None)


def age_after_name(said: Words) -> str | None:
    """The number in "Asha, 56, lung cancer": between commas, after words."""
    found = _AFTER_NAME.search(said.plain)
    if not found or set(said.plain[: found.start(1)].split()[-1:]) & _BEFORE_NO_AGE:
        return None
    return _years(int(found[1]))


def _halves(text: str) -> str:
    """ "3 and a half years", "dhai saal", "полтора года" as tenths."""
    text = _DEDH.sub("1.5", _DHAI.sub("2.5", text))
    return _AND_A_HALF.sub(r"\1.5 ", _SAADE.sub(r"\1.5", text))


def _of_the_patient(text: str) -> str:
    """Without what the writer says of their own age, stages, and times that passed."""
    left = _MINE.sub(" ", text)
    left = left if _BARE.search(left) else text
    left = _DIAGNOSED.sub(" ", _STAGED.sub(" ", left))
    return _DECADE.sub(" ", left) if _BARE.search(_DECADE.sub(" ", left)) else left


def _with_unit(text: str, *, asked: bool) -> str | None:
    years = _first_age(_WITH_YEARS, text)
    months = _first_age(_WITH_MONTHS, text)
    if years and years[1] == "1" and (years[2] or months):
        more = int(months[1]) if months else round(int(years[2]) * 1.2)
        return f"{12 + more} months"
    if years:
        return _years(int(years[1]))
    if months:
        count = int(months[1])
        return f"{count} months" if count < _INFANT_MONTHS else _years(count // 12)
    small = asked or "old" in text
    weeks, days = _first_age(_WITH_WEEKS, text), _first_age(_WITH_DAYS, text)
    if small and weeks:
        return f"{int(weeks[1]) * 7 // 30} months"
    return f"{int(days[1]) // 30} months" if small and days else None


def _first_age(unit: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The first number with its unit that is an age, not a stretch of time."""
    for found in unit.finditer(text):
        before = text[max(found.start() - 18, 0) : found.start()]
        if not _LASTING_AFTER.match(text, found.end()) and not _LASTING_BEFORE.search(before):
            return found
    return None


def _aged(text: str) -> str | None:
    aged = _AGED.search(text) or _TURNING.search(text) or _IS.search(text)
    if aged:
        return _years(int(aged[1]))
    sex = _SEX.search(text)
    return _years(int(sex[1] or sex[2])) if sex else None


def _bare(text: str) -> str | None:
    found = list(_BARE.finditer(text))
    if len(found) != 1 or len(text.split()) > _FEW_WORDS:
        return None
    around = text[max(found[0].start() - 8, 0) : found[0].end() + 8].split()
    end = found[0].end()
    if _BESIDE & set(around) or _LASTING_AFTER.match(text, end) or _UNIT_AGO.match(text, end):
        return None
    return _years(int(found[0][1]))


def _years(years: int) -> str | None:
    return str(years) if 0 < years <= _OLDEST else None
