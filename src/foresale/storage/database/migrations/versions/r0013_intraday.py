"""How days go: shares by quarter of an hour, and sizes of sales."""

import sqlalchemy as sa
from alembic import op

from foresale.storage.database.sql.column_types import IN_MYSQL, RowNumber, UtcTime, exact_text

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make the tables; what goes in is learned from sales within a day."""
    op.create_table(
        "intraday_models",
        sa.Column("id", RowNumber, nullable=False, autoincrement=True),
        sa.Column("learned_at", UtcTime(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("warp", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intraday_models")),
        **IN_MYSQL,
    )
    op.create_table(
        "day_profiles",
        sa.Column("id", RowNumber, nullable=False, autoincrement=True),
        sa.Column("model_id", RowNumber, nullable=False),
        sa.Column("store_id", RowNumber, nullable=True),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("category", exact_text(100), nullable=True),
        sa.Column("shares", sa.JSON(), nullable=False),
        _of("day_profiles", "model_id", "intraday_models.id"),
        _of("day_profiles", "store_id", "stores.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_profiles")),
        **IN_MYSQL,
    )
    op.create_index(op.f("ix_day_profiles_model_id"), "day_profiles", ["model_id"])
    op.create_table(
        "sale_batches",
        sa.Column("model_id", RowNumber, nullable=False, autoincrement=False),
        sa.Column("product_id", RowNumber, nullable=False, autoincrement=False),
        sa.Column("store_id", RowNumber, nullable=False, autoincrement=False),
        sa.Column("batch", sa.Double(), nullable=False),
        _of("sale_batches", "model_id", "intraday_models.id"),
        _of("sale_batches", "product_id", "products.id"),
        _of("sale_batches", "store_id", "stores.id"),
        sa.PrimaryKeyConstraint("model_id", "product_id", "store_id", name=op.f("pk_sale_batches")),
        **IN_MYSQL,
    )


def _of(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [other], name=op.f(f"fk_{table}_{column}"), ondelete="CASCADE")


def downgrade() -> None:
    """Take them away; they are learned again."""
    for table in ("sale_batches", "day_profiles", "intraday_models"):
        op.drop_table(table)
