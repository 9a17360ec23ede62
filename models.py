"""Tables only: columns, constraints, indexes. What the rows mean is decided in `triage.storage`.

A column that ends in `_sealed` holds sealed personal data, a `lookup` a keyed hash. Times are aware
UTC on both databases. Words of an enum are strings with a CHECK: a migration adds one easily.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, UniqueConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from triage.vocabulary import Channel, LeadStatus, MediaKind, MessageStatus, Priority, Role

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcTime(TypeDecorator[datetime]):
    """Aware UTC in and out; SQLite alone would give naive times back."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time: nobody could say later what it meant."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a stored time must be aware")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware UTC, whatever the driver's session zone is."""
        is_naive = value is not None and value.tzinfo is None
        return value and (value.replace(tzinfo=UTC) if is_naive else value.astimezone(UTC))


_WHERE = "where"
BigId = sa.BigInteger().with_variant(Integer(), "sqlite")  # there the row id is an INTEGER


def _table(name: str, *items: Any) -> Table:
    return Table(name, metadata, Column("id", BigId, primary_key=True), *items)


def _ref(name: str, table: str, **kw: Any) -> Column[int]:
    return Column(name, BigId, sa.ForeignKey(f"{table}.id"), **kw)


def _at(*names: str, nullable: bool = False) -> list[Column[datetime]]:
    return [Column(name, UtcTime(), nullable=nullable) for name in names]


def _words(name: str, allowed: Iterable[str]) -> list[Any]:
    """A string column and the CHECK that only these words stand in it."""
    listed = ", ".join(f"'{word}'" for word in allowed)
    allows = sa.CheckConstraint(f"{name} IN ({listed})", name=name)
    return [Column(name, String(32), nullable=False), allows]


def _only(condition: str) -> dict[str, Any]:
    """What an index is told that holds some rows only."""
    return {"info": {_WHERE: condition}}


def say_which_rows(dialect: str) -> None:
    """Tell each index that holds some rows only, in the words of a dialect, which. For whoever
    makes or compares a schema: a web process does not, and loads no dialect that it never uses."""
    for table in metadata.tables.values():
        for index in table.indexes:
            if _WHERE in index.info:
                index.dialect_kwargs[f"{dialect}_where"] = sa.text(index.info[_WHERE])


person = _table(
    "person",
    Column("public_id", String(32), nullable=False, unique=True),
    Column("lookup", String(64), nullable=False, unique=True),
    Column("key_id", String(32), nullable=False),
    Column("wrapped_key", Text),  # NULL once the person is erased
    Column("language", String(16), nullable=False),
    Column("zone", String(64)),
    Column("country", String(2)),
    *_at("created_at"),
    *_at("erased_at", "left_alone_at", nullable=True),  # bereaved: never reminded of anything
)

address = _table(
    "address",
    _ref("person_id", "person", nullable=False, index=True),
    *_words("channel", Channel),
    *_words("kind", ("phone", "whatsapp_user", "short_code", "name")),
    Column("lookup", String(64), nullable=False, index=True),
    Column("sealed", Text),
    Column("our_number", String(64)),
    *_at("opted_out_at", "last_inbound_at", nullable=True),
    UniqueConstraint("channel", "lookup"),
)

coordinator = _table(
    "coordinator",
    Column("name", String(120), nullable=False),
    Column("email", String(254), nullable=False, unique=True),
    *_words("role", Role),
    Column("active", Boolean, nullable=False),
    Column("uniquifier", String(64), nullable=False, unique=True),  # a new one ends all sessions
    Column("password_hash", Text),  # NULL until the one-time link was used
    Column("totp_sealed", Text),
    Column("recovery_sealed", Text),
    Column("zone", String(64)),
    Column("alerts_sealed", Text),
    Column("quiet_hours", String(11)),  # "22:00-07:00" in their zone
    Column("diary_lookup", String(64), unique=True),
    *_at("created_at"),
    *_at("password_changed_at", "seen_at", nullable=True),
)

