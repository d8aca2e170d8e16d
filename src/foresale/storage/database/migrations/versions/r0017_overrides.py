"""A ledger of people's changes of forecasts."""

import sqlalchemy as sa
from alembic import op

from foresale.storage.database.sql.column_types import IN_MYSQL, RowNumber, UtcTime, exact_text

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "overrides",
        sa.Column("id", RowNumber, nullable=False, autoincrement=True),
        sa.Column("user_id", RowNumber, nullable=True),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("about_id", RowNumber, nullable=True),
        sa.Column("amount", sa.Double(), nullable=True),
        sa.Column("product_id", RowNumber, nullable=True),
        sa.Column("store_id", RowNumber, nullable=True),
        sa.Column("category", exact_text(100), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("comment", sa.String(500), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("run_id", RowNumber, nullable=True),
        sa.Column("model_version", sa.String(100), nullable=True),
        sa.Column("levels", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("before", sa.Double(), nullable=True),
        sa.Column("after", sa.Double(), nullable=True),
        sa.Column("n_series", sa.Integer(), nullable=False),
        sa.Column("n_cells", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_overrides_{column}"), ondelete=deletion
            )
            for column, table, deletion in (
                ("user_id", "users", "SET NULL"),
                ("about_id", "overrides", "CASCADE"),
                ("product_id", "products", "CASCADE"),
                ("store_id", "stores", "CASCADE"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overrides")),
        **IN_MYSQL,
    )
    for column in ("user_id", "about_id", "product_id", "store_id", "last_day"):
        op.create_index(op.f(f"ix_overrides_{column}"), "overrides", [column])
    op.create_table(
        "override_cells",
        *(
            sa.Column(name, RowNumber, nullable=False, autoincrement=False)
            for name in ("override_id", "product_id", "store_id")
        ),
        sa.Column("target_date", sa.Date(), nullable=False),
        *(
            sa.Column(name, sa.Double(), nullable=False)
            for name in ("before", "after", "champion", "naive", "statistical")
        ),
        sa.Column("quantiles", sa.JSON(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_override_cells_{column}"), ondelete="CASCADE"
            )
            for column, table in (
                ("override_id", "overrides"), ("product_id", "products"), ("store_id", "stores"),
            )
        ),
        sa.PrimaryKeyConstraint(
            "override_id", "product_id", "store_id", "target_date", name=op.f("pk_override_cells")
        ),
        **IN_MYSQL,
    )  # fmt: skip
    op.create_index("ix_override_cells_series", "override_cells", ["product_id", "store_id", "target_date"])


def downgrade() -> None:
    """Take them away."""
    for table in ("override_cells", "overrides"):
        op.drop_table(table)
