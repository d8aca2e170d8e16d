"""What products without a list price are usually sold for, and how many units forecast count at that."""

import sqlalchemy as sa
from alembic import op

from foresale.storage.database.sql.column_types import IN_MYSQL, Money, RowNumber

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Make the table, which the service fills within seconds; sums of other prices don't count any more."""
    op.create_table(
        "usual_prices",
        sa.Column("product_id", RowNumber, nullable=False, autoincrement=False),
        sa.Column("price", Money(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_usual_prices_product_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_usual_prices")),
        **IN_MYSQL,
    )
    op.add_column(
        "forecast_days",
        sa.Column("priced_by_sales", sa.Double(), nullable=False, server_default=sa.text("0")),
    )


def downgrade() -> None:
    """Take both away: forecasts of products without a list price have no worth then."""
    op.drop_column("forecast_days", "priced_by_sales")
    op.drop_table("usual_prices")
