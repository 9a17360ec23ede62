"""Facts of a lead, and calls that we promised."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Facts of a lead, and calls that we promised."""
    op.create_table(
        "lead_fact",
        sa.Column("id", BIG_ID),
        sa.Column(
            "lead_id", BIG_ID, sa.ForeignKey("lead.id", name="fk_lead_fact_lead_id"), nullable=False
        ),
        sa.Column("field", sa.String(32), nullable=False),
        sa.Column("value_sealed", sa.Text()),
        sa.Column("said_sealed", sa.Text()),
        sa.Column("understood", sa.Boolean(), nullable=False),
        sa.Column(
            "message_id", BIG_ID, sa.ForeignKey("message.id", name="fk_lead_fact_message_id")
        ),
        sa.Column("by", sa.String(32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_lead_fact"),
        sa.CheckConstraint("by IN ('person', 'coordinator')", name=op.f("ck_lead_fact_by")),
    )
    op.create_index("ix_lead_fact_lead_id_field", "lead_fact", ["lead_id", "field"])
    op.create_table(
        "callback",
        sa.Column("id", BIG_ID),
        sa.Column(
            "lead_id", BIG_ID, sa.ForeignKey("lead.id", name="fk_callback_lead_id"), nullable=False
        ),
        sa.Column(
            "person_id",
            BIG_ID,
            sa.ForeignKey("person.id", name="fk_callback_person_id"),
            nullable=False,
        ),
        sa.Column("start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("said_sealed", sa.Text()),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_callback"),
        sa.CheckConstraint(
            "state IN ('open', 'kept', 'missed', 'withdrawn')", name=op.f("ck_callback_state")
        ),
    )
    op.create_index("ix_callback_lead_id", "callback", ["lead_id"])
    op.create_index("ix_callback_person_id", "callback", ["person_id"])
    op.create_index("ix_callback_state_start", "callback", ["state", "start"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("callback")
    op.drop_table("lead_fact")