console_session = _table(
    "console_session",
    Column("lookup", String(64), nullable=False, unique=True),
    _ref("coordinator_id", "coordinator", index=True),  # NULL before the log-in
    Column("data", Text, nullable=False),
    *_at("created_at", "seen_at"),
    *_at("proven_at", nullable=True),  # when password or code was last given
)

one_time_link = _table(
    "one_time_link",
    Column("lookup", String(64), nullable=False, unique=True),
    _ref("coordinator_id", "coordinator", nullable=False, index=True),
    *_words("purpose", ("invite", "reset", "demo")),
    *_at("created_at", "expires_at"),
    *_at("used_at", nullable=True),
)

throttle = _table(
    "throttle",
    Column("lookup", String(64), nullable=False, unique=True),
    Column("count", Integer, nullable=False),
    *_at("since"),
    Index("ix_throttle_since", "since"),
)

saved_view = _table(
    "saved_view",
    _ref("coordinator_id", "coordinator", nullable=False),
    Column("name", String(60), nullable=False),
    Column("query", String(500), nullable=False),
    *_at("created_at"),
    UniqueConstraint("coordinator_id", "name"),
)

lead = _table(
    "lead",
    Column("public_id", String(32), nullable=False, unique=True),
    _ref("person_id", "person", nullable=False, index=True),
    *_words("status", LeadStatus),
    *_words("priority", Priority),
    Column("flags", sa.JSON, nullable=False),
    Column("service", Integer),
    Column("complete", Boolean, nullable=False),
    _ref("owner_id", "coordinator", index=True),
    Column("source", String(200)),
    # Where it stands in the queue (`triage.ranks`) and since when. A row that was written without
    # them counts as new and as the one that waits longest: nobody is to wait unseen.
    Column("rank", sa.SmallInteger, nullable=False, server_default="4"),
    Column("waiting_since", UtcTime(), nullable=False, server_default="2000-01-01 00:00:00"),
    *_at("words_at", nullable=True),  # when it was last indexed for search; NULL: it is due
    *_at("created_at", "updated_at"),
    *_at("consent_at", "last_message_at", nullable=True),
    sa.CheckConstraint("service BETWEEN 1 AND 5", name="service"),
    Index("ix_lead_queue", "rank", "waiting_since", "public_id"),
    Index("ix_lead_words_at", "words_at"),
    Index("ix_lead_created_at_id", "created_at", "id"),
)

conversation = _table(
    "conversation",
    _ref("person_id", "person", nullable=False, unique=True),
    Column("state_sealed", Text),  # NULL before the first turn
    Column("flow_version", Integer, nullable=False),
    Column("step", String(32), nullable=False),
    _ref("current_lead_id", "lead"),
    _ref("taken_over_by", "coordinator"),
    *_at("taken_over_until", nullable=True),
    Column("last_seq", Integer, nullable=False),
    Column("pace_sealed", Text),  # how fast they write and what they heard: against floods, loops
    *_at("updated_at"),
    *_at("last_inbound_at", nullable=True),
)

#: Which messages are unique by Twilio's ids, and what sees to it.
HAS_SID = "sid IS NOT NULL"
ONE_OF_A_SID = "uq_message_account_sid_sid"
message = _table(
    "message",
    _ref("conversation_id", "conversation", nullable=False),
    _ref("address_id", "address", nullable=False),
    _ref("lead_id", "lead"),
    Column("seq", Integer, nullable=False),
    *_words("direction", ("in", "out")),
    Column("account_sid", String(34)),
    Column("sid", String(34)),
    Column("public_id", String(32), nullable=False, unique=True),
    # No foreign key: it would want an index of its own; replies are found by conversation and seq.
    Column("in_reply_to", BigId),
    *_words("kind", ("text", "media", "place", "empty")),
    Column("body_sealed", Text),
    *_words("status", MessageStatus),
    Column("status_rank", Integer, nullable=False),
    Column("error_code", Integer),
    Column("segments", Integer),
    Column("content_version", String(64)),
    Column("coordinator_id", BigId),  # who wrote it, when a person of ours did
    Column("template_sid", String(34)),
    Column("once", String(64)),  # of the form it was sent with: a second press sends nothing
    *_at("created_at"),
    UniqueConstraint("conversation_id", "seq"),
    # Most messages of ours have neither: what is not there is not kept in an index.
    Index(ONE_OF_A_SID, "account_sid", "sid", unique=True, **_only(HAS_SID)),
    Index("uq_message_once", "once", unique=True, **_only("once IS NOT NULL")),
    Index("ix_message_by_hand", "lead_id", "created_at", **_only("coordinator_id IS NOT NULL")),
)

