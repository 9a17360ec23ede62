"""One JSON object a line on stderr, and nothing personal in it.

Decided here: only known keys are written; what looks like a phone number, an e-mail address, a
WhatsApp user id or a secret is masked in every value; libraries may say only warnings, and only the
fixed part of their sentence; an error is told by its types and places, and by its words only when
they are our own. Plain `logging` underneath: a formatter and a context are all that is needed.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import PurePath
from types import MappingProxyType, TracebackType
from typing import TextIO

from triage.errors import TriageError

#: What may be said beside the event. Anything else is left out and named under "dropped".
ALLOWED_KEYS = frozenset(
    {
        *("request_id", "message_sid", "message_id", "lead_id", "person_id", "callback_id"),
        *("attachment_id", "coordinator_id", "work_id", "key_id", "rule", "flag", "service"),
        *("channel", "kind", "status", "code", "http_status", "method", "route", "reason"),
        *("outcome", "duplicate", "permanent", "ambiguous", "attempt", "attempts", "retry_in"),
        *("count", "counts", "bytes", "segments", "ms", "seconds", "age", "limit", "step"),
        *("topic", "label", "language", "effect", "version", "revision", "command", "names"),
        *("setting", "settings", "database", "host", "port", "pid", "workers", "threads", "worker"),
        *("task", "queue", "table", "file", "due", "since", "until", "problems", "key"),
    }
)
_EXACT = {"request_id": re.compile(r"[0-9a-f]{16}"), "key_id": re.compile(r"[0-9a-f]{8}")}
_LONGEST = 300
_MASKED = "*****"
_MASK = re.compile(
    r"(?P<keep>\b(?:SM|MM|AC|MG|ME|SK)[0-9a-fA-F]{32}\b"
    r"|\b[0-9]{4}-(?:0[1-9]|1[0-2])-[0-9]{2}(?![0-9-])"
    r"(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?)"
    r"|(?<=://)[^\s/@]+(?=@)"  # log-in of a database URL
    r"|[^\s@<>,;:]+@[^\s@<>,;]+"  # e-mail
    r"|\b[A-Z]{2}\.(?:ENT\.)?(?=[A-Za-z]*[0-9])[A-Za-z0-9]{4,128}"  # WhatsApp user id
    r"|[A-Za-z0-9_-]{40,}={0,2}|\b[0-9a-fA-F]{32}\b"  # keys, tokens, sealed values
    r"|\+?\d(?:[\s().\-\u00a0\u2010-\u2015]{0,3}\d){6,}"  # seven digits or more, however spaced
)
_context: ContextVar[Mapping[str, object]] = ContextVar("log_context", default=MappingProxyType({}))


class Logger:
    """Says events by name, with facts as keywords: `log.info("message_sent", segments=2)`."""

    def __init__(self, name: str) -> None:
        self._logger = logging.getLogger(name)

    def debug(self, event: str, **facts: object) -> None:
        """For whoever looks for a fault."""
        self._say(logging.DEBUG, event, facts)

    def info(self, event: str, **facts: object) -> None:
        """Something happened as it should."""
        self._say(logging.INFO, event, facts)

    def warning(self, event: str, **facts: object) -> None:
        """Something was refused, or did not work and will be tried again."""
        self._say(logging.WARNING, event, facts)

    def error(self, event: str, **facts: object) -> None:
        """Something failed and somebody has to know."""
        self._say(logging.ERROR, event, facts)

    def exception(self, event: str, **facts: object) -> None:
        """The same, with the error that is being handled."""
        self._say(logging.ERROR, event, facts, with_error=True)

    def _say(
        self, level: int, event: str, facts: dict[str, object], *, with_error: bool = False
    ) -> None:
        if self._logger.isEnabledFor(level):
            self._logger.log(level, event, extra={"facts": facts}, exc_info=with_error)


def get_logger(name: str) -> Logger:
    """The logger of one room; `name` begins with "triage" so that the set level counts for it."""
    return Logger(name)


@contextmanager
def bound(**facts: object) -> Iterator[None]:
    """Every line inside carries these facts (request id, message SID)."""
    token = _context.set({**_context.get(), **facts})
    try:
        yield
    finally:
        _context.reset(token)


def configure(level: str, stream: TextIO | None = None) -> None:
    """Send every logger of this process through the one formatter; may be called again."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    # libraries print headers, URLs and parameters below this
    root.setLevel(logging.WARNING)
    logging.getLogger("triage").setLevel(level)
    # else a line that cannot be formatted is printed raw, with its arguments
    logging.raiseExceptions = False
    sys.excepthook = _say_uncaught
    threading.excepthook = _say_uncaught_in_thread


