"""Counters and timings for operators, in Prometheus' text format; sole importer of its library.

No label ever holds anything a sender can choose or that names a person. With several web processes
PROMETHEUS_MULTIPROC_DIR is set by `triage serve` before this module is imported, and each process
writes its own file there.
"""

from __future__ import annotations

import os

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    multiprocess,
)

CONTENT_TYPE = CONTENT_TYPE_LATEST

#: outcome: answered, silent, duplicate, apology
INBOUND = Counter("triage_inbound_total", "Messages from people", ["channel", "outcome"])
#: reason: signature, form, size, type
REFUSED = Counter("triage_refused_total", "Webhooks that were refused", ["reason"])
STATUSES = Counter("triage_status_total", "Status callbacks", ["known"])
SECONDS = Histogram(
    "triage_inbound_seconds",
    "From a message to its answer",
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10),
)


def page() -> bytes:
    """Everything measured so far, over all processes."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call] # theirs
    return generate_latest(registry)
