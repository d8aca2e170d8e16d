"""Why series are forecast anew is kept as data, beside the sentence."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Add the column; forecasts that are there keep their sentence alone."""
    op.add_column("forecast_runs", sa.Column("renewal", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    """Take it away; the sentences stay."""
    op.drop_column("forecast_runs", "renewal")
