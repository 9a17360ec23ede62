"""Coordinators log in: their secrets, sessions, one-time links and throttles."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_ROLES = {"admin": "lead_coordinator", "ops": "operator"}
_TEXTS: dict[str, sa.types.TypeEngine[str]] = {
    "password_hash": sa.Text(),
    "totp_sealed": sa.Text(),
    "recovery_sealed": sa.Text(),
    "zone": sa.String(64),
    "alerts_sealed": sa.Text(),
    "quiet_hours": sa.String(11),
    "diary_lookup": sa.String(64),
}
_TIMES = ("password_changed_at", "seen_at")


def _roles(renamed: dict[str, str]) -> None:
    """Other words for the roles. Before this revision no coordinator could be made."""
    with op.batch_alter_table("coordinator") as table:
        table.drop_constraint(op.f("ck_coordinator_role"), type_="check")
    for old, new in renamed.items():
        op.execute(f"UPDATE coordinator SET role = '{new}' WHERE role = '{old}'")  # noqa: S608 - our own words
    words = ", ".join(f"'{role}'" for role in ("coordinator", *renamed.values()))
    with op.batch_alter_table("coordinator") as table:
        table.create_check_constraint(op.f("ck_coordinator_role"), f"role IN ({words})")


def _make_distinct() -> None:
    """Whoever is there already, after a way back and forth, gets sessions of their own again."""
    coordinators = sa.table("coordinator", sa.column("id"), sa.column("uniquifier"))
    connection = op.get_bind()
    for (number,) in connection.execute(sa.select(coordinators.c.id)).all():
        mine = sa.update(coordinators).where(coordinators.c.id == number)
        connection.execute(mine.values(uniquifier=secrets.token_hex(32)))


def upgrade() -> None:
    """Roles as the console knows them, and what a log-in needs."""
    _roles(_ROLES)
    op.add_column("coordinator", sa.Column("uniquifier", sa.String(64)))
    for name, kind in _TEXTS.items():
        op.add_column("coordinator", sa.Column(name, kind))
    for name in _TIMES:
        op.add_column("coordinator", sa.Column(name, sa.DateTime(timezone=True)))
    _make_distinct()
    with op.batch_alter_table("coordinator") as table:
        table.alter_column("uniquifier", existing_type=sa.String(64), nullable=False)
        table.create_unique_constraint("uq_coordinator_uniquifier", ["uniquifier"])
        table.create_unique_constraint("uq_coordinator_diary_lookup", ["diary_lookup"])
    op.create_table(
        "console_session",
        sa.Column("id", BIG_ID),
        sa.Column("lookup", sa.String(64), nullable=False),
        sa.Column("coordinator_id", BIG_ID),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proven_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_console_session"),
        sa.ForeignKeyConstraint(
            ["coordinator_id"], ["coordinator.id"], name="fk_console_session_coordinator_id"
        ),
        sa.UniqueConstraint("lookup", name="uq_console_session_lookup"),
    )
    op.create_index("ix_console_session_coordinator_id", "console_session", ["coordinator_id"])
    op.create_table(
        "one_time_link",
        sa.Column("id", BIG_ID),
        sa.Column("lookup", sa.String(64), nullable=False),
        sa.Column("coordinator_id", BIG_ID, nullable=False),
        sa.Column("purpose", sa.String(32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_one_time_link"),
        sa.ForeignKeyConstraint(
            ["coordinator_id"], ["coordinator.id"], name="fk_one_time_link_coordinator_id"
        ),
        sa.UniqueConstraint("lookup", name="uq_one_time_link_lookup"),
        sa.CheckConstraint(
            "purpose IN ('invite', 'reset', 'demo')", name=op.f("ck_one_time_link_purpose")
        ),
    )
    op.create_index("ix_one_time_link_coordinator_id", "one_time_link", ["coordinator_id"])
    op.create_table(
        "throttle",
        sa.Column("id", BIG_ID),
        sa.Column("lookup", sa.String(64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_throttle"),
        sa.UniqueConstraint("lookup", name="uq_throttle_lookup"),
    )
    op.create_index("ix_throttle_since", "throttle", ["since"])


def downgrade() -> None:
    """Nobody can log in any more; who is left over from the console goes with it."""
    for name in ("throttle", "one_time_link", "console_session"):
        op.drop_table(name)
    with op.batch_alter_table("coordinator") as table:
        table.drop_constraint("uq_coordinator_diary_lookup", type_="unique")
        table.drop_constraint("uq_coordinator_uniquifier", type_="unique")
        for name in ("uniquifier", *_TEXTS, *_TIMES):
            table.drop_column(name)
    _roles({new: old for old, new in _ROLES.items()})
