"""Forecasts, served predictions and alerts."""

import sqlalchemy as sa
from alembic import op

from foresale.storage.database.sql.column_types import IN_MYSQL, RowNumber, UtcTime

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "alerts",
        sa.Column("id", RowNumber, nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("store_id", RowNumber, nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("threshold", sa.Double(), nullable=True),
        sa.Column("resolved_at", UtcTime(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_alerts_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
        **IN_MYSQL,
    )
    op.create_index(op.f("ix_alerts_store_id"), "alerts", ["store_id"])
    op.create_index(op.f("ix_alerts_kind"), "alerts", ["kind"])
    op.create_table(
        "forecast_runs",
        sa.Column("id", RowNumber, nullable=False),
        sa.Column("model_version", sa.String(length=100), nullable=False),
        sa.Column("cutoff", sa.Date(), nullable=False),
        sa.Column("horizon", sa.Integer(), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("n_series", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.String(length=36), nullable=True),
        sa.Column("is_tracked", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forecast_runs")),
        **IN_MYSQL,
    )
    op.create_index(op.f("ix_forecast_runs_model_version"), "forecast_runs", ["model_version"])
    op.create_table(
        "prediction_log",
        sa.Column("id", RowNumber, nullable=False),
        sa.Column("served_at", UtcTime(), nullable=False),
        sa.Column("user_id", RowNumber, nullable=True),
        sa.Column("request_id", sa.String(length=36), nullable=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("product_id", RowNumber, nullable=True),
        sa.Column("store_id", RowNumber, nullable=True),
        sa.Column("target_date", sa.Date(), nullable=True),
        sa.Column("horizon", sa.Integer(), nullable=True),
        sa.Column("mean", sa.Double(), nullable=False),
        sa.Column("lower", sa.Double(), nullable=False),
        sa.Column("upper", sa.Double(), nullable=False),
        sa.Column("model_version", sa.String(length=100), nullable=False),
        sa.Column("latency_ms", sa.Double(), nullable=False),
        sa.Column("actual", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prediction_log")),
        **IN_MYSQL,
    )
    op.create_index(op.f("ix_prediction_log_model_version"), "prediction_log", ["model_version"])
    op.create_index(
        "ix_prediction_log_open", "prediction_log", ["target_date", "horizon", "product_id", "store_id"]
    )
    op.create_index(op.f("ix_prediction_log_served_at"), "prediction_log", ["served_at"])
    op.create_index(
        "ix_prediction_log_waiting",
        "prediction_log",
        ["actual", "target_date", "horizon", "product_id", "store_id"],
    )
    op.create_table(
        "tracked_stores",
        sa.Column("store_id", RowNumber, nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_tracked_stores_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", name=op.f("pk_tracked_stores")),
        **IN_MYSQL,
    )
    op.create_table(
        "forecast_reasons",
        sa.Column("run_id", RowNumber, nullable=False),
        sa.Column("product_id", RowNumber, nullable=False),
        sa.Column("store_id", RowNumber, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_forecast_reasons_product_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["forecast_runs.id"], name=op.f("fk_forecast_reasons_run_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_forecast_reasons_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "product_id", "store_id", name=op.f("pk_forecast_reasons")),
        **IN_MYSQL,
    )
    op.create_table(
        "forecasts",
        sa.Column("run_id", RowNumber, nullable=False),
        sa.Column("product_id", RowNumber, nullable=False),
        sa.Column("store_id", RowNumber, nullable=False),
        sa.Column("grain", sa.String(length=5), nullable=False),
        sa.Column("target_date", sa.Date(), nullable=False),
        sa.Column("mean", sa.Double(), nullable=False),
        sa.Column("quantiles", sa.JSON(), nullable=False),
        sa.Column("actual", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_forecasts_product_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["forecast_runs.id"], name=op.f("fk_forecasts_run_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_forecasts_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(
            "run_id", "product_id", "store_id", "grain", "target_date", name=op.f("pk_forecasts")
        ),
        **IN_MYSQL,
    )
    op.create_index("ix_forecasts_target", "forecasts", ["grain", "target_date"])


def downgrade() -> None:
    """Drop them with all that is in them."""
    op.drop_table("forecasts")
    op.drop_table("forecast_reasons")
    op.drop_table("tracked_stores")
    op.drop_table("prediction_log")
    op.drop_table("forecast_runs")
    op.drop_table("alerts")
