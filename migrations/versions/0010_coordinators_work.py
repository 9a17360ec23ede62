"""Coordinators work: who changed, called, wrote and noted what, and what leads are found by."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
#: Plain columns: SQLite adds those without writing the whole table anew.
_ADDED: dict[str, dict[str, sa.types.TypeEngine[Any]]] = {
    "person": {"left_alone_at": sa.DateTime(timezone=True)},
    "message": {
        "coordinator_id": BIG_ID,
        "template_sid": sa.String(34),
        "once": sa.String(64),
    },
    "lead_fact": {"coordinator_id": BIG_ID},
    "callback": {
        "coordinator_id": BIG_ID,
        "outcome": sa.String(32),
        "closed_by": BIG_ID,
        "reminded_at": sa.DateTime(timezone=True),
        "escalated_at": sa.DateTime(timezone=True),
        "apologised_at": sa.DateTime(timezone=True),
        "asked_at": sa.DateTime(timezone=True),
        "confirmed": sa.Boolean(),
    },
    "attachment": {
        "found_type": sa.String(120),
        "size": sa.Integer(),
        "pages": sa.Integer(),
        "digest": sa.String(64),
        "error": sa.String(64),
        "fetched_at": sa.DateTime(timezone=True),
    },
}
_NEW = (
    *("lead_export_part", "lead_export"),
    *("staff_alert", "search_word", "lead_event", "call_attempt", "saved_view"),
)
_DIALECTS = ("sqlite", "postgresql")
#: Where the leads that are there stand in the queue; the numbers are those of `triage.ranks`.
_RANK = """
UPDATE lead SET waiting_since = coalesce(last_message_at, created_at), rank = CASE
  WHEN status IN ('won', 'lost', 'closed') THEN 6
  WHEN cast(flags AS text) LIKE '%"emergency"%' OR cast(flags AS text) LIKE '%"self_harm"%' THEN 0
  WHEN priority = 'urgent' THEN 1
  WHEN priority = 'high' THEN 3
  WHEN status = 'new' THEN 4
  ELSE 5 END
"""


def _reference(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}")


def _put_in_line() -> None:
    """Each lead's place in the queue, and whether it is found by its words yet."""
    time = sa.DateTime(timezone=True)
    op.add_column("lead", sa.Column("rank", sa.SmallInteger(), nullable=False, server_default="4"))
    since = sa.Column("waiting_since", time, nullable=False, server_default="2000-01-01 00:00:00")
    op.add_column("lead", since)
    op.add_column("lead", sa.Column("words_at", time))
    op.execute(_RANK)
    op.drop_index("ix_lead_queue", "lead")
    op.create_index("ix_lead_queue", "lead", ["rank", "waiting_since", "public_id"])
    op.create_index("ix_lead_words_at", "lead", ["words_at"])


