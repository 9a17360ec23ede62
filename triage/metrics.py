"""Counters and timings for operators, in Prometheus' text format; sole importer of its library.

No label ever holds anything a sender can choose or that names a person. With several web processes
PROMETHEUS_MULTIPROC_DIR is set by `triage serve` before this module is imported, and each process
writes its own file there.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from itertools import product
from typing import Protocol

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    multiprocess,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from triage.vocabulary import STATUS_RANK, Channel

CONTENT_TYPE = CONTENT_TYPE_LATEST

_CHANNELS = tuple(channel.value for channel in Channel)


def _counter(name: str, what: str, **labels: Iterable[str]) -> Counter:
    """A counter whose series are all there from the start, at 0: Prometheus' `increase` does not
    see one that begins with its first event. `labels` names every value that a label may have."""
    counter = Counter(name, what, list(labels))
    for values in product(*labels.values()):
        counter.labels(*values)
    return counter


@cache
def series(counter: Counter, *values: str) -> Counter:
    """One series of a counter: looking it up costs the library more than counting does. The values
    are those that were named at its start, so they stay few."""
    return counter.labels(*values)


INBOUND = _counter(
    "triage_inbound_total",
    "Messages from people",
    channel=_CHANNELS,
    outcome=("answered", "silent", "duplicate", "apology"),
)
#: We failed before it was known where it came from.
INBOUND.labels("unknown", "apology")
REFUSED = _counter(
    "triage_refused_total", "Webhooks that were refused", reason=("signature", "form")
)
STATUSES = _counter("triage_status_total", "Status callbacks", known=("yes", "no"))
OUTBOUND = _counter(
    "triage_outbound_total",
    "Steps of our messages, as Twilio tells",
    status=(*STATUS_RANK, "other"),
)
HELD_BACK = _counter(
    "triage_held_back_total",
    "Messages that were not answered",
    reason=("wait", "flood", "loop", "crowd"),
)
RED_FLAGS = _counter("triage_red_flags_total", "Messages with danger in them", channel=_CHANNELS)
STRANGERS = _counter(
    "triage_strangers_total", "People who wrote for the first time", channel=_CHANNELS
)
DATABASE_ERRORS = _counter(
    "triage_database_errors_total",
    "The database was away",
    where=("inbound", "status", "ready"),
)
SECONDS = Histogram(
    "triage_inbound_seconds",
    "From a message to its answer, with the wait for a place",
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 15),
)


class Looked(Protocol):
    """A number that was looked up for this scrape."""

    @property
    def name(self) -> str:
        """The metric's name."""
        ...

    @property
    def value(self) -> float:
        """How much."""
        ...

    @property
    def labels(self) -> Mapping[str, str]:
        """Its labels, the same names for each number of a metric."""
        ...


def page(looked: Iterable[Looked] = (), words: Mapping[str, str] | None = None) -> bytes:
    """Everything measured so far, over all processes, and what was looked up for this scrape;
    `words` say what each of those metrics is."""
    now = CollectorRegistry()
    now.register(_Now(tuple(looked), words or {}))
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY) + generate_latest(now)
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call] # theirs
    return generate_latest(registry) + generate_latest(now)


class _Now(Collector):
    """Gauges that are made for one scrape."""

    def __init__(self, looked: tuple[Looked, ...], words: Mapping[str, str]) -> None:
        self._looked, self._words = looked, words

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Each metric with its samples."""
        yield _build()
        families: dict[str, GaugeMetricFamily] = {}
        for one in self._looked:
            family = families.get(one.name)
            if family is None:
                said = self._words.get(one.name, one.name)
                family = GaugeMetricFamily(one.name, said, labels=list(one.labels))
                families[one.name] = family
            family.add_metric(list(one.labels.values()), one.value)
        yield from families.values()


def _build() -> GaugeMetricFamily:
    try:
        number = version("cancerfax-triage")
    except PackageNotFoundError:  # run from a checkout
        number = "checkout"
    family = GaugeMetricFamily("triage_build_info", "The program that runs", labels=["version"])
    family.add_metric([number], 1)
    return family
