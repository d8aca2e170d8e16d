"""Tables that were uploaded to find out what drives their totals."""

import sqlalchemy as sa
from alembic import op

from foresale.storage.database.sql.column_types import IN_MYSQL, RowNumber, UtcTime

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "driver_analyses",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("file_name", sa.String(255), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("preview", sa.JSON(), nullable=False),
        sa.Column("summary", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("result", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("version", sa.String(150), nullable=True),
        sa.Column("published", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("job_id", sa.String(36), nullable=True),
        sa.Column("publish_job_id", sa.String(36), nullable=True),
        sa.Column("created_by", RowNumber, nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_driver_analyses_created_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_driver_analyses")),
        **IN_MYSQL,
    )
    op.create_index("ix_driver_analyses_created_at", "driver_analyses", ["created_at", "id"])


def downgrade() -> None:
    """Drop it with all that is in it."""
    op.drop_table("driver_analyses")
