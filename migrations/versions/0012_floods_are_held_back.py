"""Floods and loops are held back: a conversation remembers its pace."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing is remembered of anybody at first."""
    op.add_column("conversation", sa.Column("pace_sealed", sa.Text()))


def downgrade() -> None:
    """Forget it: everybody is calm."""
    op.drop_column("conversation", "pace_sealed")
