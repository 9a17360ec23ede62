"""The phone in the web app: one page, its files, and a door to the stand-in. Demo only.

Decided here: the page speaks to one origin, so everything it asks goes through here to fixed paths
of the stand-in; people are named by a short id, so no number stands in an address; only JSON is
taken, which no other site can send; a tapped line becomes a tap when the bot knows its label.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import requests
from flask import Blueprint, Flask, Response, jsonify, render_template, request

from triage.services.house import House
from triage.simulator.labels import option_ids
from triage.simulator.settings import DEFAULT_URL, hours_of

MAX_REQUEST = 8 * 1024 * 1024
MAX_SHIFT_HOURS = 24 * 366
ASK_SECONDS = 10.0
CLOCK_FILE = "TRIAGE_CLOCK"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:;"
    " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
Answer = tuple[Response, int]


@dataclass(frozen=True, slots=True)
class Person:
    """Who holds the phone: an invented person with a number kept free for fiction."""

    id: str
    name: str
    address: str
    label: str


PEOPLE = (
    Person("asha", "Asha Rao", "+447700900123", "Asha, +44 7700 900123"),
    Person("daniel", "Daniel Reyes", "+12025550143", "Daniel, +1 202-555-0143"),
    Person("noor", "Noor", "GB.1234567890abc", "Noor, hides her number (WhatsApp only)"),
)


@dataclass(frozen=True, slots=True)
class _Door:
    standin_url: str
    secrets_dir: Path | None
    option_id: Callable[[str], str | None]


def mount_simulator(app: Flask, house: House) -> None:
    """Show the phone under /simulator, speaking to the stand-in that REST calls go to as well."""
    settings = house.settings.current()
    app.register_blueprint(
        simulator_blueprint(
            settings.twilio_api_base_url or DEFAULT_URL,
            settings.triage_secrets_dir,
            option_ids(house.script).get,
        )
    )


def simulator_blueprint(
    standin_url: str, secrets_dir: Path | None, option_id: Callable[[str], str | None]
) -> Blueprint:
    """The pages under /simulator. `option_id` gives the id behind an option's label, if any.

    `secrets_dir` is where a shifted clock is written; None leaves the clock alone.
    """
    pages = Blueprint(
        "simulator",
        __name__,
        url_prefix="/simulator",
        template_folder="templates",
        static_folder="static",
    )
    door = _Door(standin_url.rstrip("/"), secrets_dir, option_id)
    pages.before_request(_only_json)
    pages.after_request(_headers)
    pages.add_url_rule("/", endpoint="phone", view_func=partial(_phone, door))
    for method, path, view in (
        ("GET", "/api/thread", _thread),
        ("GET", "/api/media/<sid>", _media),
        ("POST", "/api/send", _send),
        ("POST", "/api/clock", _clock),
    ):
        pages.add_url_rule(
            path, endpoint=view.__name__, view_func=partial(view, door), methods=[method]
        )
    return pages


def _only_json() -> Answer | None:
    if request.method == "POST" and not request.is_json:
        return jsonify(error="JSON only"), 415
    return None


def _headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", _POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    if not (request.endpoint or "").endswith(".static"):
        response.headers["Cache-Control"] = "no-store"
    return response


def _phone(door: _Door) -> str:
    return render_template("simulator/phone.html", people=PEOPLE, has_clock=bool(door.secrets_dir))


def _thread(door: _Door) -> Answer:
    person = _person(request.args.get("who"))
    if person is None:
        return jsonify(error="nobody of that name"), 404
    wanted = {
        "from": person.address,
        "channel": request.args.get("channel", ""),
        "after": str(request.args.get("after", 0, type=int)),
    }
    return _ask(door, "GET", "/phone/thread", params=wanted)


def _send(door: _Door) -> Answer:
    request.max_content_length = MAX_REQUEST
    data = _json()
    person = _person(data.get("who"))
    if person is None:
        return jsonify(error="nobody of that name"), 404
    message = {
        "from": person.address,
        "name": person.name,
        **{name: data.get(name) for name in ("channel", "text", "media", "sample", "duplicate")},
    }
    label = str(data.get("label") or "")
    option = door.option_id(label) if label and data.get("channel") == "whatsapp" else None
    if option:
        message["tap"] = {"id": option, "label": label}
    return _ask(door, "POST", "/phone/send", json=message)


def _media(door: _Door, sid: str) -> Response | Answer:
    if not sid.isalnum():
        return jsonify(error="no such file"), 404
    try:
        found = _session().get(f"{door.standin_url}/phone/media/{sid}", timeout=ASK_SECONDS)
    except requests.RequestException:
        return jsonify(error="the stand-in does not answer"), 502
    kind = found.headers.get("Content-Type", "")
    if found.status_code != 200 or kind not in (
        "image/jpeg",
        "image/png",
        "image/gif",
        "image/webp",
    ):
        return jsonify(error="no such picture"), 404
    shown = Response(found.content, content_type=kind)
    shown.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return shown


def _clock(door: _Door) -> Answer:
    """Shift the simulated clock on by `add` hours, or put it right with `reset`."""
    if door.secrets_dir is None:
        return jsonify(error="the clock cannot be shifted here"), 409
    data, path = _json(), door.secrets_dir / CLOCK_FILE
    add = data.get("add", 0)
    if not isinstance(add, int) or add < 0:
        return jsonify(error="add must be hours from 0 up"), 400
    before = hours_of(path.read_text(encoding="utf-8")) if path.is_file() else 0
    hours = 0 if data.get("reset") else min(before + add, MAX_SHIFT_HOURS)
    if hours:
        _write(path, f"+{hours}h")
    else:
        path.unlink(missing_ok=True)
    return _ask(door, "POST", "/phone/clock", json={"hours": hours})


def _write(path: Path, text: str) -> None:
    """Replace a file whole: the program re-reads it at any moment."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(text, encoding="utf-8")
    fresh.chmod(0o600)
    os.replace(fresh, path)


def _ask(door: _Door, method: str, path: str, **what: Any) -> Answer:
    try:
        answer = _session().request(method, door.standin_url + path, timeout=ASK_SECONDS, **what)
        return jsonify(answer.json()), answer.status_code
    except (requests.RequestException, ValueError):
        return jsonify(error="the stand-in does not answer"), 502


def _session() -> requests.Session:
    session = requests.Session()
    session.trust_env = False  # no proxy between two processes of one machine
    return session


def _json() -> dict[str, Any]:
    data = request.get_json(silent=True)
    return data if isinstance(data, dict) else {}


def _person(name: object) -> Person | None:
    return next((person for person in PEOPLE if person.id == name), None)
