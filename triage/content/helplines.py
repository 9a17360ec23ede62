"""Whom to call by country: `emergency.toml`, read strictly.

A number that cannot be dialled, a country that is no code, a field that nobody knows or a number
without a source stops the program at its start: what stands here is said to people in danger.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from importlib.resources.abc import Traversable

from triage.content.files import read_date
from triage.content.segments import outside_gsm7
from triage.conversation.helplines import CrisisLine, Helplines

FILE = "emergency.toml"
_CRISIS = ("crisis_name", "crisis_number", "crisis_source")
_KNOWN = {"emergency", "emergency_source", *_CRISIS, "crisis_hours"}
_HEADER = {"reviewer", "note"}
_SHORT = re.compile(r"[0-9]{2,6}")
_NUMBER = re.compile(
    r"[+*]?(\([0-9]{1,5}\) ?)?[0-9]([0-9]|[ -](?=[0-9])| \((?=[0-9])|\) (?=[0-9])){1,18}"
    r"( \((?:ext\.|option|opción|opção) [0-9]\))?"
)
_TIME = r"(?:[01][0-9]|2[0-4]):[0-5][0-9]"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HOURS = re.compile(
    rf"24 hours|(?:({'|'.join(_DAYS)}) to ({'|'.join(_DAYS)}), )?({_TIME}) to ({_TIME})"
)


def read_helplines(root: Traversable, problems: list[str]) -> dict[str, Helplines]:
    """Every country that has a number, by ISO 3166-1 alpha-2; what is wrong goes to `problems`."""
    file = root / FILE
    if not file.is_file():
        problems.append(f"{FILE}: missing")
        return {}
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        problems.append(f"{FILE}: {'not UTF-8' if isinstance(fault, UnicodeError) else fault}")
        return {}
    header, countries = tables.pop("file", None), tables.pop("countries", None)
    problems += [f"{FILE}: {name}: unknown table" for name in tables]
    problems += [f"{FILE}: [file]: {fault}" for fault in _header_faults(header)]
    if not isinstance(countries, Mapping) or not countries:
        problems.append(f"{FILE}: no [countries.XX] tables")
        return {}
    found: dict[str, Helplines] = {}
    for code, table in countries.items():
        faults = list(_faults(code, table))
        problems += [f"{FILE}: countries.{code}: {fault}" for fault in faults]
        if not faults:
            found[code] = Helplines(table["emergency"], _crisis(table))
    return found


def _header_faults(header: object) -> Iterator[str]:
    if not isinstance(header, Mapping):
        yield "missing"
        return
    yield from (f"unknown field {name}" for name in sorted(set(header) - _HEADER - {"reviewed"}))
    faults: list[str] = []
    read_date(header.get("reviewed"), "", faults)
    yield from (fault.removeprefix(": ") for fault in faults)
    for name in sorted(_HEADER):
        value = header.get(name)
        if not isinstance(value, str) or not value.strip():
            yield f"{name} is missing"


def _faults(code: str, table: object) -> Iterator[str]:
    if not re.fullmatch("[A-Z]{2}", code):
        yield "is no country code (two capital letters)"
    if not isinstance(table, Mapping):
        yield "is no table"
        return
    yield from (f"unknown field {name}" for name in sorted(set(table) - _KNOWN))
    needed = ["emergency", "emergency_source"]
    if any(name.startswith("crisis") for name in table):
        needed += _CRISIS
    for name in needed:
        value = table.get(name)
        if not isinstance(value, str) or not value.strip():
            yield f"{name} is missing"
        elif name == "emergency" and not _SHORT.fullmatch(value):
            yield f"emergency: {value!r} is no number of two to six digits"
        elif name == "crisis_number" and not _NUMBER.fullmatch(value):
            yield f"crisis_number: {value!r} is no telephone number"
    hours = table.get("crisis_hours", "24 hours")
    if not isinstance(hours, str) or not _HOURS.fullmatch(hours):
        yield (
            f"crisis_hours: {hours!r} is not like '24 hours', '08:00 to 20:00' "
            "or 'Monday to Friday, 08:00 to 20:00'"
        )


def _crisis(table: Mapping[str, str]) -> CrisisLine | None:
    if "crisis_number" not in table:
        return None
    name = table["crisis_name"]
    hours, days = _hours(table.get("crisis_hours", ""))
    return CrisisLine(name, _plain(name), _plain(table["crisis_number"]), hours, days)


def _hours(said: str) -> tuple[str, tuple[int, ...]]:
    found = _HOURS.fullmatch(said)
    if found is None:
        return "", ()
    first, last, opens, closes = found.groups()
    if opens is None:
        return "24 h", ()
    days = range(_DAYS.index(first), _DAYS.index(last) + 1) if first else range(0)
    return f"{opens}-{closes}", tuple(days)


def _plain(name: str) -> str:
    """The name without accents that would double an SMS; "" in a script that would anyway."""
    bare = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    return "" if outside_gsm7(bare) else bare