def _take_out() -> None:
    """Exports that the worker makes."""
    time = sa.DateTime(timezone=True)
    op.create_table(
        "lead_export",
        sa.Column("id", BIG_ID),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column("coordinator_id", BIG_ID, nullable=False),
        sa.Column("format", sa.String(8), nullable=False),
        sa.Column("wrapped_key", sa.Text(), nullable=False),
        sa.Column("query", sa.String(500), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("cursor", sa.String(64)),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("created_at", time, nullable=False),
        sa.Column("expires_at", time, nullable=False),
        sa.Column("finished_at", time),
        sa.PrimaryKeyConstraint("id", name="pk_lead_export"),
        sa.UniqueConstraint("public_id", name="uq_lead_export_public_id"),
        _reference("lead_export", "coordinator_id", "coordinator"),
        sa.CheckConstraint(
            "state IN ('due', 'ready', 'failed')", name=op.f("ck_lead_export_state")
        ),
    )
    op.create_index("ix_lead_export_coordinator_id", "lead_export", ["coordinator_id"])
    op.create_table(
        "lead_export_part",
        sa.Column("id", BIG_ID),
        sa.Column("export_id", BIG_ID, nullable=False),
        sa.Column("idx", sa.Integer(), nullable=False),
        sa.Column("rows_sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_lead_export_part"),
        sa.UniqueConstraint("export_id", "idx", name="uq_lead_export_part_export_id_idx"),
        _reference("lead_export_part", "export_id", "lead_export"),
    )


def upgrade() -> None:
    """Columns for the people who answer, and the tables of their work."""
    _put_in_line()
    for table, columns in _ADDED.items():
        for name, kind in columns.items():
            op.add_column(table, sa.Column(name, kind))
    op.create_index("uq_message_once", "message", ["once"], unique=True)
    op.create_table(
        "saved_view",
        sa.Column("id", BIG_ID),
        sa.Column("coordinator_id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("query", sa.String(500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_saved_view"),
        _reference("saved_view", "coordinator_id", "coordinator"),
        sa.UniqueConstraint("coordinator_id", "name", name="uq_saved_view_coordinator_id_name"),
    )
    op.create_table(
        "call_attempt",
        sa.Column("id", BIG_ID),
        sa.Column("callback_id", BIG_ID, nullable=False),
        sa.Column("lead_id", BIG_ID, nullable=False),
        sa.Column("coordinator_id", BIG_ID, nullable=False),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_call_attempt"),
        _reference("call_attempt", "callback_id", "callback"),
        _reference("call_attempt", "lead_id", "lead"),
        _reference("call_attempt", "coordinator_id", "coordinator"),
        sa.CheckConstraint(
            "outcome IN ('reached', 'no_answer', 'wrong_number', 'again')",
            name=op.f("ck_call_attempt_outcome"),
        ),
    )
    op.create_index("ix_call_attempt_callback_id", "call_attempt", ["callback_id"])
    op.create_index("ix_call_attempt_lead_id", "call_attempt", ["lead_id"])
    op.create_table(
        "lead_event",
        sa.Column("id", BIG_ID),
        sa.Column("lead_id", BIG_ID, nullable=False),
        sa.Column("coordinator_id", BIG_ID),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("detail_sealed", sa.Text()),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_lead_event"),
        _reference("lead_event", "lead_id", "lead"),
        _reference("lead_event", "coordinator_id", "coordinator"),
    )
    op.create_index("ix_lead_event_lead_id", "lead_event", ["lead_id"])
    op.create_table(
        "search_word",
        sa.Column("id", BIG_ID),
        sa.Column("lead_id", BIG_ID, nullable=False),
        sa.Column("lookup", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_search_word"),
        _reference("search_word", "lead_id", "lead"),
        sa.UniqueConstraint("lead_id", "lookup", name="uq_search_word_lead_id_lookup"),
    )
    op.create_index("ix_search_word_lookup_lead_id", "search_word", ["lookup", "lead_id"])
    op.create_table(
        "staff_alert",
        sa.Column("id", BIG_ID),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("lead_id", BIG_ID, nullable=False),
        sa.Column("callback_id", BIG_ID),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_staff_alert"),
        _reference("staff_alert", "lead_id", "lead"),
        _reference("staff_alert", "callback_id", "callback"),
        sa.CheckConstraint(
            "kind IN ('new_lead', 'red_flag', 'due_promise', 'missed_promise')",
            name=op.f("ck_staff_alert_kind"),
        ),
    )
    op.create_index("ix_staff_alert_lead_id", "staff_alert", ["lead_id"])
    _take_out()
    by_hand: dict[str, Any] = {
        f"{name}_where": sa.text("coordinator_id IS NOT NULL") for name in _DIALECTS
    }
    op.create_index("ix_message_by_hand", "message", ["lead_id", "created_at"], **by_hand)


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_lead_words_at", "lead")
    op.drop_index("ix_lead_queue", "lead")
    op.create_index("ix_lead_queue", "lead", ["status", "priority", "created_at"])
    for name in ("rank", "waiting_since", "words_at"):
        op.drop_column("lead", name)
    for name in _NEW:
        op.drop_table(name)
    op.drop_index("ix_message_by_hand", "message")
    op.drop_index("uq_message_once", "message")
    for table, columns in _ADDED.items():
        for name in columns:
            op.drop_column(table, name)
