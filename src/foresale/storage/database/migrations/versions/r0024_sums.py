"""Sums of forecasts by store and day, and of sales by product and day, are kept beside them."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from foresale.storage.database.sql.column_types import IN_MYSQL, Money, RowNumber

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Make the tables and sum all sales once; the service sums its forecasts within seconds of its start.

    Days of which sales are noted as changed while they are summed here are read from the sales until then.
    """
    _make_forecast_tables()
    op.create_table(
        "changed_product_days",
        sa.Column("id", RowNumber, nullable=False, autoincrement=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changed_product_days")),
        **IN_MYSQL,
    )
    op.create_index("ix_changed_product_days_day", "changed_product_days", ["day"])
    op.create_table(
        "sold_product_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("product_id", RowNumber, nullable=False, autoincrement=False),
        sa.Column("quantity", sa.Double(), nullable=False),
        sa.Column("revenue", Money(), nullable=True),
        sa.Column("sales", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_sold_product_days_product_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("day", "product_id", name=op.f("pk_sold_product_days")),
        **IN_MYSQL,
    )
    op.execute(
        "INSERT INTO sold_product_days (day, product_id, quantity, revenue, sales)"
        " SELECT sold_on, product_id, SUM(quantity), SUM(revenue), COUNT(*) FROM sales"
        " GROUP BY sold_on, product_id"
    )


def downgrade() -> None:
    """Take them away; they are worked out again."""
    for table in ("sold_product_days", "changed_product_days", "forecast_days", "summed_stores"):
        op.drop_table(table)


def _make_forecast_tables() -> None:
    marks: list[sa.Column[Any]] = [
        sa.Column("catalogue", sa.String(length=32), nullable=False),
        sa.Column("renewed_by", RowNumber, nullable=False),
        sa.Column("has_gaps", sa.Boolean(), nullable=False),
    ]
    sums: list[sa.Column[Any]] = [
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("series", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Integer(), nullable=False),
        sa.Column("mean", sa.Double(), nullable=False),
        sa.Column("apart", sa.Double(), nullable=True),
        sa.Column("step", sa.Double(), nullable=True),
        sa.Column("revenue", sa.Double(), nullable=True),
        sa.Column("unpriced", sa.Double(), nullable=False),
    ]
    _make_table("summed_stores", ["run_id", "store_id"], marks)
    _make_table("forecast_days", ["run_id", "store_id", "day"], sums)


def _make_table(name: str, key: list[str], columns: Sequence[sa.Column[Any]]) -> None:
    """A table of stores of forecasts, which goes with either."""
    op.create_table(
        name,
        sa.Column("run_id", RowNumber, nullable=False, autoincrement=False),
        sa.Column("store_id", RowNumber, nullable=False, autoincrement=False),
        *columns,
        sa.ForeignKeyConstraint(
            ["run_id"], ["forecast_runs.id"], name=op.f(f"fk_{name}_run_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f(f"fk_{name}_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")),
        **IN_MYSQL,
    )
