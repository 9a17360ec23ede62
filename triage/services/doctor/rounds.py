"""All the looks, one after the other; one that breaks is a line that fails, not a broken doctor."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from triage.errors import ConfigProblem, SendFailed, StorageDown, TriageError
from triage.logs import get_logger
from triage.services.doctor import database, files, history, keeping, keys, setup, twilio, work
from triage.services.doctor.report import Check, Line, State, fail, worst
from triage.services.house import House
from triage.storage import meta

#: Meta row: the last report that a worker made, for the console.
LAST = "doctor.last"

log = get_logger("triage.doctor")

#: Everything that is looked at, in the order of the report.
CHECKS: tuple[Check, ...] = (
    Check("settings", setup.look),
    Check("database", database.look),
    Check("restore", database.restored, needs="database"),
    Check("keys", keys.look, needs="database"),
    Check("secrets' ages", keys.ages, needs="database"),
    Check("worker", work.worker, needs="database"),
    Check("work", work.look, needs="database"),
    Check("people", work.people, needs="database"),
    Check("daily budget", work.budget, needs="database"),
    Check("retention", keeping.look, needs="database"),
    Check("files", files.look),
    Check("backup", files.backups, needs="database"),
    Check("audit chain", history.look, needs="database"),
    Check("twilio", twilio.look),
    Check("webhooks", twilio.webhooks, needs="twilio"),
)


@dataclass(frozen=True, slots=True)
class Report:
    """What a worker found last; `at` is aware UTC."""

    at: datetime
    lines: tuple[Line, ...]

    @property
    def state(self) -> State:
        """The state of the whole."""
        return worst(self.lines)


def examine(house: House, checks: tuple[Check, ...] = CHECKS) -> list[Line]:
    """Look at everything. Raises nothing: what cannot be looked at is a line that says so."""
    lines: list[Line] = []
    down: set[str] = set()
    for check in checks:
        if check.needs in down:
            continue
        made, whole = _look(house, check)
        lines += made
        if not whole:
            down.add(check.name)
    return lines


def settings_problems(problem: ConfigProblem) -> list[Line]:
    """A line for each setting that is wrong: without them nothing else can be looked at."""
    lines = []
    for told in problem.problems:
        name, _, todo = told.partition(": ")
        lines.append(fail(name, "the setting is missing or wrong", todo or told))
    return lines


def keep_report(house: House) -> None:
    """Look at everything and keep the report for the console: what a worker does now and then."""
    # that a worker lives is asked when the report is read
    lines = examine(house, tuple(check for check in CHECKS if check.name != "worker"))
    state = worst(lines)
    if state is not State.OK:
        bad = [line.name for line in lines if line.state is State.FAIL]
        log.warning("doctor_found", status=state.value, names=bad)
    told = {"at": house.clock.now().isoformat(), "lines": [asdict(line) for line in lines]}
    with house.store.transaction() as tx:
        meta.put(tx, LAST, json.dumps(told))


def last_report(house: House) -> Report | None:
    """The report that a worker kept last, or None."""
    with house.store.reading() as tx:
        kept = meta.find(tx, LAST)
    if not kept:
        return None
    told = json.loads(kept)
    lines = tuple(Line(**{**line, "state": State(line["state"])}) for line in told["lines"])
    return Report(datetime.fromisoformat(told["at"]), lines)


def _look(house: House, check: Check) -> tuple[list[Line], bool]:
    """The lines of one check, and whether it came to its end."""
    made: list[Line] = []
    try:
        for line in check.look(house):
            made.append(line)
    except StorageDown:
        todo = "start the database; people get an apology meanwhile, and nothing they write is lost"
        made.append(fail(check.name, "the database does not answer", todo))
    except SendFailed as failure:
        made.append(twilio.unreachable(failure))
    except TriageError as problem:
        made.append(fail(check.name, str(problem), _REPORT))
    except Exception as problem:
        log.exception("check_failed", task=check.name)
        words = f"could not be looked at ({type(problem).__name__})"
        made.append(fail(check.name, words, _REPORT))
    else:
        return made, True
    return made, False


_REPORT = "run it again with --debug and report what it shows"
