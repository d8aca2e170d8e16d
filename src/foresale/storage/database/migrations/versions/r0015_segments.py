"""Segments: lists of products and rules that may have models of their own."""

import sqlalchemy as sa
from alembic import op

from foresale.storage.database.sql.column_types import IN_MYSQL, RowNumber, UtcTime, exact_text

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "segments",
        sa.Column("id", RowNumber, nullable=False, autoincrement=True),
        sa.Column("name", exact_text(60), nullable=False),
        sa.Column("description", sa.String(200), nullable=True),
        sa.Column("rule", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("n_products", sa.Integer(), nullable=False),
        sa.Column("filled_at", UtcTime(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segments")),
        sa.UniqueConstraint("name", name=op.f("uq_segments_name")),
        **IN_MYSQL,
    )
    op.create_table(
        "segment_products",
        sa.Column("segment_id", RowNumber, nullable=False, autoincrement=False),
        sa.Column("product_id", RowNumber, nullable=False, autoincrement=False),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segments.id"], name=op.f("fk_segment_products_segment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_segment_products_product_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("segment_id", "product_id", name=op.f("pk_segment_products")),
        **IN_MYSQL,
    )
    op.create_index(op.f("ix_segment_products_product_id"), "segment_products", ["product_id"])


def downgrade() -> None:
    """Take them away."""
    for table in ("segment_products", "segments"):
        op.drop_table(table)
