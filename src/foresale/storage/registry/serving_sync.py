"""Aliases changed in MLflow's own pages reach the workers too."""

from __future__ import annotations

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from foresale.storage.database.forecasts.promotions import DatabasePromotionLedger
from foresale.storage.database.tables.operations import ServingRow
from foresale.storage.registry.mlflow_registry import MlflowRegistry
from foresale.workflows.ports import CHAMPION
from foresale.workflows.promotion.promote import PromotionEvent

ELSEWHERE = "The champion was changed in MLflow's own pages."


def sync_serving(engine: Engine, registry: MlflowRegistry) -> list[PromotionEvent]:
    """Bring the table that workers look at in line with the registry's aliases, and write down what changed.

    Cheap where nothing changed: one query on each side. A champion that was taken away in MLflow
    serves on until another one is named: no answer would be worse.

    Args:
        engine: The system of record.
        registry: Whose aliases count.
    """
    if not _differing(engine, registry):
        return []
    made = []
    with Session(engine) as session, session.begin():
        ledger = DatabasePromotionLedger(session)
        # A promotion may have ended meanwhile: what counts is what both say while nobody else writes.
        for scope, aliases in registry.aliases().items():
            number = aliases.get(CHAMPION)
            before = ledger.serving(scope)
            if number is not None and number != before:
                change = PromotionEvent(scope, before, number, "promoted", ELSEWHERE)
                ledger.record(change)
                made.append(change)
    return made


def _differing(engine: Engine, registry: MlflowRegistry) -> bool:
    with engine.connect().execution_options(writes=False) as connection:
        rows = connection.execute(
            select(ServingRow.model, ServingRow.version).where(ServingRow.alias == CHAMPION)
        )
        serving = {row.model: row.version for row in rows}
    return any(
        CHAMPION in aliases and serving.get(str(scope)) != aliases[CHAMPION]
        for scope, aliases in registry.aliases().items()
    )
