"""Dead letters, and how far each stream was read."""

import sqlalchemy as sa
from alembic import op

from foresale.storage.database.sql.column_types import IN_MYSQL, RowNumber, UtcTime, exact_text

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make the tables, empty."""
    op.create_table(
        "dead_letters",
        sa.Column("id", RowNumber, nullable=False),
        sa.Column("digest", exact_text(64), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("is_cut", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("transaction_id", exact_text(64), nullable=True),
        sa.Column("store", sa.String(100), nullable=True),
        sa.Column("store_id", sa.BigInteger(), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("column", sa.String(100), nullable=True),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("next_try_at", UtcTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("corrected", sa.Text(), nullable=True),
        sa.Column("settled_at", UtcTime(), nullable=True),
        sa.Column("settled_by", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dead_letters")),
        sa.UniqueConstraint("digest", name=op.f("uq_dead_letters_digest")),
        **IN_MYSQL,
    )
    for column in ("at", "transaction_id", "state"):
        op.create_index(op.f(f"ix_dead_letters_{column}"), "dead_letters", [column])
    op.create_table(
        "stream_offsets",
        sa.Column("id", RowNumber, nullable=False),
        sa.Column("name", exact_text(200), nullable=False),
        sa.Column("next_offset", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stream_offsets")),
        sa.UniqueConstraint("name", name=op.f("uq_stream_offsets_name")),
        **IN_MYSQL,
    )


def downgrade() -> None:
    """Forget them."""
    for table in ("stream_offsets", "dead_letters"):
        op.drop_table(table)
