"""Bent requests by the thousand: no 500, no silent error, nothing slow, nothing without signature.

The large run is `python -m bench.fuzz`; this is the same at a size for every commit.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.fuzz import Findings, fuzz, fuzz_unsigned, target_of
from bench.fuzz_requests import Requests
from models import message
from tests.builders import rows
from tests.webhooks.conftest import Twilio
from triage.services.house import House
from webhooks import create_app

_SEED = 20261123
_ANY = st.text(max_size=60)
_FIELDS = st.lists(
    st.tuples(
        st.sampled_from(("Body", "From", "To", "NumMedia", "MediaUrl0", "ProfileName", "Address")),
        _ANY,
    ),
    max_size=6,
)


def _is_clean(found: Findings) -> bool:
    assert found.faults == {}, found.shown
    return found.is_clean


def test_without_a_signature_nothing_is_written(served: House) -> None:
    found = fuzz_unsigned(served, 1000, _SEED)

    assert _is_clean(found)
    assert found.statuses[403] > 300


def test_with_a_signature_nothing_breaks(served: House) -> None:
    found = fuzz(served, 400, _SEED + 2, signed=0.9)

    assert _is_clean(found)
    assert found.statuses[200] > 50
    assert rows(served.store, message, direction="in")


def test_a_fault_would_be_found(served: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: Any, **__: Any) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("triage.services.messages.inbox.receive", breaks)
    found = fuzz(served, 100, _SEED, signed=1.0)

    assert found.faults["inbound_failed"] > 0
    assert not found.is_clean


def test_the_same_seed_makes_the_same_requests(served: House) -> None:
    target = target_of(served)
    first, second = (iter(Requests(target, 5)) for _ in range(2))

    assert [next(first) for _ in range(200)] == [next(second) for _ in range(200)]


@pytest.mark.parametrize("path", ["/twilio/inbound", "/twilio/status"])
def test_whatever_is_signed_is_answered_or_refused(served: House, path: str) -> None:
    edge = Twilio(create_app(served), served)

    @settings(
        max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
    )
    @given(_FIELDS, st.booleans())
    def try_it(fields: list[tuple[str, str]], whole: bool) -> None:
        form = [*(edge.form() if whole else {}).items(), *fields]
        pairs = [(name, _sendable(value)) for name, value in form]
        assert edge.post(pairs, path=path).status_code in (200, 204, 400, 413)

    try_it()


def _sendable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
