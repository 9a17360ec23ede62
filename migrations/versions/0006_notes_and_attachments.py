"""Notes of coordinators, and what people sent along."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Notes of coordinators, and what people sent along."""
    op.create_table(
        "note",
        sa.Column("id", BIG_ID),
        sa.Column(
            "lead_id", BIG_ID, sa.ForeignKey("lead.id", name="fk_note_lead_id"), nullable=False
        ),
        sa.Column(
            "coordinator_id",
            BIG_ID,
            sa.ForeignKey("coordinator.id", name="fk_note_coordinator_id"),
            nullable=False,
        ),
        sa.Column("text_sealed", sa.Text()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_note"),
    )
    op.create_index("ix_note_lead_id", "note", ["lead_id"])
    op.create_table(
        "attachment",
        sa.Column("id", BIG_ID),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column(
            "message_id",
            BIG_ID,
            sa.ForeignKey("message.id", name="fk_attachment_message_id"),
            nullable=False,
        ),
        sa.Column("lead_id", BIG_ID, sa.ForeignKey("lead.id", name="fk_attachment_lead_id")),
        sa.Column(
            "person_id",
            BIG_ID,
            sa.ForeignKey("person.id", name="fk_attachment_person_id"),
            nullable=False,
        ),
        sa.Column("idx", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("content_type", sa.String(120), nullable=False),
        sa.Column("url_sealed", sa.Text()),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attachment"),
        sa.CheckConstraint(
            "kind IN ('image', 'document', 'audio', 'video', 'sticker', 'contact', 'location', "
            "'other')",
            name=op.f("ck_attachment_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('pending', 'kept', 'failed', 'removed')", name=op.f("ck_attachment_state")
        ),
        sa.UniqueConstraint("message_id", "idx", name="uq_attachment_message_id_idx"),
        sa.UniqueConstraint("public_id", name="uq_attachment_public_id"),
    )
    op.create_index("ix_attachment_lead_id", "attachment", ["lead_id"])
    op.create_index("ix_attachment_person_id", "attachment", ["person_id"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("attachment")
    op.drop_table("note")
