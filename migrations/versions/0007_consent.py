"""Consent and opt-outs, append-only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Consent and opt-outs, append-only."""
    op.create_table(
        "consent_event",
        sa.Column("id", BIG_ID),
        sa.Column(
            "person_id",
            BIG_ID,
            sa.ForeignKey("person.id", name="fk_consent_event_person_id"),
            nullable=False,
        ),
        sa.Column(
            "address_id", BIG_ID, sa.ForeignKey("address.id", name="fk_consent_event_address_id")
        ),
        sa.Column("lead_id", BIG_ID, sa.ForeignKey("lead.id", name="fk_consent_event_lead_id")),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("words_sealed", sa.Text()),
        sa.Column("text_key", sa.String(64)),
        sa.Column("text_version", sa.String(64)),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("by", sa.String(32), nullable=False),
        sa.Column(
            "message_id", BIG_ID, sa.ForeignKey("message.id", name="fk_consent_event_message_id")
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_consent_event"),
        sa.CheckConstraint(
            "action IN ('given', 'declined', 'opt_out', 'opt_in', 'requested')",
            name=op.f("ck_consent_event_action"),
        ),
        sa.CheckConstraint(
            "by IN ('person', 'twilio', 'coordinator')", name=op.f("ck_consent_event_by")
        ),
        sa.CheckConstraint("channel IN ('sms', 'whatsapp')", name=op.f("ck_consent_event_channel")),
        sa.CheckConstraint(
            "kind IN ('health', 'messages', 'erasure')", name=op.f("ck_consent_event_kind")
        ),
    )
    op.create_index("ix_consent_event_person_id", "consent_event", ["person_id"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("consent_event")
