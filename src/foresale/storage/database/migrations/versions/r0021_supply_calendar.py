"""Delivery weekdays and late deliveries of suppliers, stale proposals, and exceptions worked out ahead."""

import sqlalchemy as sa
from alembic import op

from foresale.storage.database.sql.column_types import IN_MYSQL, RowNumber, UtcTime

revision = "0021"
down_revision = "0020"

_OF_TERMS = ("suppliers", "supply_terms")


def upgrade() -> None:
    """Add the columns and make the tables; what goes in these is worked out soon after the start."""
    for table in _OF_TERMS:
        op.add_column(table, sa.Column("delivery_days", sa.JSON(none_as_null=True), nullable=True))
        op.add_column(table, sa.Column("lead_time_spread_days", sa.Double(), nullable=True))
    op.add_column("purchase_orders", sa.Column("stale_since", UtcTime(), nullable=True))
    op.create_table(
        "exceptions",
        sa.Column("id", RowNumber, nullable=False, autoincrement=True),
        sa.Column("queue_rank", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("product_id", RowNumber, nullable=True),
        sa.Column("store_id", RowNumber, nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        *(sa.Column(name, sa.Double(), nullable=False) for name in ("actual", "expected", "units")),
        sa.Column("money", sa.Double(), nullable=True),
        sa.Column("chance", sa.Double(), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_exceptions_{column}"), ondelete="CASCADE"
            )
            for column, table in (("product_id", "products"), ("store_id", "stores"))
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exceptions")),
        **IN_MYSQL,
    )
    op.create_index("ix_exceptions_rank", "exceptions", ["queue_rank", "money"])
    for column in ("product_id", "store_id"):
        op.create_index(op.f(f"ix_exceptions_{column}"), "exceptions", [column])
    op.create_table(
        "exception_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.Column("known_until", sa.Date(), nullable=True),
        sa.Column("tested", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exception_state")),
        **IN_MYSQL,
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("exception_state")
    op.drop_table("exceptions")
    op.drop_column("purchase_orders", "stale_since")
    for table in _OF_TERMS:
        op.drop_column(table, "lead_time_spread_days")
        op.drop_column(table, "delivery_days")
