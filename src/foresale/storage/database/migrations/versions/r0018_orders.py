"""Suppliers, their terms, and orders."""

import sqlalchemy as sa
from alembic import op

from foresale.storage.database.sql.column_types import IN_MYSQL, Money, RowNumber, UtcTime, exact_text

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "suppliers",
        sa.Column("id", RowNumber, nullable=False, autoincrement=True),
        sa.Column("code", exact_text(100), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("email", sa.String(254), nullable=True),
        sa.Column("lead_time_days", sa.Integer(), nullable=True),
        sa.Column("order_days", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("cutoff", sa.String(5), nullable=True),
        sa.Column("minimum_order_value", Money(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppliers")),
        sa.UniqueConstraint("code", name=op.f("uq_suppliers_code")),
        **IN_MYSQL,
    )
    op.create_table(
        "supply_terms",
        sa.Column("id", RowNumber, nullable=False, autoincrement=True),
        sa.Column("supplier_id", RowNumber, nullable=False),
        sa.Column("product_id", RowNumber, nullable=False),
        sa.Column("store_id", RowNumber, nullable=True),
        sa.Column("place", RowNumber, nullable=False),
        sa.Column("lead_time_days", sa.Integer(), nullable=True),
        sa.Column("pack_size", sa.Double(), nullable=False),
        sa.Column("minimum", sa.Double(), nullable=True),
        sa.Column("maximum", sa.Double(), nullable=True),
        sa.Column("unit_cost", Money(), nullable=True),
        sa.Column("shelf_life_days", sa.Integer(), nullable=True),
        sa.Column("order_days", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("is_preferred", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        *_references(
            "supply_terms",
            ("supplier_id", "suppliers", "CASCADE"),
            ("product_id", "products", "CASCADE"),
            ("store_id", "stores", "CASCADE"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supply_terms")),
        sa.UniqueConstraint("supplier_id", "product_id", "place", name=op.f("uq_supply_terms_supplier_id")),
        **IN_MYSQL,
    )
    for column in ("product_id", "store_id"):
        op.create_index(op.f(f"ix_supply_terms_{column}"), "supply_terms", [column])
    _make_orders()


def downgrade() -> None:
    """Take them away."""
    for table in ("purchase_order_lines", "purchase_orders", "supply_terms", "suppliers"):
        op.drop_table(table)


def _make_orders() -> None:
    op.create_table(
        "purchase_orders",
        sa.Column("id", RowNumber, nullable=False, autoincrement=True),
        sa.Column("supplier_id", RowNumber, nullable=True),
        sa.Column("store_id", RowNumber, nullable=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("order_on", sa.Date(), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(500), nullable=True),
        sa.Column("origin", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("created_by", RowNumber, nullable=True),
        sa.Column("approved_by", RowNumber, nullable=True),
        sa.Column("approved_at", UtcTime(), nullable=True),
        sa.Column("sent_at", UtcTime(), nullable=True),
        sa.Column("changed_at", UtcTime(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        *_references(
            "purchase_orders",
            ("supplier_id", "suppliers", "SET NULL"),
            ("store_id", "stores", "CASCADE"),
            ("created_by", "users", "SET NULL"),
            ("approved_by", "users", "SET NULL"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_orders")),
        **IN_MYSQL,
    )
    for column in ("supplier_id", "store_id", "state"):
        op.create_index(op.f(f"ix_purchase_orders_{column}"), "purchase_orders", [column])
    op.create_table(
        "purchase_order_lines",
        sa.Column("id", RowNumber, nullable=False, autoincrement=True),
        sa.Column("order_id", RowNumber, nullable=False),
        sa.Column("product_id", RowNumber, nullable=False),
        sa.Column("proposed", sa.Double(), nullable=True),
        sa.Column("quantity", sa.Double(), nullable=False),
        sa.Column("received", sa.Double(), nullable=False),
        sa.Column("pack_size", sa.Double(), nullable=False),
        sa.Column("unit_cost", Money(), nullable=True),
        sa.Column("saves", sa.Double(), nullable=True),
        sa.Column("why", sa.JSON(none_as_null=True), nullable=True),
        *_references(
            "purchase_order_lines",
            ("order_id", "purchase_orders", "CASCADE"),
            ("product_id", "products", "CASCADE"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_order_lines")),
        sa.UniqueConstraint("order_id", "product_id", name=op.f("uq_purchase_order_lines_order_id")),
        **IN_MYSQL,
    )
    op.create_index(op.f("ix_purchase_order_lines_product_id"), "purchase_order_lines", ["product_id"])


def _references(table: str, *columns: tuple[str, str, str]) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint(
            [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=deletion
        )
        for column, other, deletion in columns
    ]
