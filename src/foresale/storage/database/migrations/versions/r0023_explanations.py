"""Why a series is forecast as it is, is kept as data instead of as a sentence."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

_ROWS = sa.table("forecast_reasons", sa.column("text", sa.Text()), sa.column("explanation", sa.JSON()))


def upgrade() -> None:
    """Keep the sentences of forecasts that are there; their numbers come with the next forecast."""
    column = sa.Column("explanation", sa.JSON(none_as_null=True), nullable=True)
    op.add_column("forecast_reasons", column)
    make = sa.func.json_build_object if op.get_bind().dialect.name == "postgresql" else sa.func.json_object
    op.execute(sa.update(_ROWS).values(explanation=make(sa.literal_column("'sentence'"), _ROWS.c.text)))
    op.drop_column("forecast_reasons", "text")


def downgrade() -> None:
    """Give old forecasts their sentences back; those made since tell no reason."""
    op.add_column("forecast_reasons", sa.Column("text", sa.Text(), nullable=True))
    sentence = _ROWS.c.explanation["sentence"].as_string()
    op.execute(sa.update(_ROWS).values(text=sa.func.coalesce(sentence, "")))
    op.drop_column("forecast_reasons", "explanation")
