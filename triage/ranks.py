"""Where a lead stands in the coordinators' queue, and what moves it. Pure; the rules are all here.

The rank is kept in the lead column `rank` and changed in the same statement as what it follows
from. `waiting_since` beside it is when the lead came to that rank: longest first within a rank.

- A flag moves a lead forward, whatever its status: who closed it did not know yet.
- A red flag or a concern stays in front until a person of ours answered (wrote by hand, or reached
  them by telephone) after it, or settled the flag by hand, or set the lead to won, lost or closed.
  "Contacted" or "in progress" alone do not move it: a status is pressed for many leads at once.
- What waits for a person stops waiting in the same ways, and with "contacted".
- Nothing that the staff do moves a lead forward by itself, but for giving it the status "new".
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from triage.vocabulary import Flag, LeadStatus


class Rank(IntEnum):
    """First things first; the numbers stand in the database."""

    RED_FLAG = 0
    CONCERN = 1
    PROMISE = 2  # a promised call is due: follows from the clock and is never stored
    WAITING = 3  # a person wrote and nobody of us answered
    NEW = 4
    IN_PROGRESS = 5
    DONE = 6


_OF_FLAG: dict[Flag, Rank] = {
    Flag.EMERGENCY: Rank.RED_FLAG,
    Flag.SELF_HARM: Rank.RED_FLAG,
    Flag.CONCERN: Rank.CONCERN,
    Flag.ASKED_FOR_PERSON: Rank.WAITING,
    Flag.QUESTION: Rank.WAITING,
    Flag.ERASE_REQUEST: Rank.WAITING,
    Flag.WROTE_AFTER_STOP: Rank.WAITING,
    Flag.BOT_FAILED: Rank.WAITING,
    Flag.BEREAVED: Rank.WAITING,  # somebody has to see that nothing more is promised or sent
    Flag.WRONG_NUMBER: Rank.WAITING,
    Flag.NOT_DELIVERED: Rank.WAITING,
}
_OF_STATUS: dict[LeadStatus, Rank] = {
    LeadStatus.NEW: Rank.NEW,
    LeadStatus.CONTACTED: Rank.IN_PROGRESS,
    LeadStatus.IN_PROGRESS: Rank.IN_PROGRESS,
    LeadStatus.WON: Rank.DONE,
    LeadStatus.LOST: Rank.DONE,
    LeadStatus.CLOSED: Rank.DONE,
}


def raised(rank: Rank, flag: Flag) -> Rank:
    """Where a lead stands once a flag was raised: never further back than before.

    Files that come after we had spoken with the person wait for somebody to look at them.
    """
    if flag is Flag.ATTACHMENT:
        return Rank.WAITING if rank >= Rank.IN_PROGRESS else rank
    return min(rank, _OF_FLAG.get(flag, rank))


def moved(rank: Rank, status: LeadStatus) -> Rank:
    """Where a lead stands once one of the staff gave it this status."""
    to = _OF_STATUS[status]
    if to is Rank.DONE:
        return to
    stays_until = Rank.CONCERN if status is LeadStatus.CONTACTED else Rank.WAITING
    return rank if rank <= stays_until else to


def answered(status: LeadStatus) -> Rank:
    """Where a lead stands once a person of ours answered; nobody is new after that."""
    return max(_OF_STATUS[status], Rank.IN_PROGRESS)


def settled(rank: Rank, left: Iterable[Flag], status: LeadStatus) -> Rank:
    """Where a lead stands once a flag was settled and these are left: never further in front."""
    ranks = (_OF_FLAG[flag] for flag in left if flag in _OF_FLAG)
    return max(rank, min(ranks, default=_OF_STATUS[status]))
