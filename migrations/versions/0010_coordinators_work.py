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
    },
    "attachment": {
        "found_type": sa.String(120),
        "size": sa.Integer(),
        "pages": sa.Integer(),
        "error": sa.String(64),
        "fetched_at": sa.DateTime(timezone=True),
    },
}
_NEW = ("staff_alert", "search_word", "lead_event", "call_attempt", "saved_view")


def _reference(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}")


def upgrade() -> None:
    """Columns for the people who answer, and the tables of their work."""
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


def downgrade() -> None:
    """Drop them."""
    for name in _NEW:
        op.drop_table(name)
    op.drop_index("uq_message_once", "message")
    for table, columns in _ADDED.items():
        for name in columns:
            op.drop_column(table, name)
