"""Messages are lighter to store: no index keeps the many that have nothing to keep in it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_SIDS, _ONCE = "uq_message_account_sid_sid", "uq_message_once"


def _index(name: str, columns: list[str], only: str) -> None:
    where = sa.text(only)
    op.create_index(
        name, "message", columns, unique=True, sqlite_where=where, postgresql_where=where
    )


def upgrade() -> None:
    """Both stay unique where they are there at all."""
    with op.batch_alter_table("message") as table:
        table.drop_constraint(_SIDS, type_="unique")
    op.drop_index(_ONCE, "message")
    _index(_SIDS, ["account_sid", "sid"], "sid IS NOT NULL")
    _index(_ONCE, ["once"], "once IS NOT NULL")


def downgrade() -> None:
    """Every message in both again."""
    op.drop_index(_ONCE, "message")
    op.drop_index(_SIDS, "message")
    op.create_index(_ONCE, "message", ["once"], unique=True)
    with op.batch_alter_table("message") as table:
        table.create_unique_constraint(_SIDS, ["account_sid", "sid"])
