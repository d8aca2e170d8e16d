"""Stock by store: a product's one number becomes the stock of no store, as of now."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from foresale.storage.database.sql.column_types import IN_MYSQL, RowNumber, UtcTime

revision = "0008"
down_revision = "0007"

_SUM = """
UPDATE products SET stock = (
  SELECT SUM(b.units
    + COALESCE((SELECT SUM(m.quantity) FROM stock_movements m WHERE m.product_id = b.product_id
        AND COALESCE(m.store_id, 0) = b.place AND m.moved_at > b.since), 0)
    - COALESCE((SELECT SUM(s.quantity) FROM sales s WHERE s.product_id = b.product_id AND s.sold_at > b.since
        AND (s.store_id = b.place OR (b.place = 0 AND NOT EXISTS (SELECT 1 FROM stock_bases o
          WHERE o.product_id = s.product_id AND o.place = s.store_id AND o.kept_from < s.sold_at)))), 0))
  FROM stock_bases b WHERE b.product_id = products.id)
"""


def upgrade() -> None:
    """Make the table, and move what products say of their stock there."""
    op.create_table(
        "stock_bases",
        sa.Column("product_id", RowNumber, nullable=False, autoincrement=False),
        sa.Column("place", RowNumber, nullable=False, autoincrement=False),
        sa.Column("store_id", RowNumber, nullable=True),
        sa.Column("units", sa.Double(), nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.Column("kept_from", UtcTime(), nullable=False),
        sa.Column("is_counted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_stock_bases_product_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_stock_bases_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("product_id", "place", name=op.f("pk_stock_bases")),
        **IN_MYSQL,
    )
    op.create_index(op.f("ix_stock_bases_store_id"), "stock_bases", ["store_id"])
    products = sa.table("products", sa.column("id", RowNumber), sa.column("stock", sa.Double()))
    names = ("product_id", "place", "units", "since", "kept_from", "is_counted")
    bases = sa.table("stock_bases", *(sa.column(name) for name in names))
    now = sa.literal(datetime.now(UTC), UtcTime())
    known = sa.select(
        products.c.id, sa.literal(0), products.c.stock, now, now, sa.literal(True, sa.Boolean())
    ).where(products.c.stock.is_not(None))
    op.execute(bases.insert().from_select(names, known))
    op.drop_column("products", "stock")


def downgrade() -> None:
    """Give each product its sum over all places back."""
    op.add_column("products", sa.Column("stock", sa.Double(), nullable=True))
    op.execute(sa.text(_SUM))
    op.drop_table("stock_bases")
