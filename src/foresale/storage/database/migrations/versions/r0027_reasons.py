"""Why jobs failed, what alerts saw and why loops can't go on is kept as data, beside the sentences."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
_COLUMNS = {
    "jobs": ("reason", "reason_arguments"),
    "alerts": ("reason", "arguments"),
    "live_leases": ("reason", "reason_arguments"),
}


def upgrade() -> None:
    """Add the columns; what is there keeps its sentence alone."""
    for table, (code, arguments) in _COLUMNS.items():
        op.add_column(table, sa.Column(code, sa.String(50), nullable=True))
        op.add_column(table, sa.Column(arguments, sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    """Take them away; the sentences stay."""
    for table, names in _COLUMNS.items():
        for name in names:
            op.drop_column(table, name)
