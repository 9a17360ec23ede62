"""Coordinators, and the chain of what they looked at and changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Coordinators, and the chain of what they looked at and changed."""
    op.create_table(
        "coordinator",
        sa.Column("id", BIG_ID),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_coordinator"),
        sa.CheckConstraint(
            "role IN ('coordinator', 'ops', 'admin')", name=op.f("ck_coordinator_role")
        ),
        sa.UniqueConstraint("email", name="uq_coordinator_email"),
    )
    op.create_table(
        "audit_event",
        sa.Column("seq", BIG_ID),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(254), nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit_event"),
        sa.UniqueConstraint("hash", name="uq_audit_event_hash"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("audit_event")
    op.drop_table("coordinator")
