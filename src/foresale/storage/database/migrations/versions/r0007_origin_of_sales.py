"""Which import a sale came with, so that an import can be undone."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add it; of sales that are stored already it isn't known."""
    op.add_column("sales", sa.Column("import_key", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("sales", "import_key")
