"""Leads: one enquiry each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Leads: one enquiry each."""
    op.create_table(
        "lead",
        sa.Column("id", BIG_ID),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column(
            "person_id",
            BIG_ID,
            sa.ForeignKey("person.id", name="fk_lead_person_id"),
            nullable=False,
        ),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("priority", sa.String(32), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("service", sa.Integer()),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("owner_id", BIG_ID, sa.ForeignKey("coordinator.id", name="fk_lead_owner_id")),
        sa.Column("source", sa.String(200)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("consent_at", sa.DateTime(timezone=True)),
        sa.Column("last_message_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_lead"),
        sa.CheckConstraint(
            "priority IN ('urgent', 'high', 'normal')", name=op.f("ck_lead_priority")
        ),
        sa.CheckConstraint("service BETWEEN 1 AND 5", name=op.f("ck_lead_service")),
        sa.CheckConstraint(
            "status IN ('new', 'contacted', 'in_progress', 'won', 'lost', 'closed')",
            name=op.f("ck_lead_status"),
        ),
        sa.UniqueConstraint("public_id", name="uq_lead_public_id"),
    )
    op.create_index("ix_lead_created_at_id", "lead", ["created_at", "id"])
    op.create_index("ix_lead_owner_id", "lead", ["owner_id"])
    op.create_index("ix_lead_person_id", "lead", ["person_id"])
    op.create_index("ix_lead_queue", "lead", ["status", "priority", "created_at"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("lead")
