"""Single series are forecast anew beside the forecast of everything, each with its own version."""

import sqlalchemy as sa
from alembic import op

from foresale.storage.database.sql.column_types import IN_MYSQL, RowNumber

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the table; runs that are there are forecasts of everything."""
    op.add_column("forecast_runs", sa.Column("base_id", RowNumber, nullable=True))
    op.add_column("forecast_runs", sa.Column("because", sa.String(length=500), nullable=True))
    op.create_index(op.f("ix_forecast_runs_base_id"), "forecast_runs", ["base_id"])
    op.create_table(
        "series_forecasts",
        sa.Column("run_id", RowNumber, nullable=False, autoincrement=False),
        sa.Column("product_id", RowNumber, nullable=False, autoincrement=False),
        sa.Column("store_id", RowNumber, nullable=False, autoincrement=False),
        sa.Column("base_id", RowNumber, nullable=False),
        sa.Column("follows", RowNumber, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_series_forecasts_{column}"), ondelete="CASCADE"
            )
            for column, table in (
                ("run_id", "forecast_runs"), ("product_id", "products"), ("store_id", "stores"),
            )
        ),
        sa.PrimaryKeyConstraint("run_id", "product_id", "store_id", name=op.f("pk_series_forecasts")),
        **IN_MYSQL,
    )  # fmt: skip
    op.create_index(
        "ix_series_forecasts_newest",
        "series_forecasts",
        ["base_id", "product_id", "store_id", "run_id", "first_day"],
    )


def downgrade() -> None:
    """Forget what was forecast by series: the forecasts of everything are in force again."""
    op.drop_table("series_forecasts")
    runs = sa.table("forecast_runs", sa.column("base_id", RowNumber))
    op.execute(runs.delete().where(runs.c.base_id.is_not(None)))
    op.drop_index(op.f("ix_forecast_runs_base_id"), "forecast_runs")
    op.drop_column("forecast_runs", "because")
    op.drop_column("forecast_runs", "base_id")
