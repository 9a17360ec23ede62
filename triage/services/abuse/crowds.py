"""Strangers who come in a crowd from one block of numbers: a sign of pumped SMS.

Such numbers write once each, so that our answers cost money. Counted in the memory of each web
process, without the database: who writes for the first time counts one, who goes on talking takes
one off again. People we know are never counted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

_LAST_DIGITS = 4  # a block is ten thousand numbers
_MOST_BLOCKS = 4096
_MINUTE = 60.0
#: Numbers of messages in a talk at which somebody is new, and at which they have come back.
_FIRST, _SECOND = COUNTED = (0, 2)


@dataclass(slots=True)
class _Block:
    level: float = 0.0
    at: float = 0.0


@dataclass(slots=True)
class Crowds:
    """The blocks that strangers wrote from lately."""

    _blocks: dict[str, _Block] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def is_too_big(self, phone: str, seq: int, now: datetime, limit: int) -> bool:
        """Count a message of a number (E.164) whose talk holds `seq` messages so far; whether more
        than `limit` strangers a minute came from its block and this is one of them."""
        if seq not in COUNTED:
            return False
        with self._lock:
            block = self._block(phone[:-_LAST_DIGITS])
            at = now.timestamp()
            block.level = max(block.level - max(at - block.at, 0.0) * limit / _MINUTE, 0.0)
            block.at = at
            if seq == _SECOND:
                block.level = max(block.level - 1, 0.0)
                return False
            if block.level >= limit:
                return True
            block.level += 1
            return False

    def _block(self, name: str) -> _Block:
        found = self._blocks.pop(name, None) or _Block()
        self._blocks[name] = found
        while len(self._blocks) > _MOST_BLOCKS:
            del self._blocks[next(iter(self._blocks))]
        return found
