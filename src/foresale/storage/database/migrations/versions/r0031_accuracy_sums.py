"""What past forecasts were off by is summed by store and product; forecasts are found by day and run."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from foresale.storage.database.sql.column_types import IN_MYSQL, RowNumber

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    """Make the tables; the next look for actuals fills them, and the forecasts are read until then."""
    for name, of in (("store_accuracy", "store"), ("product_accuracy", "product")):
        op.create_table(name, *_columns(name, of), **IN_MYSQL)
    op.create_table(
        "summed_periods",
        sa.Column("grain", sa.String(length=5), nullable=False),
        sa.Column("target_date", sa.Date(), nullable=False),
        sa.Column("ticket", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("grain", "target_date", name=op.f("pk_summed_periods")),
        **IN_MYSQL,
    )
    op.create_index("ix_forecasts_period", "forecasts", ["grain", "target_date", "run_id", "store_id"])
    op.drop_index("ix_forecasts_target", "forecasts")


def downgrade() -> None:
    """Take them away; they are worked out again."""
    op.create_index("ix_forecasts_target", "forecasts", ["grain", "target_date"])
    op.drop_index("ix_forecasts_period", "forecasts")
    for name in ("summed_periods", "product_accuracy", "store_accuracy"):
        op.drop_table(name)


def _columns(name: str, of: str) -> list[Any]:
    return [
        sa.Column("run_id", RowNumber, nullable=False, autoincrement=False),
        sa.Column("grain", sa.String(length=5), nullable=False),
        sa.Column("target_date", sa.Date(), nullable=False),
        sa.Column(f"{of}_id", RowNumber, nullable=False, autoincrement=False),
        sa.Column("series", sa.Integer(), nullable=False),
        sa.Column("mean", sa.Double(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("absolute", sa.Double(), nullable=False),
        sa.Column("error", sa.Double(), nullable=False),
        sa.Column("actual", sa.Double(), nullable=False),
        sa.Column("size", sa.Double(), nullable=False),
        sa.Column("covered", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id"], ["forecast_runs.id"], name=op.f(f"fk_{name}_run_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            [f"{of}_id"], [f"{of}s.id"], name=op.f(f"fk_{name}_{of}_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "grain", "target_date", f"{of}_id", name=op.f(f"pk_{name}")),
    ]
