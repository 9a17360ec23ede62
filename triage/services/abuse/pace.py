"""How fast one person writes and what they were told lately: whether to answer just now. Pure.

Two limits. A flood: more messages in a minute than somebody could read the answers to; then one
"please wait", and silence until it is calmer. A loop: two machines that answer each other; the same
words get the same answer five times an hour at most. Whoever gets another answer each time goes on
in the talk, with "skip" in many words at question after question. What the answer is about decides
who is above them: see `holding.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from types import MappingProxyType
from typing import NamedTuple

#: So often in an hour the same words get the same answer.
MOST_SAME = 5
#: So often in an hour the same reply is given to different words: somebody may ask much that we
#: cannot answer, and a machine may write something else each time. As often the same words get
#: different replies: there are fewer questions than that in the form.
MOST_ALIKE = 15
#: The same words of danger, to the letter: still answered long after anything else would not be.
MOST_SAME_DANGER = 20
#: Up to here it may be a word of ours, typed again: MENU, YES, a number. Machines write more.
SHORT = 15
_HOUR = 3600
_NUMBERS = re.compile(r"\d+")
_SIGNS = 12  # how many different words, replies and pairs of both are remembered

Times = tuple[int, ...]
Seen = Mapping[str, Times]
_NOTHING: Seen = MappingProxyType({})
#: `json.dumps` makes an encoder anew for any option.
_as_json = json.JSONEncoder(separators=(",", ":")).encode


class Pace(NamedTuple):
    """What is remembered of one person.

    `level` is how many messages stand above a steady flow at `at` (seconds since 1970); `wild`
    says that there were too many and it has not been calm since, `asked` that they were asked to
    wait since it began. `heard` and `said` hold when the same words came and went in the last
    hour, by a short hash of them, and `met` when the same words got the same reply; `last` is the
    reply that was said last, and `stopped_at` when a loop was last cut.
    """

    level: float = 0.0
    at: float = 0.0
    wild: bool = False
    asked: bool = False
    heard: Seen = _NOTHING
    said: Seen = _NOTHING
    met: Seen = _NOTHING
    last: str = ""
    stopped_at: int = 0


class Verdict(NamedTuple):
    """The pace after a message. `fresh` is true for the first message of a flood or loop."""

    pace: Pace
    flood: bool = False
    loop: bool = False
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Exchange:
    """What came and what would be said (None for silence). `chosen`: it was tapped, not typed;
    `wordless`: files without a caption, of which an album has many and no two are the same."""

    heard: str = field(repr=False)
    reply: str | None = field(repr=False)
    chosen: bool = False
    danger: bool = False
    wordless: bool = False


def judge(pace: Pace, exchange: Exchange, now: datetime, limit: int) -> Verdict:
    """Count one message at `now` (aware UTC); `limit` is how many a minute are let through."""
    counted = _count(pace, now, limit)
    if exchange.reply is None:
        return Verdict(counted)
    if counted.wild and not exchange.danger:
        return Verdict(counted._replace(asked=True), flood=True, fresh=not counted.asked)
    if exchange.wordless:
        return Verdict(counted)
    return _listen(counted, exchange, exchange.reply, int(now.timestamp()))


def load(text: str | None) -> Pace:
    """A pace as `dump` wrote it; nothing is remembered where that cannot be read."""
    if not text:
        return Pace()
    try:
        level, at, wild, asked, *seen, last, stopped_at = json.loads(text)
        heard, said, met = ({name: tuple(times) for name, times in kept.items()} for kept in seen)
    except (ValueError, TypeError, AttributeError):
        return Pace()
    return Pace(level, at, bool(wild), bool(asked), heard, said, met, last, stopped_at)


def dump(pace: Pace) -> str:
    """As it is kept, beside the conversation and under the person's key."""
    level, at = round(pace.level, 2), round(pace.at, 2)
    seen = [dict(kept) for kept in (pace.heard, pace.said, pace.met)]
    parts = [level, at, int(pace.wild), int(pace.asked), *seen, pace.last, pace.stopped_at]
    return _as_json(parts)


def _count(pace: Pace, now: datetime, limit: int) -> Pace:
    """A bucket that leaks: `limit` at once, then `limit` a minute; calm is when half is out."""
    at = now.timestamp()
    past = max(at - pace.at, 0.0)
    level = max(pace.level - past * limit / 60, 0.0)
    wild = pace.wild and level > limit / 2
    level += 1
    # whoever goes on and on is calm again within a minute of silence all the same
    wild = wild or level > limit
    level = min(level, limit * 1.5)
    return pace._replace(level=level, at=at, wild=wild, asked=wild and pace.asked)


def _listen(pace: Pace, exchange: Exchange, reply: str, now: int) -> Verdict:
    heard, said, met = (_lately(seen, now) for seen in (pace.heard, pace.said, pace.met))
    is_long = len(exchange.heard.strip()) > SHORT and not exchange.chosen
    words, answer = _sign(_bare(exchange.heard, is_long)), _sign(reply)
    pair = _sign(words + answer)
    came, went, both = heard.get(words, ()), said.get(answer, ()), met.get(pair, ())
    if exchange.danger:
        loops = is_long and len(came) >= MOST_SAME_DANGER
    elif is_long:
        loops = len(both) >= MOST_SAME or max(len(came), len(went)) >= MOST_ALIKE
    else:  # a word of ours comes again and again, but not with the same answer
        often = len(came) >= MOST_SAME or len(went) >= MOST_ALIKE
        loops = often and pace.last == answer and len(went) >= MOST_SAME
    heard = _noted(heard, words, (*came, now))
    if loops:
        fresh = now - pace.stopped_at >= _HOUR
        at = now if fresh else pace.stopped_at
        cut = pace._replace(heard=heard, said=said, met=met, stopped_at=at)
        return Verdict(cut, loop=True, fresh=fresh)
    said, met = _noted(said, answer, (*went, now)), _noted(met, pair, (*both, now))
    return Verdict(pace._replace(heard=heard, said=said, met=met, last=answer))


def _lately(seen: Seen, now: int) -> Seen:
    """Without what is an hour old; a clock that was set back forgets nothing."""
    since = now - _HOUR
    kept: dict[str, Times] = {}
    for name, times in seen.items():
        if min(times, default=since) > since:
            kept[name] = times  # as most are
        elif late := tuple(at for at in times if at > since):
            kept[name] = late
    return kept


def _noted(seen: Seen, name: str, times: Times) -> Seen:
    """With these times, last in line; the oldest names are dropped."""
    others = {one: its for one, its in seen.items() if one != name}
    while len(others) >= _SIGNS:
        del others[next(iter(others))]
    others[name] = times[-MOST_SAME_DANGER:]
    return others


def _bare(text: str, is_long: bool) -> str:
    """Words without case and blanks, and without the numbers that a machine counts up."""
    bare = " ".join(text.casefold().split())
    return _NUMBERS.sub("#", bare) if is_long else bare


def _sign(text: str) -> str:
    """A short name of a text, kept sealed: it need not hide the text, only tell it apart."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
