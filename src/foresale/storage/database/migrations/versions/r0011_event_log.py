"""The event log, leases of the live path's loops, and tickets to the live feed."""

import secrets

import sqlalchemy as sa
from alembic import op

from foresale.storage.database.sql.column_types import IN_MYSQL, RowNumber, UtcTime, exact_text

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the tables; the log begins empty."""
    op.create_table(
        "event_log",
        sa.Column("id", RowNumber, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=True),
        sa.Column("product_id", sa.BigInteger(), nullable=True),
        sa.Column("key", sa.String(150), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_log")),
        sa.UniqueConstraint("seq", name=op.f("uq_event_log_seq")),
        **IN_MYSQL,
    )
    op.create_index(op.f("ix_event_log_at"), "event_log", ["at"])
    head = op.create_table(
        "event_log_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.String(16), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("pruned_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_log_head")),
        **IN_MYSQL,
    )
    op.bulk_insert(head, [{"id": 1, "epoch": secrets.token_hex(4), "last_seq": 0, "pruned_seq": 0}])
    op.create_table(
        "live_leases",
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("holder", sa.String(100), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("until", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_live_leases")),
        **IN_MYSQL,
    )
    op.create_table(
        "live_tickets",
        sa.Column("digest", exact_text(64), nullable=False),
        sa.Column("user_id", RowNumber, nullable=False),
        sa.Column("api_key_id", sa.BigInteger(), nullable=True),
        sa.Column("session_id", exact_text(36), nullable=True),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_live_tickets_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_live_tickets")),
        **IN_MYSQL,
    )
    op.create_index(op.f("ix_live_tickets_user_id"), "live_tickets", ["user_id"])
    op.create_index(op.f("ix_live_tickets_expires_at"), "live_tickets", ["expires_at"])


def downgrade() -> None:
    """Forget the log."""
    for table in ("live_tickets", "live_leases", "event_log_head", "event_log"):
        op.drop_table(table)