class JsonLines(logging.Formatter):
    """A log record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Masked, allow-listed, never with the arguments of a library's message."""
        ours = record.name.split(".")[0] == "triage"
        # a library's arguments may hold anything, and so may an object that it logs as a message
        fixed = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
        event = record.getMessage() if ours else fixed
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": mask_text(event),
        }
        line.update(_allowed({**_context.get(), **getattr(record, "facts", {})}))
        if record.exc_info and record.exc_info[1]:
            line.update(describe_error(record.exc_info[1]))
        return json.dumps(line, ensure_ascii=False)


def mask_text(text: str) -> str:
    """The text without what looks like a number, an address or a secret; SIDs and dates stay."""
    masked = _MASK.sub(lambda found: found["keep"] or _MASKED, text)
    return masked if len(masked) <= _LONGEST else masked[:_LONGEST] + "..."


def describe_error(error: BaseException) -> dict[str, object]:
    """Types and places of an error and its causes; its words only when they are ours."""
    told: dict[str, object] = {"error": _type_of(error), "where": _places(error.__traceback__)}
    if isinstance(error, TriageError):
        told["message"] = mask_text(str(error))
    causes: list[str] = []
    cause = error.__cause__ or error.__context__
    while cause is not None and len(causes) < 5:
        causes.append(f"{_type_of(cause)} at {(_places(cause.__traceback__) or ['?'])[-1]}")
        cause = cause.__cause__ or cause.__context__
    if causes:
        told["causes"] = causes
    return told


def _allowed(facts: Mapping[str, object]) -> dict[str, object]:
    kept = {key: _clean(key, value) for key, value in facts.items() if key in ALLOWED_KEYS}
    dropped = sorted(mask_text(key) for key in facts if key not in ALLOWED_KEYS)
    return {**kept, "dropped": dropped} if dropped else kept


def _clean(key: str, value: object) -> object:
    """A value that may be written: scalars, and flat lists and tables of them."""
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return int(value) if abs(value) < 10**8 else mask_text(str(value))
    if isinstance(value, str):
        exact = _EXACT.get(key)
        return str(value) if exact and exact.fullmatch(value) else mask_text(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(key, one) for one in value]
    if isinstance(value, Mapping):
        return {mask_text(str(name)): _clean(key, one) for name, one in value.items()}
    if isinstance(value, datetime):
        return value.isoformat()
    return type(value).__name__


def _type_of(error: BaseException) -> str:
    kind = type(error)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


def _places(trace: TracebackType | None) -> list[str]:
    """The last frames as "services/messages/inbox.py:41 receive"; no locals, no source lines."""
    places: list[str] = []
    while trace is not None:
        code = trace.tb_frame.f_code
        file = "/".join(PurePath(code.co_filename).parts[-2:])
        places.append(f"{file}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places[-8:]


def _say_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("triage").critical("uncaught", exc_info=(kind, error, trace))


def _say_uncaught_in_thread(failed: threading.ExceptHookArgs) -> None:
    if failed.exc_value is not None:
        _say_uncaught(failed.exc_type, failed.exc_value, failed.exc_traceback)
