"""What ranges of sums over series are made of."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add it to forecasts; those that are kept already have none."""
    op.add_column("forecasts", sa.Column("deviation", sa.Double(), nullable=True))
    op.add_column("forecast_runs", sa.Column("sum_errors", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("forecast_runs", "sum_errors")
    op.drop_column("forecasts", "deviation")
