"""Why a series is forecast as it is, is kept as data instead of as a sentence."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

from foresale.forecasting.explanation.causes import SeriesReason
from foresale.forecasting.explanation.reason_words import write_reason
from foresale.storage.database.sql.column_types import RowNumber

revision = "0023"
down_revision = "0022"

_ROWS = sa.table(
    "forecast_reasons",
    sa.column("run_id", RowNumber), sa.column("product_id", RowNumber), sa.column("store_id", RowNumber),
    sa.column("text", sa.Text()), sa.column("explanation", sa.JSON(none_as_null=True)),
)  # fmt: skip


def upgrade() -> None:
    """Keep the sentences of forecasts that are there; their numbers come with the next forecast."""
    column = sa.Column("explanation", sa.JSON(none_as_null=True), nullable=True)
    op.add_column("forecast_reasons", column)
    make = sa.func.json_build_object if op.get_bind().dialect.name == "postgresql" else sa.func.json_object
    op.execute(sa.update(_ROWS).values(explanation=make(sa.literal_column("'sentence'"), _ROWS.c.text)))
    op.drop_column("forecast_reasons", "text")


def downgrade() -> None:
    """Give forecasts their sentences back: the old ones as they were, newer ones written from their numbers.

    Reasons that can't be read any more are left empty.
    """
    op.add_column("forecast_reasons", sa.Column("text", sa.Text(), nullable=True))
    connection = op.get_bind()
    connection.execute(sa.update(_ROWS).values(text=""))
    key = (_ROWS.c.run_id, _ROWS.c.product_id, _ROWS.c.store_id)
    runs = connection.scalars(sa.select(_ROWS.c.run_id).distinct().order_by(_ROWS.c.run_id)).all()
    change = sa.update(_ROWS).values(text=sa.bindparam("sentence"))
    for column in key:
        change = change.where(column == sa.bindparam(f"of_{column.name}"))
    for run_id in runs:  # one by one: a forecast of everything has tens of thousands
        query = sa.select(*key, _ROWS.c.explanation).where(
            _ROWS.c.run_id == run_id, _ROWS.c.explanation.is_not(None)
        )
        told = [
            {"of_run_id": run, "of_product_id": product, "of_store_id": store, "sentence": _sentence(kept)}
            for run, product, store, kept in connection.execute(query)
        ]
        if told:
            connection.execute(change, told)
    op.drop_column("forecast_reasons", "explanation")


def _sentence(kept: Any) -> str:
    """A reason in words, as they were written when it was made or as they are now."""
    if not isinstance(kept, Mapping):
        return ""
    if "sentence" in kept:
        return str(kept["sentence"])
    try:
        return write_reason(SeriesReason.from_json(kept))
    except (KeyError, TypeError, ValueError):
        return ""
