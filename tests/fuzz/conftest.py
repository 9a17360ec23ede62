"""The same application that the tests of the webhooks talk to."""

from __future__ import annotations

from tests.webhooks.conftest import served

__all__ = ["served"]
