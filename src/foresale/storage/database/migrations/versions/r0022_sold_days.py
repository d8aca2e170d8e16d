"""What each store sold a day is kept beside the sales."""

import sqlalchemy as sa
from alembic import op

from foresale.storage.database.sql.column_types import IN_MYSQL, Money, RowNumber

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Make the table and sum all sales once.

    Notes of changed days come first: they say that nobody has summed them yet. What is sold meanwhile leaves
    such a note, and so does what is sold after this.
    """
    op.add_column(
        "changed_days", sa.Column("is_summed", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_index("ix_changed_days_summed", "changed_days", ["is_summed", "store_id", "day"])
    op.create_table(
        "sold_days",
        sa.Column("store_id", RowNumber, nullable=False, autoincrement=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("quantity", sa.Double(), nullable=False),
        sa.Column("revenue", Money(), nullable=True),
        sa.Column("sales", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_sold_days_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "day", name=op.f("pk_sold_days")),
        **IN_MYSQL,
    )
    op.execute(
        "INSERT INTO sold_days (store_id, day, quantity, revenue, sales)"
        " SELECT store_id, sold_on, SUM(quantity), SUM(revenue), COUNT(*) FROM sales"
        " GROUP BY store_id, sold_on"
    )


def downgrade() -> None:
    """Take them away; days that only waited to be summed wait to be looked at no less."""
    op.drop_table("sold_days")
    op.drop_index("ix_changed_days_summed", table_name="changed_days")
    op.drop_column("changed_days", "is_summed")
