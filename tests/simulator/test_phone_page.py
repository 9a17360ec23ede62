"""The phone in the web app: one origin, no numbers in addresses, JSON only."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask

from tests.simulator.conftest import PERSON, World, eventually
from triage.simulator import blueprint
from triage.simulator.blueprint import simulator_blueprint


def send(world: World, **data: Any) -> requests.Response:
    message: dict[str, Any] = {"who": "asha", "channel": "whatsapp", **data}
    return requests.post(f"{world.web}/simulator/api/send", json=message, timeout=15)


def thread(world: World, **query: str) -> requests.Response:
    wanted = {"who": "asha", "channel": "whatsapp", **query}
    return requests.get(f"{world.web}/simulator/api/thread", params=wanted, timeout=5)


def test_page_needs_no_inline_script_or_style(world: World) -> None:
    page = requests.get(f"{world.web}/simulator/", timeout=5)

    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert " style=" not in page.text
    assert "<script>" not in page.text
    assert " onclick" not in page.text


def test_script_never_writes_markup() -> None:
    script = (
        Path(blueprint.__file__)
        .with_name("static")
        .joinpath("phone.js")
        .read_text(encoding="utf-8")
    )

    assert not [
        word for word in ("innerHTML", "outerHTML", "insertAdjacent", "eval(") if word in script
    ]


def test_talk_goes_there_and_back(world: World) -> None:
    assert send(world, text="Hello").status_code == 202

    assert eventually(lambda: len(thread(world).json()["messages"]) == 2)
    mine, theirs = thread(world).json()["messages"]
    assert (mine["kind"], theirs["kind"], theirs["text"]) == ("mine", "theirs", "You said: Hello")
    assert world.bot.arrivals[0].profile_name == "Asha Rao"
    assert thread(world, after=str(thread(world).json()["revision"])).json()["messages"] == []


def test_known_line_is_a_tap_on_whatsapp(world: World) -> None:
    send(world, text="2", label="CAR T-Cell therapy")

    assert eventually(lambda: bool(world.bot.arrivals))
    assert (world.bot.arrivals[0].tap, world.bot.arrivals[0].body) == (
        "menu:2",
        "CAR T-Cell therapy",
    )


@pytest.mark.parametrize(
    ("channel", "label"), [("whatsapp", "Something new"), ("sms", "CAR T-Cell therapy")]
)
def test_other_lines_are_sent_as_their_number(world: World, channel: str, label: str) -> None:
    send(world, channel=channel, text="2", label=label)

    assert eventually(lambda: bool(world.bot.arrivals))
    assert (world.bot.arrivals[0].tap, world.bot.arrivals[0].body) == (None, "2")


def test_nobody_else_can_be_played(world: World) -> None:
    assert send(world, who=PERSON, text="x").status_code == 404
    assert thread(world, who="").status_code == 404


def test_form_of_another_site_is_refused(world: World) -> None:
    url = f"{world.web}/simulator/api/send"

    assert requests.post(url, data={"who": "asha", "text": "x"}, timeout=5).status_code == 415
    assert world.bot.arrivals == []


def test_clock_file_grows_and_goes(world: World, tmp_path: Path) -> None:
    url, clock = f"{world.web}/simulator/api/clock", tmp_path / "TRIAGE_CLOCK"

    assert requests.post(url, json={"add": 1}, timeout=5).json() == {"shift_hours": 1}
    assert requests.post(url, json={"add": 8}, timeout=5).json() == {"shift_hours": 9}
    assert clock.read_text() == "+9h"
    assert clock.stat().st_mode & 0o777 == 0o600
    assert thread(world).json()["shift_hours"] == 9

    assert requests.post(url, json={"reset": True}, timeout=5).json() == {"shift_hours": 0}
    assert not clock.exists()


@pytest.mark.parametrize("add", [-1, "8", 1.5])
def test_clock_takes_whole_hours_only(world: World, tmp_path: Path, add: Any) -> None:
    answer = requests.post(f"{world.web}/simulator/api/clock", json={"add": add}, timeout=5)

    assert answer.status_code == 400
    assert not (tmp_path / "TRIAGE_CLOCK").exists()


def test_picture_is_shown_and_other_files_are_not(world: World) -> None:
    for kind in ("image/png", "text/html"):
        data = base64.b64encode(b"content").decode()
        send(world, media=[{"content_type": kind, "data": data}])
        assert eventually(lambda: bool(world.bot.arrivals))
        sid = world.bot.arrivals.pop().media[0].url.rpartition("/")[2]
        shown = requests.get(f"{world.web}/simulator/api/media/{sid}", timeout=5)
        assert shown.status_code == (200 if kind == "image/png" else 404)
        assert shown.headers["X-Content-Type-Options"] == "nosniff"


def lonely() -> Flask:
    """A web app whose stand-in does not run and whose clock may not be shifted."""
    app = Flask(__name__)
    app.register_blueprint(simulator_blueprint("http://127.0.0.1:9", None, lambda label: None))
    return app


def test_missing_standin_is_told_to_the_page() -> None:
    client = lonely().test_client()

    assert client.get("/simulator/api/thread?who=asha").status_code == 502
    assert client.get("/simulator/api/media/ME1").status_code == 502
    assert client.get("/simulator/api/media/..%5C").status_code == 404


def test_clock_is_not_offered_where_it_cannot_be_shifted() -> None:
    client = lonely().test_client()

    assert "Shift the clock" not in client.get("/simulator/").text
    assert client.post("/simulator/api/clock", json={"add": 1}).status_code == 409
