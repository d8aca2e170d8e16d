"""What loops of the live path say of themselves: how far behind they are, and why they can't go on."""

import sqlalchemy as sa
from alembic import op

from foresale.storage.database.sql.column_types import UtcTime

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Make the columns, empty."""
    op.add_column("live_leases", sa.Column("lag", sa.BigInteger(), nullable=True))
    op.add_column("live_leases", sa.Column("problem", sa.String(300), nullable=True))
    op.add_column("live_leases", sa.Column("failing_since", UtcTime(), nullable=True))


def downgrade() -> None:
    """Forget them."""
    for column in ("failing_since", "problem", "lag"):
        op.drop_column("live_leases", column)
