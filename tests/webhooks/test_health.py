"""Health, metrics, the public page, and the headers that every page carries."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from flask import Flask
from sqlalchemy import text

from tests.webhooks.conftest import Twilio
from triage.services.abuse.holding import Held
from triage.services.house import House


def test_healthz_needs_no_database(app: Flask, served: House) -> None:
    served.store.close()

    assert app.test_client().get("/healthz").status_code == 200


def test_readyz_knows_the_schema(app: Flask) -> None:
    assert app.test_client().get("/readyz").status_code == 200


def test_readyz_refuses_a_schema_it_does_not_know(app: Flask, served: House) -> None:
    with served.store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    assert app.test_client().get("/readyz").status_code == 503


def test_metrics_count_messages_without_naming_anybody(twilio_edge: Twilio) -> None:
    twilio_edge.says("hi")

    page = twilio_edge.app.test_client().get("/metrics").get_data(as_text=True)

    assert 'triage_inbound_total{channel="whatsapp",outcome="answered"}' in page
    assert "2025550123" not in page


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded"])
def test_metrics_are_not_public(app: Flask, header: str) -> None:
    client = app.test_client()

    assert client.get("/metrics", headers={header: "192.0.2.1"}).status_code == 404
    assert client.get("/metrics", environ_overrides={"REMOTE_ADDR": "192.0.2.1"}).status_code == 404


@pytest.mark.parametrize("path", ["/", "/healthz", "/nowhere", "/simulator/"])
def test_every_page_carries_the_security_headers(app: Flask, path: str) -> None:
    headers = app.test_client().get(path).headers

    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_the_public_page_says_what_we_do(app: Flask) -> None:
    page = app.test_client().get("/").get_data(as_text=True)

    assert "What is immunotherapy?" in page
    assert "wa.me" in page


@pytest.mark.parametrize("path", ["/.env", "/.git/config", "/static/", "/twilio/", "/consoles"])
def test_what_is_not_there_is_a_plain_404(app: Flask, path: str) -> None:
    response = app.test_client().get(path)

    assert response.status_code == 404
    assert path not in response.get_data(as_text=True)


def test_every_series_is_there_from_the_start() -> None:
    told = "from triage.metrics import page; print(page().decode())"
    fresh = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)  # noqa: S603 - our own words
    none_yet = set(re.findall(r"^(triage_\w+\{.*\}) 0\.0$", fresh.stdout, re.MULTILINE))

    assert {f'triage_held_back_total{{reason="{held}"}}' for held in Held} <= none_yet
    assert {
        *('triage_inbound_total{channel="sms",outcome="apology"}',),
        *('triage_inbound_total{channel="unknown",outcome="apology"}',),
        *('triage_refused_total{reason="signature"}', 'triage_refused_total{reason="form"}'),
        *('triage_database_errors_total{where="inbound"}', 'triage_status_total{known="no"}'),
        *('triage_outbound_total{status="failed"}', 'triage_outbound_total{status="other"}'),
        *('triage_red_flags_total{channel="whatsapp"}', 'triage_strangers_total{channel="sms"}'),
    } <= none_yet
