"""`triage serve`: the web processes. Decided here: the server's settings, for both databases.

Workers are forked from a parent that has imported the app but keeps nothing open, so that they
start fast and share memory; each opens its own database pool after the fork. A worker that dies is
replaced; one that keeps dying ends the command, for whoever supervises it to see. SIGTERM lets
requests that are under way finish. The parent refuses to start on settings that are wrong or on a
schema that this program does not know, with one line. It listens on this machine alone unless
`--host` says otherwise: TLS and the outside belong to a proxy in front.
"""

from __future__ import annotations

import ctypes
import gc
import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import TYPE_CHECKING, cast

import click

from triage.cli.ports import refuse_taken_port

if TYPE_CHECKING:
    from granian.server.mp import MPServer

    from triage.settings import Settings

#: Messages at once in one worker, by measurement (docs/performance.md): beside a database that
#: answers as soon as one on this machine does, a second one only fights for the interpreter; while
#: one waits for a database further away, others can compute.
_PLACES_NEAR, _PLACES_FAR, _FAR_SECONDS = 1, 3, 0.0003
#: Requests that one worker may be reading: a client that sends slowly holds a thread meanwhile.
READERS = 256
#: The longest head of a request; Twilio's takes less than 2 KiB.
_HEAD_BYTES = 32 * 1024


def _is_news(record: logging.LogRecord) -> bool:
    """Whether a line of the server tells anything: that readers are many is meant so."""
    return not record.getMessage().startswith("Configuration allows spawning")


#: What the server itself says goes through our formatter, on stderr, like everything else.
_SERVER_LOGS = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {},
    "formatters": {},
    "filters": {"news": {"()": lambda: _is_news}},
    "loggers": {"_granian": {"handlers": [], "propagate": True, "filters": ["news"]}},
}
_BACKLOG = 1024  # connections that may wait: a burst of retries after an outage
_HEADER_SECONDS = 10  # a client that sends its headers slower than this is let go
_STOP_SECONDS = 16  # Twilio waits 15 for an answer; after that nobody does


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="Default: the setting PORT.")
@click.option("--workers", type=click.IntRange(1, 64), help="Default: WEB_CONCURRENCY.")
@click.option(
    "--threads",
    type=click.IntRange(1, 64),
    help="Messages at once in one worker; stuck ones do not count. Default: by how far the "
    "database is.",
)
def serve(host: str, port: int | None, workers: int | None, threads: int | None) -> None:
    """Run the web processes that Twilio calls."""
    from triage.doors import PLACES

    with _metrics_folder():
        with _no_search_for_garbage():
            port, settings, trip = _started(host, port)
        _give_back()
        os.environ[PLACES] = str(threads or places_for(trip))
        server_for(
            "webhooks:create_app",
            host=host,
            port=port,
            workers=workers or settings.web_concurrency,
            threads=READERS,
        ).serve()


def _started(host: str, port: int | None) -> tuple[int, Settings, float]:
    """Everything that the workers share, read before the fork; the port to listen on; how long a
    question to the database takes, in seconds.

    Raises TriageError for a port that is taken and for settings, texts or a schema that nothing
    can run on.
    """
    from triage.cli.house import prove_house, settings_source, trip_seconds
    from triage.logs import configure

    source = settings_source()
    settings = source.current()
    configure(settings.triage_log_level)
    port = port or settings.port
    refuse_taken_port(host, port)
    import_module("webhooks")
    gc.freeze()  # whoever searches for garbage from here on need not look at the program
    prove_house(source)
    trip = trip_seconds(source)
    # what is there before the fork stays shared: the collector would write into its pages
    gc.freeze()
    return port, settings, trip


@contextmanager
def _no_search_for_garbage() -> Iterator[None]:
    """What is read until the fork stays: looking through it costs a third of the start."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _give_back() -> None:
    """Hand what the start has freed back to the system, or every worker would count it as its own.

    The C library of Linux alone can be asked to; elsewhere workers stay bigger.
    """
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)


@contextmanager
def _metrics_folder() -> Iterator[None]:
    """Where the workers add up what they count: empty at the start, or old counts would stay."""
    with tempfile.TemporaryDirectory(prefix="triage-metrics-") as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        try:
            yield
        finally:  # whoever counts later in this process must not look into a folder that is gone
            del os.environ["PROMETHEUS_MULTIPROC_DIR"]


def places_for(trip: float) -> int:
    """Messages at once in one worker, when a question to the database takes so many seconds."""
    return _PLACES_NEAR if trip < _FAR_SECONDS else _PLACES_FAR


def server_for(target: str, *, host: str, port: int, workers: int, threads: int) -> MPServer:
    """The server for a WSGI factory, ready to serve (the benchmark's floor runs under it too)."""
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    server = Granian(
        target,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=workers,
        blocking_threads=threads,
        backlog=_BACKLOG,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(
            header_read_timeout=1000 * _HEADER_SECONDS, max_buffer_size=_HEAD_BYTES
        ),
        websockets=False,
        log_level=LogLevels.warning,
        log_dictconfig=_SERVER_LOGS,
        respawn_failed_workers=True,
        workers_kill_timeout=_STOP_SECONDS,
    )
    return cast("MPServer", server)
