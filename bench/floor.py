"""The floor: the least that a signed webhook with a database can be, to compare with.

One Flask view checks the signature with the twilio package and does one SQLAlchemy Core
transaction (read by key, update, two inserts), then answers TwiML. It runs under the very server
settings of `triage serve`, as many readers and as many places behind the same doors (or, with
FLOOR_BARE, without doors and with no more readers than places: slow clients then stop it), and on
the same kind of database: PostgreSQL, or SQLite with BEGIN IMMEDIATE and synchronous=FULL, in WAL
(the faster journal) unless told otherwise. No state machine, no sealing, no duplicates, no lead.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, request
from twilio import request_validator
from twilio.twiml import messaging_response

from triage.doors import with_places
from triage.storage.sqlite_library import DBAPI

REPLY = "Thank you. Reply MENU for the menu."

metadata = sa.MetaData()
contact = sa.Table(
    "contact",
    metadata,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
    sa.Column("phone", sa.String(40), nullable=False, unique=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
)
message = sa.Table(
    "message",
    metadata,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
    sa.Column("contact_id", sa.ForeignKey("contact.id"), nullable=False),
    sa.Column("sid", sa.String(34), unique=True),
    sa.Column("direction", sa.String(3), nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
)

_FIND = sa.select(contact.c.id, contact.c.state).where(contact.c.phone == sa.bindparam("who"))
_UPDATE = (
    sa.update(contact)
    .where(contact.c.id == sa.bindparam("which"))
    .values(state=sa.bindparam("now_state"), updated_at=sa.bindparam("at"))
)
_ADD = sa.insert(message)


def engine_for(url: str, journal: str) -> sa.Engine:
    """An engine with the settings that SQLAlchemy's manual and SQLite's ask for."""
    engine = sa.create_engine(url, pool_size=16, hide_parameters=True, **_module(url))
    if engine.dialect.name != "sqlite":
        return engine

    @sa.event.listens_for(engine, "connect")
    def _connect(connection: sa.engine.interfaces.DBAPIConnection, _: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (f"journal_mode={journal}", "synchronous=FULL", "busy_timeout=5000"):
            cursor.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _module(url: str) -> dict[str, Any]:
    """The same SQLite library that we run on."""
    return {"module": DBAPI} if url.startswith("sqlite") else {}


def create_app() -> Flask:
    """The floor as a WSGI app; FLOOR_URL, FLOOR_BASE and FLOOR_TOKEN say where and what."""
    engine = engine_for(os.environ["FLOOR_URL"], os.environ["FLOOR_JOURNAL"])
    validator = untyped(request_validator).RequestValidator(os.environ["FLOOR_TOKEN"])
    base = os.environ["FLOOR_BASE"]
    app = Flask(__name__)

    @app.get("/healthz")
    def healthz() -> str:
        return "ok"

    @app.post("/twilio/inbound")
    def inbound() -> Response:
        form = request.form
        signature = request.headers.get("X-Twilio-Signature", "")
        if not validator.validate(f"{base}/twilio/inbound", form, signature):
            return Response(status=403)
        _store(engine, form["From"], form["MessageSid"], form["Body"])
        answer = untyped(messaging_response).MessagingResponse()
        answer.message(REPLY)
        return Response(str(answer), mimetype="text/xml")

    if "FLOOR_BARE" not in os.environ:
        places = int(os.environ["FLOOR_PLACES"])
        app.wsgi_app = with_places(app.wsgi_app, places)  # type: ignore[assignment] # as Flask's manual
    return app


def untyped(module: object) -> Any:
    """The twilio package carries no types; its checker says so once, here."""
    return module


def _store(engine: sa.Engine, who: str, sid: str, body: str) -> None:
    """One transaction: read by key, update, two inserts (and one more for somebody new)."""
    at = datetime.now(UTC)
    with engine.begin() as connection:
        found = connection.execute(_FIND, {"who": who}).first()
        if found:
            which = found.id
            connection.execute(_UPDATE, {"which": which, "now_state": body[:40], "at": at})
        else:
            added = connection.execute(
                sa.insert(contact).values(phone=who, state="new", updated_at=at)
            )
            (which,) = added.inserted_primary_key or (0,)
        row = {"contact_id": which, "created_at": at}
        connection.execute(_ADD, {**row, "sid": sid, "direction": "in", "body": body})
        connection.execute(_ADD, {**row, "sid": None, "direction": "out", "body": REPLY})


def create_tables(url: str, journal: str) -> None:
    """Make the two tables anew."""
    engine = engine_for(url, journal)
    metadata.drop_all(engine)
    metadata.create_all(engine)
    engine.dispose()


if __name__ == "__main__":
    from triage.cli.serve import READERS, server_for

    server_for(
        "bench.floor:create_app",
        host="127.0.0.1",
        port=int(os.environ["PORT"]),
        workers=int(os.environ["WEB_CONCURRENCY"]),
        threads=int(os.environ["FLOOR_PLACES"]) if "FLOOR_BARE" in os.environ else READERS,
    ).serve()
