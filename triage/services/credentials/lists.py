"""Rotation of a secret that is an ordered list in one file: the first is used, any is accepted.

add: the new one goes behind the old, so that everybody accepts it before anybody uses it.
verify: every process accepts it, and it works. promote: it goes to the front, every process uses
it, and what only the old one opens is moved. retire: nobody needs the old one; it goes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from triage.errors import Conflict
from triage.services.credentials.catalogue import Secret, find
from triage.services.credentials.job import Job, NotYet, file_of, is_in_file
from triage.services.house import House
from triage.settings import Settings
from triage.storage import Tx, credential_keys

_BATCH = 200


@dataclass(frozen=True, slots=True)
class Moves:
    """What only an older key opens: how many rows, one batch, and a proof of the keys in use."""

    waiting: Callable[[House, Tx], int]
    move_some: Callable[[House, int], int]
    check: Callable[[House], None]
    look_again: Callable[[House], None] = lambda house: None  # before the old key goes


@dataclass(frozen=True)
class ListPlan:
    """The steps for one secret. `make` gives a new value, from the job's file where only the
    operator can bring it; `told` is what they have to do once it is accepted."""

    name: str
    make: Callable[[Job], str]
    moves: Moves | None = None
    told: str = ""
    is_seen_used: bool = False  # whether its use is noted: then retire looks at it
    between: str = ","  # what stands between two entries in the file

    @property
    def secret(self) -> Secret:
        """What is rotated."""
        return find(self.name)

    def entries(self, settings: Settings) -> tuple[str, ...]:
        """The parts of the file as they are written there, in the order of its ids."""
        return self.secret.values(settings)

    def id_of_entry(self, entry: str) -> str:
        """The key id of one part."""
        return self.secret.id_of(entry)

    def ready(self, job: Job) -> None:
        """There is something to rotate, and it lies in a file."""
        if not self.entries(job.settings):
            raise Conflict(f"{self.secret.setting} is not set: there is nothing to rotate")
        file_of(job.house, self.secret.setting)

    def preview(self, job: Job, step: str) -> str:
        """What a step would do, for `--dry-run`."""
        setting = self.secret.setting
        lines = {
            "add": f"put a new key into the file {setting}, behind the one in use; wait until every"
            " process accepts it",
            "verify": "prove that every process accepts it",
            "promote": f"put it to the front of {setting}; wait until every process uses it",
            "retire": f"take the old key out of {setting} once nothing needs it",
        }
        more = "; move what only the old key opens" if self.moves and step == "promote" else ""
        return lines[step] + more

    def add(self, job: Job) -> None:
        """Accept a new one."""
        entries = self.entries(job.settings)
        ids = [self.id_of_entry(entry) for entry in entries]
        if job.detail.get("new") not in ids:
            fresh = self.make(job)
            new = self.id_of_entry(fresh)
            if new in ids:
                raise Conflict("that key is accepted already")
            # its id first: whoever goes on after a crash knows it in the file
            job.note(new=new, old=ids)
            job.write(self.secret.setting, self.between.join([*entries, fresh]))
        self._all_accept(job)

    def verify(self, job: Job) -> None:
        """Everybody accepts it, and the keys open what they must."""
        self._all_accept(job)
        if self.moves:
            self.moves.check(job.house)
            job.say("  what is sealed here opens")

    def promote(self, job: Job) -> None:
        """Use it first, and move what the old ones open."""
        new = str(job.detail["new"])
        self.bring_to_front(job, new)
        if "promoted_at" not in job.detail:
            job.note(promoted_at=job.now.isoformat())
        self._move(job)
        if self.told:
            job.say(f"  now you: {self.told}")

    def retire(self, job: Job) -> None:
        """Accept the old ones no more, once nothing needs them."""
        new = str(job.detail["new"])
        if self.moves:
            job.let_open_ones_end()
            self.moves.look_again(job.house)
        self._move(job)
        if self.is_seen_used:
            self.refuse_in_use(job)
        entries = self.entries(job.settings)
        kept = [entry for entry in entries if self.id_of_entry(entry) == new]
        if not kept:
            raise Conflict(f"the new key {new} is not in {self.secret.setting} any more")
        if len(entries) > 1:
            if not is_in_file(job.house, self.secret.setting):
                raise Conflict(
                    f"nothing needs the old key any more: take it out of {self.secret.setting} by"
                    " hand, restart web and worker, and run this again"
                )
            job.write(self.secret.setting, kept[0])
        job.everybody(lambda one: one.ids.get(self.name, ()) == (new,), "accept the new one alone")
        self.note_retired(job)

    def note_retired(self, job: Job) -> None:
        """The old ones are history."""
        with job.house.store.transaction() as tx:
            for old in job.detail.get("old", ()):
                credential_keys.retire(tx, self.name, str(old), job.now)

    def bring_to_front(self, job: Job, new: str) -> None:
        """Write the list with this one first, and wait until every process uses it."""
        entries = self.entries(job.settings)
        first = [entry for entry in entries if self.id_of_entry(entry) == new][:1]
        if not first:
            raise Conflict(f"the new key {new} is not in {self.secret.setting} any more")
        rest = [entry for entry in entries if entry not in first]
        if entries != (*first, *rest):
            job.write(self.secret.setting, self.between.join([*first, *rest]))
        job.everybody(lambda one: one.ids.get(self.name, ())[:1] == (new,), "use the new one")

    def refuse_in_use(self, job: Job) -> None:
        """Raise NotYet while an old key was used within the grace, or none saw the new one used."""
        promoted = datetime.fromisoformat(str(job.detail["promoted_at"]))
        new, grace, last = str(job.detail["new"]), job.asked.grace, job.last_used()
        for old in map(str, job.detail.get("old", ())):
            used = last.get(old)
            rested = max(promoted, used or promoted) + grace
            if rested > job.now:
                when = f"used {_ago(job.now - used)}" if used else "in front until a moment ago"
                raise NotYet(f"the old key {old} was {when}; {_minutes(grace)} must pass", rested)
        used = last.get(new)
        if not job.asked.unproven and (used is None or used < promoted):
            raise NotYet(
                f"the new key {new} was not seen in use since it was promoted; wait for traffic, or"
                " say --unproven"
            )

    def _all_accept(self, job: Job) -> None:
        new = str(job.detail["new"])
        job.everybody(lambda one: new in one.ids.get(self.name, ()), "accept the new one")

    def _move(self, job: Job) -> None:
        if not self.moves:
            return
        done = 0
        while True:
            with job.house.store.reading() as tx:
                left = self.moves.waiting(job.house, tx)
            moved = self.moves.move_some(job.house, _BATCH)
            done += moved
            if not moved:
                break
            job.say(f"  moved {done}, {max(left - moved, 0)} left")
        if left:
            raise Conflict(f"{left} rows still need an older key")


def _ago(age: timedelta) -> str:
    return f"{_minutes(age)} ago"


def _minutes(age: timedelta) -> str:
    seconds = max(int(age.total_seconds()), 0)
    return f"{seconds // 60} minutes" if seconds >= 120 else f"{seconds} seconds"
