"""That somebody has died, in plain words, and who: reminders to a family end by it.

In doubt it is not said: a person who reads the message loses less by that than a patient whose
call is taken off the list. Danger and concern are read elsewhere, and are heard before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from triage.understanding.datafiles import DataFiles
from triage.understanding.fields.glossary import Found, Glossary, build_glossary, load_table
from triage.understanding.fields.relation import Relations, named_in
from triage.understanding.normal import Words

#: Whose death it is where no relation is named.
SOMEBODY = "patient"
_NEAR = 4  # words between a weak word and the person it is said of
_NEARBY = 8  # and between any word and the relation that is meant
_LONGEST = 60  # words; a longer message tells of more than a death
_SAY_SO = frozenset({"died", "weak"})
_NOT_NOW = frozenset({"ago", "not"})


@dataclass(frozen=True, slots=True)
class DeathWords:
    """What says that somebody died, is history, or is something else."""

    table: Glossary


def load_deaths(data: DataFiles) -> DeathWords:
    """Read deaths.toml."""
    return DeathWords(build_glossary(load_table(data, "deaths.toml", "word"), 99))


def who_died(words: DeathWords, relations: Relations, said: Words) -> str | None:
    """The relation of whoever has died, SOMEBODY where none is named, None where nobody has."""
    if not said.tokens or len(said.tokens) > _LONGEST:
        return None
    found = words.table.find(said.tokens)
    values = {one.value for one in found}
    if values.isdisjoint(_SAY_SO) or not values.isdisjoint(_NOT_NOW):
        return None
    kin = named_in(relations, said)
    people = [*kin, *(one for one in found if one.value == "person")]
    sure = [one for one in found if one.value == "died"]
    things = any(one.value == "thing" for one in found)
    weak = [one for one in found if one.value == "weak" and _nearest(one, people, within=_NEAR)]
    said_by = sure or ([] if things else weak)
    if not said_by:
        return None
    meant = _nearest(said_by[0], kin, within=_NEARBY)
    return meant.value if meant and meant.value != "patient of a doctor" else SOMEBODY


def _nearest(to: Found, among: Iterable[Found], *, within: int) -> Found | None:
    """The one that the fewest words part from `to`, or that lies inside it."""
    near = [(max(one.start - to.end, to.start - one.end, 0), one) for one in among]
    near = [(gap, one) for gap, one in near if gap <= within]
    return min(near, key=lambda pair: pair[0])[1] if near else None
