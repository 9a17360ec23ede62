"""WhatsApp templates that coordinators may send outside the 24 hours: as JSON, or in a TOML file.

Each was approved at Meta under its id (HX...); the text here is what coordinators read before they
send it, and what the transcript shows. Nothing here asks Twilio whether it is so.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from triage.settings.values import read_sid

#: Variables that are filled by themselves: who writes to us, the patient, who answers.
KNOWN = frozenset({"name", "patient", "coordinator"})
_SLOT = re.compile(r"\{\{([0-9]{1,2})\}\}")
_NAME = re.compile(r"[a-z0-9_]{1,64}")
_FIELDS = frozenset({"name", "sid", "language", "text", "variables"})


@dataclass(frozen=True, slots=True)
class Template:
    """One approved template. `variables` name what {{1}}, {{2}} ... of the text stand for."""

    name: str
    sid: str
    language: str
    text: str
    variables: tuple[str, ...] = ()

    def filled(self, values: Sequence[str]) -> str:
        """The text as the person will read it; one value for each variable, in order."""
        return _SLOT.sub(lambda slot: values[int(slot[1]) - 1], self.text)


@dataclass(frozen=True, slots=True)
class Templates:
    """All of them, and the name of the one that is sent where free words came too late ("")."""

    listed: tuple[Template, ...] = ()
    fallback: str = ""

    def find(self, name: str) -> Template | None:
        """The template of this name."""
        return next((one for one in self.listed if one.name == name), None)


def read_templates(text: str) -> Templates:
    """The templates behind the setting; ValueError says which of them is wrong, and how."""
    if not text.strip():
        return Templates()
    table = _table(text.strip())
    unknown = sorted(set(table) - {"fallback", "templates"})
    rows, fallback = table.get("templates", []), table.get("fallback", "")
    if unknown or not isinstance(rows, list) or not isinstance(fallback, str):
        raise ValueError('must hold a list "templates" and, if any, the name of the "fallback"')
    read = Templates(tuple(_template(row, at) for at, row in enumerate(rows, start=1)), fallback)
    names = [one.name for one in read.listed]
    if len(set(names)) < len(names):
        raise ValueError("has two templates of one name")
    _check_fallback(read)
    return read


def _table(text: str) -> Mapping[str, Any]:
    try:
        if text.startswith("{"):
            table = json.loads(text)
        else:
            table = tomllib.loads(Path(text).expanduser().read_text(encoding="utf-8"))
    except OSError:
        raise ValueError("is neither JSON nor the path of a file that can be read") from None
    except ValueError as fault:
        raise ValueError(f"cannot be read as JSON or TOML ({type(fault).__name__})") from None
    if not isinstance(table, dict):
        raise ValueError("must be a JSON object")
    return table


def _template(row: object, at: int) -> Template:
    if not isinstance(row, dict) or set(row) - _FIELDS:
        raise ValueError(f"template {at} may hold only {', '.join(sorted(_FIELDS))}")
    words = [row.get(name, "") for name in ("name", "sid", "language", "text")]
    variables = row.get("variables", [])
    if not isinstance(variables, list) or not all(isinstance(w, str) for w in (*words, *variables)):
        raise ValueError(f"template {at} must hold texts, and variables as a list of texts")
    name, sid, language, text = words
    if not _NAME.fullmatch(name):
        raise ValueError(f"template {at} needs a name of small letters, digits and underscores")
    try:
        read_sid(sid, "HX")
    except ValueError as fault:
        raise ValueError(f"the sid of template {name} {fault}") from None
    if not re.fullmatch(r"[a-z]{2,3}(?:_[A-Za-z]{2,4})?", language) or not text.strip():
        raise ValueError(f"template {name} needs a language, such as en, and its text")
    if {int(slot) for slot in _SLOT.findall(text)} != set(range(1, len(variables) + 1)):
        raise ValueError(f"the text of template {name} must use {{{{1}}}} to its last variable")
    return Template(name, sid, language, text.strip(), tuple(variables))


def _check_fallback(read: Templates) -> None:
    if not read.fallback:
        return
    chosen = read.find(read.fallback)
    if chosen is None:
        raise ValueError("names a fallback that is not among its templates")
    if set(chosen.variables) - KNOWN:
        raise ValueError(f"has a fallback with variables other than {', '.join(sorted(KNOWN))}")
