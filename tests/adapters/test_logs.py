"""Log lines: JSON, known keys only, and errors without the data they choked on."""

from __future__ import annotations

import io
import json
import logging
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from triage import logs
from triage.errors import StorageDown
from triage.vocabulary import Channel, Service

CANARY = "Asha Made-Up"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Logging as production sets it up, into memory; put back afterwards."""
    root = logging.getLogger()
    before = root.handlers[:], root.level, logging.getLogger("triage").level
    hooks = sys.excepthook, threading.excepthook, logging.raiseExceptions
    stream = io.StringIO()
    logs.configure("DEBUG", stream)
    yield stream
    root.handlers[:], root.level = before[0], before[1]
    logging.getLogger("triage").setLevel(before[2])
    sys.excepthook, threading.excepthook, logging.raiseExceptions = hooks


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


log = logs.get_logger("triage.tests")


def test_a_line_is_json_with_time_level_logger_and_event(stream: io.StringIO) -> None:
    log.info("message_sent", channel=Channel.SMS, segments=2, service=Service.CAR_T, ms=1.5)

    (line,) = lines(stream)
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "info",
        "logger": "triage.tests",
        "event": "message_sent",
        "channel": "sms",
        "segments": 2,
        "service": 2,
        "ms": 1.5,
    }


def test_unknown_keys_are_dropped_and_named(stream: io.StringIO) -> None:
    log.warning("odd", body=CANARY, phone="+12025550123", status=403)

    (line,) = lines(stream)
    assert line["dropped"] == ["body", "phone"]
    assert line["status"] == 403
    assert CANARY not in stream.getvalue()


def test_values_are_masked_however_deep(stream: io.StringIO) -> None:
    log.error(
        "odd", reason="from +12025550123", names=["a@example.org"], counts={"+12025550123": 1}
    )
    log.debug("odd", count=12025550123, kind=object(), age=None)

    assert "555" not in stream.getvalue()
    assert "example" not in stream.getvalue()
    assert lines(stream)[1]["kind"] == "object"


def test_ids_of_the_context_stand_on_every_line_inside_it(stream: io.StringIO) -> None:
    with logs.bound(request_id="1234567890123456"), logs.bound(message_sid="SM" + "1" * 32):
        log.info("inside")
        logging.getLogger("library").warning("inside too")
    log.info("outside")

    inside, library, outside = lines(stream)
    assert inside["request_id"] == library["request_id"] == "1234567890123456"
    assert inside["message_sid"] == library["message_sid"] == "SM" + "1" * 32
    assert "request_id" not in outside


def test_a_library_says_only_the_fixed_part_of_a_warning(stream: io.StringIO) -> None:
    library = logging.getLogger("some.library")

    library.info("GET %s", CANARY)
    library.warning("cannot reach %s", CANARY)
    library.error(ValueError(CANARY))

    assert [line["event"] for line in lines(stream)] == ["cannot reach %s", "ValueError"]


def test_an_error_is_told_by_type_and_place_without_its_words(stream: io.StringIO) -> None:
    try:
        secret = {"name": CANARY}
        secret[CANARY]
    except KeyError:
        log.exception("step_failed")

    (line,) = lines(stream)
    assert (line["event"], line["level"], line["error"]) == ("step_failed", "error", "KeyError")
    assert line["where"][-1].startswith("adapters/test_logs.py:")
    assert "message" not in line
    assert CANARY not in stream.getvalue()


def test_our_own_words_are_told_masked_and_causes_by_type(stream: io.StringIO) -> None:
    try:
        try:
            raise ValueError(CANARY)
        except ValueError as cause:
            raise StorageDown("no answer for +12025550123") from cause
    except StorageDown:
        log.exception("storage_down")

    (line,) = lines(stream)
    assert line["message"] == "no answer for *****"
    assert line["causes"][0].startswith("ValueError at adapters/test_logs.py:")
    assert CANARY not in stream.getvalue()


def test_a_thread_that_dies_leaves_a_safe_line(stream: io.StringIO) -> None:
    def die() -> None:
        raise ValueError(CANARY)

    thread = threading.Thread(target=die)
    thread.start()
    thread.join()

    (line,) = lines(stream)
    assert (line["event"], line["error"]) == ("uncaught", "ValueError")
    assert CANARY not in stream.getvalue()


def test_a_line_that_cannot_be_put_together_is_not_printed_raw(
    stream: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    logging.getLogger("triage.tests").warning("two %s %s", CANARY)

    assert CANARY not in stream.getvalue() + "".join(capsys.readouterr())


def test_the_level_counts_for_the_house(stream: io.StringIO) -> None:
    logs.configure("ERROR", stream)

    log.warning("quiet")
    log.error("heard")

    assert [line["event"] for line in lines(stream)] == ["heard"]
