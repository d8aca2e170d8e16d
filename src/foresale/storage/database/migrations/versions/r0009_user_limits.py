"""Whether a user sees all stores is the user's own, not the absence of limits."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Say it of every user; who has no limit now sees all."""
    op.add_column(
        "users", sa.Column("sees_all_stores", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    users, limits = sa.table("users", sa.column("id"), sa.column("sees_all_stores")), sa.table("user_stores")
    limits.append_column(sa.column("user_id"))
    op.execute(
        users.update()
        .where(~sa.exists().where(limits.c.user_id == users.c.id))
        .values(sees_all_stores=sa.true())
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_column("users", "sees_all_stores")
