"""Conversations and their messages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Conversations and their messages."""
    op.create_table(
        "conversation",
        sa.Column("id", BIG_ID),
        sa.Column(
            "person_id",
            BIG_ID,
            sa.ForeignKey("person.id", name="fk_conversation_person_id"),
            nullable=False,
        ),
        sa.Column("state_sealed", sa.Text()),
        sa.Column("flow_version", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(32), nullable=False),
        sa.Column(
            "current_lead_id",
            BIG_ID,
            sa.ForeignKey("lead.id", name="fk_conversation_current_lead_id"),
        ),
        sa.Column(
            "taken_over_by",
            BIG_ID,
            sa.ForeignKey("coordinator.id", name="fk_conversation_taken_over_by"),
        ),
        sa.Column("taken_over_until", sa.DateTime(timezone=True)),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_inbound_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_conversation"),
        sa.UniqueConstraint("person_id", name="uq_conversation_person_id"),
    )
    op.create_table(
        "message",
        sa.Column("id", BIG_ID),
        sa.Column(
            "conversation_id",
            BIG_ID,
            sa.ForeignKey("conversation.id", name="fk_message_conversation_id"),
            nullable=False,
        ),
        sa.Column(
            "address_id",
            BIG_ID,
            sa.ForeignKey("address.id", name="fk_message_address_id"),
            nullable=False,
        ),
        sa.Column("lead_id", BIG_ID, sa.ForeignKey("lead.id", name="fk_message_lead_id")),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("direction", sa.String(32), nullable=False),
        sa.Column("account_sid", sa.String(34)),
        sa.Column("sid", sa.String(34)),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column("in_reply_to", BIG_ID),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("body_sealed", sa.Text()),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("status_rank", sa.Integer(), nullable=False),
        sa.Column("error_code", sa.Integer()),
        sa.Column("segments", sa.Integer()),
        sa.Column("content_version", sa.String(64)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
        sa.CheckConstraint("direction IN ('in', 'out')", name=op.f("ck_message_direction")),
        sa.CheckConstraint(
            "kind IN ('text', 'media', 'place', 'empty')", name=op.f("ck_message_kind")
        ),
        sa.CheckConstraint(
            "status IN ('received', 'replied', 'queued', 'sending', 'sent', 'delivered', 'read', "
            "'undelivered', 'failed', 'canceled')",
            name=op.f("ck_message_status"),
        ),
        sa.UniqueConstraint("account_sid", "sid", name="uq_message_account_sid_sid"),
        sa.UniqueConstraint("conversation_id", "seq", name="uq_message_conversation_id_seq"),
        sa.UniqueConstraint("public_id", name="uq_message_public_id"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("message")
    op.drop_table("conversation")
