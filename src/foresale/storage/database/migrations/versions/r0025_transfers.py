"""What stores give each other."""

import sqlalchemy as sa
from alembic import op

from foresale.storage.database.sql.column_types import IN_MYSQL, RowNumber, UtcTime

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "transfers",
        sa.Column("id", RowNumber, nullable=False, autoincrement=True),
        sa.Column("from_store_id", RowNumber, nullable=False),
        sa.Column("to_store_id", RowNumber, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("send_on", sa.Date(), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(500), nullable=True),
        sa.Column("origin", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("approved_by", RowNumber, nullable=True),
        sa.Column("approved_at", UtcTime(), nullable=True),
        sa.Column("sent_at", UtcTime(), nullable=True),
        sa.Column("changed_at", UtcTime(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        *_references(
            "transfers",
            ("from_store_id", "stores", "CASCADE"),
            ("to_store_id", "stores", "CASCADE"),
            ("approved_by", "users", "SET NULL"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfers")),
        **IN_MYSQL,
    )
    for column in ("from_store_id", "to_store_id", "state"):
        op.create_index(op.f(f"ix_transfers_{column}"), "transfers", [column])
    op.create_table(
        "transfer_lines",
        sa.Column("id", RowNumber, nullable=False, autoincrement=True),
        sa.Column("transfer_id", RowNumber, nullable=False),
        sa.Column("product_id", RowNumber, nullable=False),
        sa.Column("proposed", sa.Double(), nullable=False),
        sa.Column("quantity", sa.Double(), nullable=False),
        sa.Column("received", sa.Double(), nullable=False),
        sa.Column("saves", sa.Double(), nullable=False),
        sa.Column("giver", sa.JSON(), nullable=False),
        sa.Column("taker", sa.JSON(), nullable=False),
        *_references(
            "transfer_lines",
            ("transfer_id", "transfers", "CASCADE"),
            ("product_id", "products", "CASCADE"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_lines")),
        sa.UniqueConstraint("transfer_id", "product_id", name=op.f("uq_transfer_lines_transfer_id")),
        **IN_MYSQL,
    )
    op.create_index(op.f("ix_transfer_lines_product_id"), "transfer_lines", ["product_id"])


def downgrade() -> None:
    """Take them away."""
    for table in ("transfer_lines", "transfers"):
        op.drop_table(table)


def _references(table: str, *columns: tuple[str, str, str]) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint(
            [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=deletion
        )
        for column, other, deletion in columns
    ]
