"""Processor time of the pieces of one message, in this process, without HTTP.

`python -m bench.pieces` prints microseconds: a whole message on a throw-away SQLite database, what
reading a text costs, and our signature check beside the twilio package's.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from triage.arrival import Arrival
from triage.bootstrap import House, open_house
from triage.meaning import Situation
from triage.phone import parse_address
from triage.services.messages import inbox
from triage.settings import load
from triage.storage.schema import upgrade
from triage.twilio_gateway.signature import is_genuine, sign

TALK = ("hi", "2", "yes", "my mother", "Asha", "lung cancer", "3", "Dhaka", "tomorrow 5 pm", "1")
TEXTS = ("hi", "my mother", "what are the side effects of immunotherapy?")
_ROUNDS, _PEOPLE = 5, 20


def best(run: Callable[[], object], times: int) -> float:
    """Microseconds of processor time a call, the best of five rounds: the least disturbed."""
    found = []
    for _ in range(_ROUNDS):
        started = time.process_time()
        for _ in range(times):
            run()
        found.append((time.process_time() - started) / times * 1e6)
    return min(found)


def talker(house: House) -> Callable[[], None]:
    """Each call is one whole talk of somebody new."""
    people = iter(range(10_000))

    def talk() -> None:
        person = next(people)
        sender = parse_address(f"whatsapp:+1202555{person:04d}")
        for place, body in enumerate(TALK):
            sid = f"SM{person * 100 + place:032x}"
            inbox.receive(
                house, Arrival("AC" + "0" * 32, sid, sender, "whatsapp:+12025550101", body)
            )

    return talk


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {**os.environ, "TRIAGE_ENV": "demo", "TRIAGE_DATA_DIR": folder}
        environ["DATABASE_URL"] = f"sqlite:///{Path(folder) / 'pieces.db'}"
        house = open_house(load(environ, env_file=None))
        upgrade(house.store.engine)
        say("a message, all of it", best(talker(house), _PEOPLE) / len(TALK))
        seen = Situation(now=datetime.now(UTC))
        for text in TEXTS:
            say(f"reading: {text}", best(lambda text=text: house.reader.read(text, seen), 200))  # type: ignore[misc]  # a default that binds
        house.store.close()
    params = [(f"Field{n}", "value") for n in range(20)]
    url, token = "https://bot.example/twilio/inbound", "a-token-of-a-test"
    given = sign(url, params, token)
    theirs = import_module("twilio.request_validator").RequestValidator(token)
    say("signature: ours", best(lambda: is_genuine(url, params, given, [token]), 500))
    say(
        "signature: the twilio package",
        best(lambda: theirs.validate(url, dict(params), given), 500),
    )


def say(what: str, microseconds: float) -> None:
    """One line of the table."""
    sys.stdout.write(f"{what:55s} {microseconds:8.0f} us\n")


if __name__ == "__main__":
    main()
