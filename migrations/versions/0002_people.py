"""People who write to us, and the addresses they write from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """People who write to us, and the addresses they write from."""
    op.create_table(
        "person",
        sa.Column("id", BIG_ID),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column("lookup", sa.String(64), nullable=False),
        sa.Column("key_id", sa.String(32), nullable=False),
        sa.Column("wrapped_key", sa.Text()),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("zone", sa.String(64)),
        sa.Column("country", sa.String(2)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("lookup", name="uq_person_lookup"),
        sa.UniqueConstraint("public_id", name="uq_person_public_id"),
    )
    op.create_table(
        "address",
        sa.Column("id", BIG_ID),
        sa.Column(
            "person_id",
            BIG_ID,
            sa.ForeignKey("person.id", name="fk_address_person_id"),
            nullable=False,
        ),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("lookup", sa.String(64), nullable=False),
        sa.Column("sealed", sa.Text()),
        sa.Column("our_number", sa.String(64)),
        sa.Column("opted_out_at", sa.DateTime(timezone=True)),
        sa.Column("last_inbound_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_address"),
        sa.CheckConstraint("channel IN ('sms', 'whatsapp')", name=op.f("ck_address_channel")),
        sa.CheckConstraint(
            "kind IN ('phone', 'whatsapp_user', 'short_code', 'name')", name=op.f("ck_address_kind")
        ),
        sa.UniqueConstraint("channel", "lookup", name="uq_address_channel_lookup"),
    )
    op.create_index("ix_address_lookup", "address", ["lookup"])
    op.create_index("ix_address_person_id", "address", ["person_id"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("address")
    op.drop_table("person")
