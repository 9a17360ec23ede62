"""How many SMS segments a text costs, and in which encoding it travels.

GSM 03.38: 160 units alone or 153 a segment when split; one character outside the alphabet turns
the whole text to UCS-2 with 70 or 67. A unit is a septet in GSM-7 and a UTF-16 unit in UCS-2; no
character is split between two segments.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€\f")  # an escape and a septet: two units

GSM7 = "GSM-7"
UCS2 = "UCS-2"
_ROOM = {GSM7: (160, 153), UCS2: (70, 67)}


@dataclass(frozen=True, slots=True)
class Segments:
    """What a text costs on SMS: its encoding, its length in that encoding's units, its segments."""

    encoding: str
    units: int
    count: int


def segments(text: str) -> Segments:
    """Count as the networks do.

    >>> segments("a" * 160)
    Segments(encoding='GSM-7', units=160, count=1)
    >>> segments("a" * 159 + "€")
    Segments(encoding='GSM-7', units=161, count=2)
    >>> segments("\N{RIGHT SINGLE QUOTATION MARK}" * 71)
    Segments(encoding='UCS-2', units=71, count=2)
    """
    encoding = GSM7 if not outside_gsm7(text) else UCS2
    costs = [_cost(char, encoding) for char in text]
    alone, split = _ROOM[encoding]
    units = sum(costs)
    return Segments(encoding, units, 1 if units <= alone else _packed(costs, split))


def outside_gsm7(text: str) -> tuple[str, ...]:
    """The characters that would turn the text to UCS-2, each once, as they come.

    >>> outside_gsm7("it's `fine` – really")
    ('`', '–')
    """
    return tuple(dict.fromkeys(c for c in text if c not in _BASIC and c not in _EXTENDED))


def _cost(char: str, encoding: str) -> int:
    if encoding == GSM7:
        return 2 if char in _EXTENDED else 1
    return 2 if ord(char) > 0xFFFF else 1


def _packed(costs: Iterable[int], room: int) -> int:
    count, left = 1, room
    for cost in costs:
        if cost > left:
            count, left = count + 1, room
        left -= cost
    return count
