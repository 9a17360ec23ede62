"""The walk of a rotation: add, verify, promote, retire. Decided here: what was done last is a row,
what is true is in the files; each step looks at both, so it can be repeated after a crash at any
point. One rotation is under way at a time on a machine.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from triage.errors import Conflict
from triage.services.credentials import api_key, attendance, twilio_token
from triage.services.credentials.catalogue import PASSWORDS, find
from triage.services.credentials.job import Asked, Job, NotYet
from triage.services.credentials.plans import STEPS, Plan, plan_of
from triage.services.house import House
from triage.storage import rotations

_BEFORE = "begun"
_LONGEST_PAUSE = 30.0


def rotate(
    house: House,
    name: str,
    asked: Asked,
    say: Callable[[str], None],
    *,
    step: str | None = None,
) -> bool:
    """Go as far as possible, or do one `step`; whether the rotation is finished by now.

    `say` gets a line at a time, never a secret. Raises NotYet when retiring has to wait (the steps
    before it are done), Conflict when a step cannot be done, StorageDown, SendFailed.
    """
    plan = plan_of(name)
    if asked.dry_run:
        _preview(house, plan, asked, say, step)
        return False
    with _alone(house):
        attendance.forget_gone(house)
        job = _job(house, plan, asked, say)
        to_do = _to_do(job, step)
        if not job.id:
            _begin(job, plan)
        for one in to_do:
            say(f"{one}: {plan.preview(job, one)}")
            _do(job, plan, one)
        return job.step == STEPS[-1]


def _preview(
    house: House, plan: Plan, asked: Asked, say: Callable[[str], None], step: str | None
) -> None:
    job = _job(house, plan, asked, say)
    if job.step == _BEFORE:
        plan.ready(job)
    for one in _to_do(job, step):
        say(f"{one}: would {plan.preview(job, one)}")
    say("nothing was changed")


def _to_do(job: Job, step: str | None) -> list[str]:
    """The steps that are left, or the one that was asked for."""
    order = (_BEFORE, *STEPS)
    after = order.index(job.step)
    if step is None:
        return list(STEPS[after:])
    if order.index(step) > after + 1:
        raise Conflict(f"first: {order[after + 1]}")
    return [step]


def _job(house: House, plan: Plan, asked: Asked, say: Callable[[str], None]) -> Job:
    """The rotation that is under way, or a new one."""
    row = _open(house, plan.name)
    job = Job(house, plan.name, asked, say)
    if row is not None:
        job.id, job.step, job.detail = row.id, row.step, dict(row.detail)
        say(f"going on with what began {row.started_at:%Y-%m-%d %H:%M} UTC; done: {row.step}")
        return job
    job.step, job.detail = _adopted(job)
    return job


def _begin(job: Job, plan: Plan) -> None:
    """A row for it; not before it is sure that it can be done here."""
    if job.step == _BEFORE:
        plan.ready(job)
    if "new" in job.detail:
        job.say(f"two are accepted already: going on from there; {job.detail['new']} is the new")
    job.detail["began_at"] = job.now.isoformat()
    with job.house.store.transaction() as tx:
        attendance.see_all(tx, attendance.ids_of(job.house), job.now)
        job.id = rotations.begin(tx, plan.name, job.step, job.detail, job.now)
        job.record(tx, "begin")


def _adopted(job: Job) -> tuple[str, dict[str, Any]]:
    """Where a new rotation starts: somebody may have put two keys into the list by hand."""
    ids = () if job.name == PASSWORDS else tuple(dict.fromkeys(find(job.name).ids(job.settings)))
    if len(ids) < 2:
        return _BEFORE, {}
    if job.name == twilio_token.PLAN.name:
        return twilio_token.PLAN.adopted(job)
    detail: dict[str, Any] = {"new": ids[0], "old": list(ids[1:])}
    if job.name == api_key.PLAN.name:
        detail |= api_key.adopted(job.settings)
    return "verify", detail


def _do(job: Job, plan: Plan, step: str) -> None:
    """One step; retiring may have to wait."""
    steps = {
        "add": plan.add,
        "verify": plan.verify,
        "promote": plan.promote,
        "retire": plan.retire,
    }
    while True:
        try:
            steps[step](job)
            break
        except NotYet as reason:
            if not job.asked.wait:
                raise
            job.say(f"  {reason}")
            left = (reason.until - job.now).total_seconds() if reason.until else _LONGEST_PAUSE
            job.pause(min(max(left, 1.0), _LONGEST_PAUSE))
    done = step if STEPS.index(step) >= _place(job.step) else job.step
    job.finish(done, over=step == STEPS[-1])


def _place(step: str) -> int:
    return -1 if step == _BEFORE else STEPS.index(step)


def _open(house: House, name: str) -> rotations.RotationRow | None:
    with house.store.reading() as tx:
        return rotations.open_ones(tx).get(name)


@contextmanager
def _alone(house: House) -> Iterator[None]:
    """Nobody else rotates on this machine meanwhile; the lock ends with the process."""
    settings = house.settings.current()
    folder = house.settings.folder or settings.triage_data_dir
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    held = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict("another rotation is under way on this machine") from None
        yield
    finally:
        os.close(held)
