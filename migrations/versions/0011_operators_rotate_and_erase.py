"""Operators rotate and erase: which keys were in use, where a rotation stands, who was erased."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Four small ledgers; none holds a secret or anybody's data."""
    op.create_table(
        "tombstone",
        sa.Column("id", BIG_ID),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("lookup", sa.String(64), nullable=False),
        sa.Column("person_public_id", sa.String(32)),
        sa.Column("opted_out_at", sa.DateTime(timezone=True)),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tombstone"),
        sa.UniqueConstraint("channel", "lookup", name="uq_tombstone_channel_lookup"),
        sa.CheckConstraint("channel IN ('sms', 'whatsapp')", name=op.f("ck_tombstone_channel")),
    )
    op.create_table(
        "erasure",
        sa.Column("id", BIG_ID),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column("person_public_id", sa.String(32), nullable=False),
        sa.Column("by", sa.String(254), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("left_sealed", sa.Text()),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_erasure"),
        sa.UniqueConstraint("public_id", name="uq_erasure_public_id"),
        sa.CheckConstraint("state IN ('asked', 'cleared', 'done')", name=op.f("ck_erasure_state")),
    )
    op.create_index("ix_erasure_person_public_id", "erasure", ["person_public_id"])
    op.create_table(
        "credential_key",
        sa.Column("id", BIG_ID),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("key_id", sa.String(32), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True)),
        sa.Column("retired_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_credential_key"),
        sa.UniqueConstraint("name", "key_id", name="uq_credential_key_name_key_id"),
    )
    op.create_table(
        "rotation",
        sa.Column("id", BIG_ID),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("step", sa.String(32), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_rotation"),
    )
    op.create_index("ix_rotation_name", "rotation", ["name"])


def downgrade() -> None:
    """Drop them."""
    for name in ("rotation", "credential_key", "erasure", "tombstone"):
        op.drop_table(name)
