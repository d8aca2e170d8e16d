"""What stores sold a day by product is kept as one value a day, so that many series are read at once."""

import sqlalchemy as sa
from alembic import op

from foresale.storage.database.sql.column_types import IN_MYSQL, Bytes, RowNumber

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Make the table; the service fills it within minutes, and reads the sales until then."""
    op.create_table(
        "packed_days",
        sa.Column("store_id", RowNumber, nullable=False, autoincrement=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("products", Bytes, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "day"],
            ["sold_days.store_id", "sold_days.day"],
            name="fk_packed_days_sold_day",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("store_id", "day", name=op.f("pk_packed_days")),
        **IN_MYSQL,
    )


def downgrade() -> None:
    """Take it away; it is worked out again."""
    op.drop_table("packed_days")
