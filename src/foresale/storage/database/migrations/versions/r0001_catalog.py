"""Products, stores, events and stock movements."""

import sqlalchemy as sa
from alembic import op

from foresale.storage.database.sql.column_types import IN_MYSQL, Money, RowNumber, UtcTime, exact_text

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "products",
        sa.Column("id", RowNumber, nullable=False),
        sa.Column("sku", exact_text(100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("category", exact_text(100), nullable=True),
        sa.Column("price", Money(), nullable=True),
        sa.Column("cost", Money(), nullable=True),
        sa.Column("stock", sa.Double(), nullable=True),
        sa.Column("lead_time_days", sa.Integer(), nullable=False),
        sa.Column("pack_size", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.CheckConstraint("lead_time_days >= 0", name=op.f("ck_products_lead_time")),
        sa.CheckConstraint("pack_size > 0", name=op.f("ck_products_pack_size")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
        sa.UniqueConstraint("sku", name=op.f("uq_products_sku")),
        **IN_MYSQL,
    )
    op.create_index(op.f("ix_products_category"), "products", ["category"])
    op.create_table(
        "stores",
        sa.Column("id", RowNumber, nullable=False),
        sa.Column("code", exact_text(100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("city", sa.String(length=100), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("time_zone", sa.String(length=64), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stores")),
        sa.UniqueConstraint("code", name=op.f("uq_stores_code")),
        **IN_MYSQL,
    )
    op.create_table(
        "events",
        sa.Column("id", RowNumber, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("store_id", RowNumber, nullable=True),
        sa.Column("product_id", RowNumber, nullable=True),
        sa.Column("category", exact_text(100), nullable=True),
        sa.Column("discount", sa.Double(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_events_order")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_events_product_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_events_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        **IN_MYSQL,
    )
    op.create_index(op.f("ix_events_product_id"), "events", ["product_id"])
    op.create_index(op.f("ix_events_starts_on"), "events", ["starts_on"])
    op.create_index(op.f("ix_events_store_id"), "events", ["store_id"])
    op.create_table(
        "stock_movements",
        sa.Column("id", RowNumber, nullable=False),
        sa.Column("product_id", RowNumber, nullable=False),
        sa.Column("store_id", RowNumber, nullable=True),
        sa.Column("moved_at", UtcTime(), nullable=False),
        sa.Column("quantity", sa.Double(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_stock_movements_product_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_stock_movements_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_movements")),
        **IN_MYSQL,
    )
    op.create_index(op.f("ix_stock_movements_product_id"), "stock_movements", ["product_id"])
    op.create_index(op.f("ix_stock_movements_store_id"), "stock_movements", ["store_id"])


def downgrade() -> None:
    """Drop them with all that is in them."""
    op.drop_table("stock_movements")
    op.drop_table("events")
    op.drop_table("stores")
    op.drop_table("products")
