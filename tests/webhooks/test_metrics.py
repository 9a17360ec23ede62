"""What operators see of the house as numbers, and the rules and the dashboard made of them."""

from __future__ import annotations

import json
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from models import callback, due_work, staff_alert
from tests.builders import NOW, arrival
from tests.fakes import FakeClock
from tests.webhooks.conftest import Twilio
from triage import metrics
from triage.errors import StorageDown
from triage.services.doctor import gauges
from triage.services.doctor.gauges import HELP
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.services.messages.outbox import queue
from triage.services.recovery import outage
from triage.services.recovery.backup import LAST_GOOD
from triage.storage import meta

yaml: Any = import_module("yaml")  # no types are to be had for it
OPS = Path(__file__).parents[2] / "ops"
_NAME = re.compile(r"\btriage_[a-z_]+\b")


def _page(app: Flask) -> str:
    return app.test_client().get("/metrics").get_data(as_text=True)


def _value(page: str, sample: str) -> float:
    """The number of one sample, by its name with its labels."""
    (found,) = re.findall(rf"^{re.escape(sample)} (\S+)$", page, re.MULTILINE)
    return float(found)


@pytest.fixture
def busy(served: House, clock: FakeClock) -> House:
    """A house in which something of everything is there."""
    for text in ("2", "yes", "chest pain"):
        receive(served, arrival(text))
    queue(served, address_id=1, body="Dear Asha")
    with served.store.transaction() as tx:
        meta.put(tx, outage.HEARTBEAT, NOW.isoformat())
        meta.put(tx, outage.DONE, NOW.isoformat())
        meta.put(tx, LAST_GOOD, json.dumps({"at": NOW.isoformat(), "rows": 1}))
    clock.tick(seconds=90)
    return served


def test_what_waits_is_told_with_its_age(busy: House, app: Flask) -> None:
    page = _page(app)

    assert _value(page, "triage_database_up") == 1
    assert _value(page, "triage_worker_heartbeat_age_seconds") == 90
    assert _value(page, "triage_backup_age_seconds") == 90
    assert _value(page, 'triage_due_work{kind="send_message",state="due"}') == 1
    assert _value(page, 'triage_due_work_oldest_seconds{kind="send_message"}') == 90
    assert _value(page, "triage_red_flags_waiting") == 1
    assert _value(page, "triage_red_flags_oldest_seconds") == 90
    assert 0 < _value(page, "triage_disk_free_ratio") <= 1
    assert 'triage_build_info{version="' in page


def test_work_that_was_given_up_and_calls_that_are_late(busy: House, app: Flask) -> None:
    with busy.store.transaction() as tx:
        tx.execute(update(due_work).values(state="dead"))
        lead_id = tx.execute(staff_alert.select()).first().lead_id  # type: ignore[union-attr]
        tx.execute(
            callback.insert().values(
                lead_id=lead_id,
                person_id=1,
                start=NOW,
                end=NOW,
                zone="UTC",
                state="open",
                attempts=0,
                created_at=NOW,
            )
        )
    page = _page(app)

    assert _value(page, 'triage_due_work{kind="send_message",state="dead"}') == 1
    assert _value(page, 'triage_callbacks{state="overdue"}') == 1
    assert _value(page, "triage_callbacks_overdue_oldest_seconds") == 90


def test_the_database_is_asked_once_in_fifteen_seconds(
    busy: House, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    _page(app)
    monkeypatch.setattr(gauges, "look", lambda house: pytest.fail("looked again"))

    assert _value(_page(app), "triage_red_flags_waiting") == 1


def test_a_database_that_is_away_is_a_number_too(
    served: House, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise StorageDown("away")

    monkeypatch.setattr("triage.storage.vital.due", away)
    page = _page(app)

    assert _value(page, "triage_database_up") == 0
    assert _value(page, "triage_disk_free_bytes") > 0
    assert "triage_red_flags_waiting" not in page


def test_messages_are_counted_by_what_came_of_them(twilio_edge: Twilio) -> None:
    def count(sample: str) -> float:
        found = re.search(rf"^{re.escape(sample)} (\S+)$", _page(twilio_edge.app), re.MULTILINE)
        return float(found[1]) if found else 0.0

    names = (
        'triage_held_back_total{reason="wait"}',
        'triage_held_back_total{reason="flood"}',
        'triage_red_flags_total{channel="whatsapp"}',
        'triage_strangers_total{channel="whatsapp"}',
    )
    before = [count(name) for name in names]
    for number in range(32):
        twilio_edge.says(f"word number {chr(97 + number % 26)}{chr(97 + number // 26)}")
    twilio_edge.says("chest pain")

    assert [count(name) - was for name, was in zip(names, before, strict=True)] == [1, 1, 1, 1]


def _known(page: str) -> set[str]:
    families = set(re.findall(r"^# TYPE (triage_\w+) ", page, re.MULTILINE))
    buckets = {f"{name}_bucket" for name in families}
    return families | buckets | set(HELP)


def _expressions() -> dict[str, str]:
    rules = yaml.safe_load((OPS / "alerts.yml").read_text(encoding="utf-8"))
    found = {rule["alert"]: rule["expr"] for group in rules["groups"] for rule in group["rules"]}
    board = json.loads((OPS / "grafana.json").read_text(encoding="utf-8"))
    for panel in board["panels"]:
        for target in panel["targets"]:
            found[f"{panel['title']} {target['refId']}"] = target["expr"]
    return found


def test_every_rule_and_panel_names_metrics_that_exist(busy: House, app: Flask) -> None:
    known = _known(_page(app))
    named = {one: set(_NAME.findall(said)) for one, said in _expressions().items()}

    assert {one: names - known for one, names in named.items() if not names or names - known} == {}


def test_every_metric_is_on_the_dashboard(busy: House, app: Flask) -> None:
    text = json.dumps(json.loads((OPS / "grafana.json").read_text(encoding="utf-8")))
    shown = set(_NAME.findall(text))
    plain = {name.removesuffix("_bucket") for name in shown}
    left = {"triage_build_info", "triage_disk_free_bytes"}

    assert set(HELP) - shown - left == {
        *("triage_callbacks_overdue_oldest_seconds", "triage_alerts_untold_oldest_seconds"),
        "triage_erasures_oldest_seconds",
    }
    counted = {one.describe()[0].name for one in _collectors()}
    assert {name for name in counted if name not in plain and f"{name}_total" not in plain} == set()


def _collectors() -> list[Any]:
    return [one for one in vars(metrics).values() if isinstance(one, type(metrics.INBOUND))]


def test_every_rule_says_what_to_do() -> None:
    rules = yaml.safe_load((OPS / "alerts.yml").read_text(encoding="utf-8"))
    for group in rules["groups"]:
        for rule in group["rules"]:
            assert rule["labels"]["severity"] in ("page", "warn")
            assert rule["annotations"]["summary"].endswith(".")
            assert rule["annotations"]["todo"].endswith((".", "?"))
            assert re.fullmatch(r"\d+[mh]", rule["for"])
