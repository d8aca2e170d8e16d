"""Comments, saved views, and who looks after a product."""

import sqlalchemy as sa
from alembic import op

from foresale.storage.database.sql.column_types import IN_MYSQL, RowNumber, UtcTime, exact_text

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "comments",
        sa.Column("id", RowNumber, nullable=False, autoincrement=True),
        sa.Column("user_id", RowNumber, nullable=True),
        sa.Column("product_id", RowNumber, nullable=True),
        sa.Column("store_id", RowNumber, nullable=True),
        sa.Column("order_id", RowNumber, nullable=True),
        sa.Column("text", sa.String(1000), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        *_references(
            "comments",
            ("user_id", "users", "SET NULL"),
            ("product_id", "products", "CASCADE"),
            ("store_id", "stores", "CASCADE"),
            ("order_id", "purchase_orders", "CASCADE"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
        **IN_MYSQL,
    )
    for column in ("user_id", "store_id", "order_id"):
        op.create_index(op.f(f"ix_comments_{column}"), "comments", [column])
    op.create_index("ix_comments_series", "comments", ["product_id", "store_id"])
    op.create_table(
        "saved_views",
        sa.Column("id", RowNumber, nullable=False, autoincrement=True),
        sa.Column("user_id", RowNumber, nullable=False),
        sa.Column("screen", sa.String(30), nullable=False),
        sa.Column("name", exact_text(100), nullable=False),
        sa.Column("search", sa.JSON(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        *_references("saved_views", ("user_id", "users", "CASCADE")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
        sa.UniqueConstraint("user_id", "screen", "name", name=op.f("uq_saved_views_user_id")),
        **IN_MYSQL,
    )
    op.create_table(
        "product_owners",
        sa.Column("product_id", RowNumber, nullable=False, autoincrement=False),
        sa.Column("user_id", RowNumber, nullable=False),
        *_references(
            "product_owners", ("product_id", "products", "CASCADE"), ("user_id", "users", "CASCADE")
        ),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_product_owners")),
        **IN_MYSQL,
    )
    op.create_index(op.f("ix_product_owners_user_id"), "product_owners", ["user_id"])


def downgrade() -> None:
    """Take them away."""
    for table in ("product_owners", "saved_views", "comments"):
        op.drop_table(table)


def _references(table: str, *columns: tuple[str, str, str]) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint(
            [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=deletion
        )
        for column, other, deletion in columns
    ]