lead_fact = _table(
    "lead_fact",
    _ref("lead_id", "lead", nullable=False),
    Column("field", String(32), nullable=False),
    Column("value_sealed", Text),
    Column("said_sealed", Text),
    Column("understood", Boolean, nullable=False),
    _ref("message_id", "message"),
    *_words("by", ("person", "coordinator")),
    Column("coordinator_id", BigId),
    *_at("created_at"),
    *_at("replaced_at", nullable=True),
    Index("ix_lead_fact_lead_id_field", "lead_id", "field"),
)

callback = _table(
    "callback",
    _ref("lead_id", "lead", nullable=False, index=True),
    _ref("person_id", "person", nullable=False, index=True),
    *_at("start", "end"),
    Column("zone", String(64), nullable=False),
    Column("said_sealed", Text),
    *_words("state", ("open", "kept", "missed", "withdrawn")),
    Column("attempts", Integer, nullable=False),
    Column("coordinator_id", BigId),  # who will call; NULL is the lead's owner, or who is free
    Column("outcome", String(32)),  # reached, no_answer, wrong_number, again
    Column("closed_by", BigId),
    Column("confirmed", Boolean),  # whether they say that we called; NULL is no answer
    *_at("created_at"),
    *_at("closed_at", "reminded_at", "escalated_at", "apologised_at", "asked_at", nullable=True),
    Index("ix_callback_state_start", "state", "start"),
)

call_attempt = _table(
    "call_attempt",
    _ref("callback_id", "callback", nullable=False, index=True),
    _ref("lead_id", "lead", nullable=False, index=True),
    _ref("coordinator_id", "coordinator", nullable=False),
    *_words("outcome", ("reached", "no_answer", "wrong_number", "again")),
    *_at("at"),
)

lead_event = _table(
    "lead_event",
    _ref("lead_id", "lead", nullable=False, index=True),
    _ref("coordinator_id", "coordinator"),  # NULL: the program did it
    Column("kind", String(32), nullable=False),
    Column("detail_sealed", Text),
    *_at("at"),
)

#: Keyed hashes of the words that a lead is searched by: names, phones, notes.
search_word = _table(
    "search_word",
    _ref("lead_id", "lead", nullable=False),
    Column("lookup", String(64), nullable=False),
    UniqueConstraint("lead_id", "lookup"),
    Index("ix_search_word_lookup_lead_id", "lookup", "lead_id"),
)

staff_alert = _table(
    "staff_alert",
    *_words("kind", ("new_lead", "red_flag", "due_promise", "missed_promise")),
    _ref("lead_id", "lead", nullable=False, index=True),
    _ref("callback_id", "callback"),
    *_at("created_at"),
    *_at("sent_at", nullable=True),
)

note = _table(
    "note",
    _ref("lead_id", "lead", nullable=False, index=True),
    _ref("coordinator_id", "coordinator", nullable=False),
    Column("text_sealed", Text),
    *_at("created_at"),
)

attachment = _table(
    "attachment",
    Column("public_id", String(32), nullable=False, unique=True),
    _ref("message_id", "message", nullable=False),
    _ref("lead_id", "lead", index=True),
    _ref("person_id", "person", nullable=False, index=True),
    Column("idx", Integer, nullable=False),
    *_words("kind", MediaKind),
    Column("content_type", String(120), nullable=False),
    Column("url_sealed", Text),
    *_words("state", ("pending", "kept", "failed", "removed")),
    Column("found_type", String(120)),  # by its bytes, whatever was claimed
    Column("size", Integer),
    Column("pages", Integer),
    Column("digest", String(64)),  # SHA-256 of what came, shown or not
    Column("error", String(64)),
    *_at("created_at"),
    *_at("fetched_at", nullable=True),
    UniqueConstraint("message_id", "idx"),
)

