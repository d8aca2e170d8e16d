"""Sales, and the files they came from."""

import sqlalchemy as sa
from alembic import op

from foresale.storage.database.sql.column_types import IN_MYSQL, Money, RowNumber, UtcTime, exact_text

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "sales",
        sa.Column("id", RowNumber, nullable=False),
        sa.Column("transaction_id", exact_text(64), nullable=False),
        sa.Column("store_id", RowNumber, nullable=False),
        sa.Column("product_id", RowNumber, nullable=False),
        sa.Column("sold_at", UtcTime(), nullable=False),
        sa.Column("sold_on", sa.Date(), nullable=False),
        sa.Column("quantity", sa.Double(), nullable=False),
        sa.Column("unit_price", Money(), nullable=True),
        sa.Column("revenue", Money(), nullable=True),
        sa.Column("customer_group", sa.String(length=50), nullable=True),
        sa.Column("promotion", sa.String(length=100), nullable=True),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_sales_product_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_sales_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales")),
        sa.UniqueConstraint("transaction_id", name=op.f("uq_sales_transaction_id")),
        **IN_MYSQL,
    )
    op.create_index(
        "ix_sales_days", "sales", ["store_id", "sold_on", "product_id", "quantity", "revenue", "promotion"]
    )
    op.create_index("ix_sales_product", "sales", ["product_id", "store_id", "sold_on"])
    op.create_index("ix_sales_sold_on", "sales", ["sold_on"])
    op.create_table(
        "changed_days",
        sa.Column("id", RowNumber, nullable=False),
        sa.Column("store_id", RowNumber, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_changed_days_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changed_days")),
        **IN_MYSQL,
    )
    op.create_index(op.f("ix_changed_days_store_id"), "changed_days", ["store_id"])
    op.create_table(
        "imports",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("preview", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("created_by", RowNumber, nullable=True),
        sa.Column("job_id", sa.String(length=36), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_imports_created_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
        **IN_MYSQL,
    )
    op.create_index(op.f("ix_imports_digest"), "imports", ["digest"])


def downgrade() -> None:
    """Drop them with all that is in them."""
    op.drop_table("imports")
    op.drop_table("changed_days")
    op.drop_table("sales")
