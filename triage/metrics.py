"""Counters and timings for operators, in Prometheus' text format; sole importer of its library.

No label ever holds anything a sender can choose or that names a person. With several web processes
PROMETHEUS_MULTIPROC_DIR is set by `triage serve` before this module is imported, and each process
writes its own file there.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
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

CONTENT_TYPE = CONTENT_TYPE_LATEST

#: outcome: answered, silent, duplicate, apology
INBOUND = Counter("triage_inbound_total", "Messages from people", ["channel", "outcome"])
#: reason: signature, form, size, type
REFUSED = Counter("triage_refused_total", "Webhooks that were refused", ["reason"])
STATUSES = Counter("triage_status_total", "Status callbacks", ["known"])
#: status: one of Twilio's words for where a message is, or other
OUTBOUND = Counter("triage_outbound_total", "Steps of our messages, as Twilio tells", ["status"])
#: reason: wait, flood, loop, crowd
HELD_BACK = Counter("triage_held_back_total", "Messages that were not answered", ["reason"])
RED_FLAGS = Counter("triage_red_flags_total", "Messages with danger in them", ["channel"])
STRANGERS = Counter("triage_strangers_total", "People who wrote for the first time", ["channel"])
#: where: inbound, status, ready
DATABASE_ERRORS = Counter("triage_database_errors_total", "The database was away", ["where"])
SECONDS = Histogram(
    "triage_inbound_seconds",
    "From a message to its answer",
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10),
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