consent_event = _table(
    "consent_event",
    _ref("person_id", "person", nullable=False, index=True),
    _ref("address_id", "address"),
    _ref("lead_id", "lead"),
    *_words("kind", ("health", "messages", "erasure")),
    *_words("action", ("given", "declined", "opt_out", "opt_in", "requested")),
    Column("words_sealed", Text),
    Column("text_key", String(64)),
    Column("text_version", String(64)),
    *_words("channel", Channel),
    *_words("by", ("person", "twilio", "coordinator")),
    _ref("message_id", "message"),
    *_at("at"),
)

#: Many leads taken out at once: made by the worker, fetched by who asked, gone after a day.
lead_export = _table(
    "lead_export",
    Column("public_id", String(32), nullable=False, unique=True),
    _ref("coordinator_id", "coordinator", nullable=False, index=True),
    Column("format", String(8), nullable=False),
    Column("wrapped_key", Text, nullable=False),
    Column("query", String(500), nullable=False),  # the queue's filters: they name nobody
    Column("zone", String(64), nullable=False),
    Column("cursor", String(64)),  # the last lead that was read
    Column("total", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    *_words("state", ("due", "ready", "failed")),
    *_at("created_at", "expires_at"),
    *_at("finished_at", nullable=True),
)

lead_export_part = _table(
    "lead_export_part",
    _ref("export_id", "lead_export", nullable=False),
    Column("idx", Integer, nullable=False),
    Column("rows_sealed", sa.LargeBinary, nullable=False),
    UniqueConstraint("export_id", "idx"),
)

audit_event = Table(
    "audit_event",
    metadata,
    Column("seq", BigId, primary_key=True),
    *_at("at"),
    Column("actor", String(254), nullable=False),
    Column("action", String(64), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("detail", Text, nullable=False),
    Column("prev_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
)

due_work = _table(
    "due_work",
    Column("kind", String(32), nullable=False),
    Column("subject_id", BigId, nullable=False),
    _ref("person_id", "person", index=True),
    *_at("run_at"),
    Column("attempts", Integer, nullable=False),
    *_at("lease_until", nullable=True),
    *_words("state", ("due", "done", "dead")),
    Column("last_error", String(200)),
    UniqueConstraint("kind", "subject_id"),
    Index("ix_due_work_state_run_at", "state", "run_at"),
)

#: What is left of an erased address: enough to honour an opt-out and to refuse a replay.
tombstone = _table(
    "tombstone",
    *_words("channel", Channel),
    Column("lookup", String(64), nullable=False),
    Column("person_public_id", String(32)),  # whose it was: what was agreed to can be proven
    *_at("opted_out_at", nullable=True),
    *_at("erased_at"),
    UniqueConstraint("channel", "lookup"),
)

erasure = _table(
    "erasure",
    Column("public_id", String(32), nullable=False, unique=True),
    Column("person_public_id", String(32), nullable=False, index=True),
    Column("by", String(254), nullable=False),
    *_words("state", ("asked", "cleared", "done")),  # cleared here; done at Twilio too
    Column("counts", Text, nullable=False),
    Column("left_sealed", Text),  # addresses to ask Twilio about; NULL once it has no copies
    *_at("asked_at"),
    *_at("finished_at", nullable=True),
)

credential_key = _table(
    "credential_key",
    Column("name", String(64), nullable=False),
    Column("key_id", String(32), nullable=False),
    *_at("first_seen_at"),
    *_at("last_used_at", "retired_at", nullable=True),
    UniqueConstraint("name", "key_id"),
)

rotation = _table(
    "rotation",
    Column("name", String(64), nullable=False, index=True),
    Column("step", String(32), nullable=False),
    Column("detail", Text, nullable=False),  # JSON: key ids and counts, never a secret
    *_at("started_at", "updated_at"),
    *_at("finished_at", nullable=True),
)

meta = Table(
    "meta",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)
