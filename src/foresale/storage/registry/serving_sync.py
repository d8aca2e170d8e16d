"""Who serves and what MLflow's aliases name are brought in line, whichever was changed."""

from __future__ import annotations

import logging

from sqlalchemy import Engine, select

from foresale.errors import EngineError, OptionError
from foresale.storage.database.forecasts.promotions import AIM, HOLD, SEEN, DatabasePromotions
from foresale.storage.database.tables.operations import ServingRow
from foresale.storage.registry.mlflow_registry import MlflowRegistry
from foresale.workflows.ports import CHAMPION, Scope
from foresale.workflows.promotion.follow_log import AliasState, PromotionContext, follow_log, is_in_line
from foresale.workflows.promotion.promote import PromotionEvent

_log = logging.getLogger(__name__)


def sync_serving(engine: Engine, registry: MlflowRegistry) -> list[PromotionEvent]:
    """Let aliases name what serves, and what was named in MLflow's own pages serve; answers the latter.

    Cheap where nothing changed: one query on each side.

    Args:
        engine: The system of record.
        registry: Whose aliases are looked at.

    Raises:
        RegistryError: MLflow can't be reached.
    """
    context = PromotionContext(registry, DatabasePromotions(engine))
    made = []
    for scope in _differing(engine, registry):
        try:
            change = follow_log(context, scope)
        except (EngineError, OptionError) as error:
            _log.warning("%s isn't in line with MLflow: %s", scope, error)
        else:
            made += [] if change is None else [change]
    return made


def _differing(engine: Engine, registry: MlflowRegistry) -> list[Scope]:
    with engine.connect().execution_options(writes=False) as connection:
        kept_rows = select(ServingRow.model, ServingRow.alias, ServingRow.version)
        rows = connection.execute(kept_rows.where(ServingRow.alias != HOLD)).all()
    kept = {(row.model, row.alias): row.version for row in rows}
    named = {str(scope): aliases.get(CHAMPION) for scope, aliases in registry.aliases().items()}
    states = {
        model: AliasState(*(kept.get((model, alias)) for alias in (CHAMPION, SEEN, AIM)))
        for model in sorted(named.keys() | {model for model, _ in kept})
    }
    return [
        Scope(*model.split(".", 1))
        for model, state in states.items()
        if not is_in_line(named.get(model), state)
    ]
