"""Lists of all products in all stores are worked out ahead."""

import sqlalchemy as sa
from alembic import op

from foresale.storage.database.sql.column_types import IN_MYSQL, RowNumber, UtcTime

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Make the tables; what goes in is worked out within seconds of the start."""
    figures = ("next_mean", "next_lower", "next_upper", "last_year", "change", "wape", "bias")
    op.create_table(
        "series_summaries",
        sa.Column("product_id", RowNumber, nullable=False, autoincrement=False),
        sa.Column("store_id", RowNumber, nullable=False, autoincrement=False),
        sa.Column("base_id", RowNumber, nullable=True),
        sa.Column("run_id", RowNumber, nullable=True),
        sa.Column("sold", sa.JSON(), nullable=False),
        sa.Column("ahead", sa.JSON(), nullable=False),
        sa.Column("units", sa.Double(), nullable=False),
        *(sa.Column(name, sa.Double(), nullable=True) for name in figures),
        sa.Column("weeks_judged", sa.Integer(), nullable=False),
        sa.Column("stock", sa.Double(), nullable=True),
        sa.Column("days_of_cover", sa.Double(), nullable=True),
        sa.Column("turnover_class", sa.String(length=1), nullable=True),
        sa.Column("variation_class", sa.String(length=1), nullable=True),
        sa.Column("exception_rank", sa.Integer(), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_series_summaries_{column}"), ondelete="CASCADE"
            )
            for column, table in (("product_id", "products"), ("store_id", "stores"))
        ),
        sa.PrimaryKeyConstraint("product_id", "store_id", name=op.f("pk_series_summaries")),
        **IN_MYSQL,
    )
    op.create_index("ix_series_summaries_store", "series_summaries", ["store_id", "product_id"])
    state = op.create_table(
        "series_summary_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("made_at", UtcTime(), nullable=True),
        sa.Column("known_until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series_summary_state")),
        **IN_MYSQL,
    )
    op.bulk_insert(state, [{"id": 1, "seen": ""}])


def downgrade() -> None:
    """Take them away; they are worked out again."""
    op.drop_table("series_summary_state")
    op.drop_table("series_summaries")
