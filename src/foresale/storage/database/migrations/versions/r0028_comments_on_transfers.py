"""Comments may be about what stores give each other."""

import sqlalchemy as sa
from alembic import op

from foresale.storage.database.sql.column_types import RowNumber

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """Add the column; SQLite makes the table anew for its reference."""
    with op.batch_alter_table("comments") as comments:
        comments.add_column(sa.Column("transfer_id", RowNumber, nullable=True))
        comments.create_foreign_key(
            op.f("fk_comments_transfer_id"), "transfers", ["transfer_id"], ["id"], ondelete="CASCADE"
        )
        comments.create_index(op.f("ix_comments_transfer_id"), ["transfer_id"])


def downgrade() -> None:
    """Take it away, with what was said about transfers: it would be about nothing."""
    op.execute(sa.text("DELETE FROM comments WHERE transfer_id IS NOT NULL"))
    with op.batch_alter_table("comments") as comments:
        comments.drop_constraint(op.f("fk_comments_transfer_id"), type_="foreignkey")
        comments.drop_index(op.f("ix_comments_transfer_id"))
        comments.drop_column("transfer_id")
