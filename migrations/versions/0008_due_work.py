"""Work that is due, and the few facts about the database itself."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Work that is due, and the few facts about the database itself."""
    op.create_table(
        "due_work",
        sa.Column("id", BIG_ID),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("subject_id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID, sa.ForeignKey("person.id", name="fk_due_work_person_id")),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True)),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("last_error", sa.String(200)),
        sa.PrimaryKeyConstraint("id", name="pk_due_work"),
        sa.CheckConstraint("state IN ('due', 'done', 'dead')", name=op.f("ck_due_work_state")),
        sa.UniqueConstraint("kind", "subject_id", name="uq_due_work_kind_subject_id"),
    )
    op.create_index("ix_due_work_person_id", "due_work", ["person_id"])
    op.create_index("ix_due_work_state_run_at", "due_work", ["state", "run_at"])
    op.create_table(
        "meta",
        sa.Column("key", sa.String(64)),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_meta"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("meta")
    op.drop_table("due_work")
