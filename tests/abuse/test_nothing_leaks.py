"""The corpus of abuse at debug level: no log line, output, number or error page repeats a word."""

from __future__ import annotations

import io
import json
import logging
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from models import due_work, message
from tests.abuse import corpus
from tests.abuse.corpus import CANARIES, NAME, PHONES
from tests.builders import ACCOUNT, rows
from tests.shipped import shipped_script
from tests.webhooks.conftest import Twilio
from triage import logs
from triage.arrival import Arrival
from triage.bootstrap import open_house
from triage.services import worker
from triage.services.house import House
from triage.services.messages.outbox import queue
from triage.settings import load
from webhooks import create_app


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Every log line at debug level, as production writes them."""
    root, ours = logging.getLogger(), logging.getLogger("triage")
    before = root.handlers[:], root.level, ours.level
    hooks = sys.excepthook, threading.excepthook, logging.raiseExceptions
    stream = io.StringIO()
    logs.configure("DEBUG", stream)
    yield stream
    root.handlers[:], root.level = before[0], before[1]
    ours.setLevel(before[2])
    sys.excepthook, threading.excepthook, logging.raiseExceptions = hooks


@pytest.fixture
def edge(house: House) -> Twilio:
    """The application with the real texts."""
    settings = house.settings.current()
    script = shipped_script(office=settings.office, call_number=settings.triage_call_number)
    made = replace(house, script=script)
    return Twilio(create_app(made), made)


def _hits(found: str) -> list[str]:
    return [canary for canary in CANARIES if canary in found]


def _check(lines: io.StringIO, captured: pytest.CaptureFixture[str], *events: str) -> None:
    """Nothing in the log nor on the terminal; these events were logged, all lines are JSON."""
    said = lines.getvalue()
    out = captured.readouterr()
    told = [json.loads(line) for line in said.splitlines()]

    assert _hits(said) == []
    assert _hits(out.out + out.err) == []
    assert set(events) <= {one["event"] for one in told}, sorted({one["event"] for one in told})


def _refused(responses: list[TestResponse]) -> list[str]:
    return _hits("".join(one.get_data(as_text=True) for one in responses if one.status_code >= 400))


def test_what_is_forged_or_bent(
    edge: Twilio, lines: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    client, answers = edge.app.test_client(), []
    for path in corpus.paths():
        for header in corpus.headers():
            for body in corpus.bodies()[:4]:
                kind = header.get("Content-Type", "application/x-www-form-urlencoded")
                sent = {"data": body, "headers": header, "content_type": kind}
                answers.append(client.post(path, **sent))
        answers += [client.get(path, query_string=query) for query in corpus.queries()]
    for body in corpus.bodies():
        answers.append(client.post("/twilio/inbound", data=body, content_type="text/xml"))

    assert _refused(answers) == []
    _check(lines, capsys, "webhook_refused")


def test_what_is_signed_and_said(
    edge: Twilio, lines: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    extra = {"ProfileName": NAME, "Address": NAME, "Label": corpus.CITY, "ButtonText": NAME}
    for said in (*corpus.TEXTS, "break", "2", "chest pain", "yes", "stop", *corpus.TEXTS):
        edge.says(said.replace("\0", ""), **extra)
    edge.post(edge.form(f"{NAME}\0", From=PHONES[2], **extra))
    edge.post(edge.form(NAME, NumMedia="1", MediaUrl0=f"http://{corpus.CITY}/{NAME}", **extra))
    edge.post(
        {"MessageSid": NAME, "AccountSid": PHONES[0], "MessageStatus": corpus.CITY},
        "/twilio/status",
    )

    page = edge.app.test_client().get("/metrics").get_data(as_text=True)
    assert _hits(page) == []
    _check(lines, capsys, "step_failed")


def test_what_a_broken_database_is_given(
    edge: Twilio, lines: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    with edge.house.store.engine.begin() as connection:
        connection.execute(text("ALTER TABLE message RENAME TO mislaid"))
    answers = [edge.post(edge.form(said, ProfileName=NAME)) for said in corpus.TEXTS[:4]]

    assert {one.status_code for one in answers} == {200}
    assert all("+91" in one.get_data(as_text=True) for one in answers)
    kind = edge.house.store.engine.dialect.name
    failed = {"sqlite": "inbound_storage_down", "postgresql": "inbound_failed"}
    why = {
        "sqlite": "the database did not answer (OperationalError)",
        "postgresql": "UndefinedTable",
    }
    assert why[kind] in lines.getvalue()
    _check(lines, capsys, failed[kind])


def test_what_the_parser_chokes_on(
    edge: Twilio,
    lines: io.StringIO,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def chokes(params: object, **_: object) -> Arrival:
        raise KeyError(f"{params!r} of {NAME}")

    monkeypatch.setattr("triage.hooks.inbound.parse_arrival", chokes)
    edge.says(corpus.TEXTS[1])

    _check(lines, capsys, "inbound_unread")


def test_what_a_failing_twilio_repeats_to_the_worker(
    edge: Twilio, database_url: str, lines: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    for said in ("2", "yes", NAME, corpus.TEXTS[1]):
        edge.says(said, NumMedia="1", MediaUrl0=_media(edge.house), MediaContentType0="image/png")
    with corpus.rude_twilio() as address:
        environ = {
            "TRIAGE_ENV": "demo",
            "TRIAGE_DATA_DIR": str(edge.house.settings.current().triage_data_dir),
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_API_BASE_URL": address,
            "DATABASE_URL": database_url,
            "TRIAGE_ALERT_URLS": f"json://127.0.0.1:{address.rpartition(':')[2]}/{corpus.CITY}",
        }
        house = open_house(load(environ, env_file=None))
        for number in range(6):
            queue(house, address_id=1, body=f"Dear {NAME}, {number}")
        _work(house)
        house.store.close()

    assert rows(edge.house.store, message, status="failed")
    _check(lines, capsys, "worker_started", "send_failed")


def _media(house: House) -> str:
    sid = "0" * 32
    account = house.settings.current().twilio_account_sid
    return f"https://api.twilio.com/2010-04-01/Accounts/{account}/Messages/MM{sid}/Media/ME{sid}"


def _work(house: House) -> None:
    """Let a worker do what it can for a moment."""
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(house, stop), kwargs={"pause": 0.02})
    thread.start()
    ends = time.monotonic() + 8
    while time.monotonic() < ends and not rows(house.store, message, status="failed"):
        time.sleep(0.05)
    time.sleep(0.5)  # the other lanes
    stop.set()
    thread.join(10)
    assert rows(house.store, due_work)


def test_a_canary_in_a_line_would_be_found(lines: io.StringIO) -> None:
    logging.getLogger("triage.tests").warning("met %s", NAME)

    assert _hits(lines.getvalue())
