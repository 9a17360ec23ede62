"""A message that is only a number: digit of any script, keycap, word, ordinal, "option 2"."""

from __future__ import annotations

import re
from collections.abc import Mapping

from triage.understanding.normal import Words

_LARGEST = 999
_LEADS = frozenset(
    "option options opt number no num choice item menu nr numero opcion opcao choix вариант номер пункт"
    " رقم خيار विकल्प नंबर नम्बर বিকল্প নম্বর নাম্বার namba chaguo press select choose reply the i want"
    " take pick is it el la le a o um my answer for q question service".split()
)
_TAILS = frozenset(
    "please pls plz one option st nd rd th sir madam number thanks choice only wala wali vala item"
    " nahi no ta numero para por favor st".split()
) - {"nahi", "para"}


def bare_number(said: Words, names: Mapping[str, int]) -> int | None:
    """The number, when the message holds nothing else but politeness and "option"."""
    tokens = [token for token in said.tokens if token]
    if not tokens or len(tokens) > 6:
        return None
    while tokens and tokens[0] in _LEADS and tokens[0] not in names:
        tokens = tokens[1:]
    while len(tokens) > 1 and tokens[-1] in _TAILS:
        tokens = tokens[:-1]
    if len(set(tokens)) != 1:
        return None
    return _value(tokens[0], names)


def last_number(said: Words, names: Mapping[str, int]) -> int | None:
    """The number at the end of "change 3" or "edit the third"."""
    values = [_value(token, names) for token in said.tokens]
    found = [value for value in values if value is not None]
    return found[0] if len(found) == 1 else None


def _value(token: str, names: Mapping[str, int]) -> int | None:
    if re.fullmatch(r"[0-9]{1,6}", token):
        value = int(token)
        return value if value <= _LARGEST else None
    return names.get(token)
