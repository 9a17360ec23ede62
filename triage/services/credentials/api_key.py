"""Rotation of the API key that we send with: made and deleted at Twilio, with no failed send.

TWILIO_API_SECRET may hold several SK...:secret pairs and TWILIO_API_KEY says which one is used, so
each change is one file that is replaced whole: no process ever sees a key with another's secret.
"""

from __future__ import annotations

from dataclasses import dataclass

from triage.errors import Conflict
from triage.services.credentials.catalogue import find
from triage.services.credentials.job import Job, file_of
from triage.services.credentials.lists import ListPlan
from triage.services.credentials.twilio_token import at_twilio
from triage.settings import Settings

_KEY, _SECRET = "TWILIO_API_KEY", "TWILIO_API_SECRET"
_WHAT = {
    "add": "make a new API key at Twilio and put it into {s}, beside the one in use",
    "verify": "log in to Twilio with it",
    "promote": "name it in {k}: every process sends with it from then on",
    "retire": "take the old secret out of {s}, and delete the old key at Twilio",
}


@dataclass(frozen=True)
class ApiKeyPlan(ListPlan):
    """`make` asks Twilio; the first key of an account that used its token until now is made too."""

    def entries(self, settings: Settings) -> tuple[str, ...]:
        """SK...:secret of each."""
        pairs = settings.api_pairs
        first = sorted(pairs, key=lambda sid: sid != settings.twilio_api_key)
        return tuple(f"{sid}:{pairs[sid]}" for sid in first)

    def id_of_entry(self, entry: str) -> str:
        """The id of its secret."""
        return self.secret.id_of(entry.partition(":")[2])

    def ready(self, job: Job) -> None:
        """Both settings lie in files; there may be no key yet."""
        for setting in (_KEY, _SECRET):
            file_of(job.house, setting)
        at_twilio(job)

    def preview(self, job: Job, step: str) -> str:
        """What a step would do."""
        return _WHAT[step].format(s=_SECRET, k=_KEY)

    def add(self, job: Job) -> None:
        """Make one and keep its secret."""
        entries = self.entries(job.settings)
        ids = [self.id_of_entry(entry) for entry in entries]
        if job.detail.get("new") not in ids:
            self.ready(job)  # refuse before anything is made at Twilio
            fresh = self.make(job)
            old = job.settings.twilio_api_key
            job.note(new=self.id_of_entry(fresh), old=ids, old_sid=old, sid=fresh[:34])
            job.write(_SECRET, ",".join([*entries, fresh]))
        self._all_accept(job)

    def verify(self, job: Job) -> None:
        """Twilio takes it."""
        self._all_accept(job)
        sid = str(job.detail["sid"])
        if not at_twilio(job).takes(sid, self._new_secret(job)):
            raise Conflict("Twilio does not take the new API key")
        job.say(f"  Twilio takes {sid}")

    def promote(self, job: Job) -> None:
        """Send with it."""
        sid, new = str(job.detail["sid"]), str(job.detail["new"])
        self._new_secret(job)
        if job.settings.twilio_api_key != sid:
            job.write(_KEY, sid)
        job.everybody(lambda one: one.ids.get(self.name, ())[:1] == (new,), "send with the new one")
        if "promoted_at" not in job.detail:
            job.note(promoted_at=job.now.isoformat())

    def retire(self, job: Job) -> None:
        """Forget the old one, here and then at Twilio."""
        new, secret = str(job.detail["new"]), self._new_secret(job)
        if len(job.settings.api_pairs) > 1:
            job.write(_SECRET, secret)
        job.everybody(lambda one: one.ids.get(self.name, ()) == (new,), "know the new one alone")
        old = str(job.detail.get("old_sid") or "")
        if old and old != job.detail["sid"]:
            at_twilio(job).delete_key(old)
            job.say(f"  {old} is deleted at Twilio")
        self.note_retired(job)

    def _new_secret(self, job: Job) -> str:
        secret = job.settings.api_pairs.get(str(job.detail["sid"]))
        if secret is None:
            raise Conflict(f"the new key is not in {_SECRET} any more")
        return secret


def _made(job: Job) -> str:
    """A key pair; one that an earlier try of ours made and lost is taken away first."""
    twilio, name = at_twilio(job), f"triage rotation {job.id}"
    for sid in twilio.keys_named(name):
        twilio.delete_key(sid)
    made = twilio.create_key(name)
    return f"{made.sid}:{made.secret}"


def adopted(settings: Settings) -> dict[str, object]:
    """What a rotation begins with where two keys are there already: the chosen one is the new."""
    sid = settings.twilio_api_key
    others = [other for other in settings.api_pairs if other != sid]
    return {"sid": sid, "old_sid": others[0] if others else ""}


PLAN = ApiKeyPlan(find("twilio-api-key").name, _made)
