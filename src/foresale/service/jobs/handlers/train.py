"""The job that trains a model, forecasts with it, and lets the gate say whether it serves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from foresale.service.jobs.handlers.each_part import fill_segment, train_each
from foresale.service.jobs.handlers.earlier_day import compare_now, earlier_day, refuse_newer_forecasts
from foresale.service.jobs.handlers.kept_forecast import (
    last_whole_day,
    renew_overtaken,
    run_of,
    scope_asked,
)
from foresale.storage.database.forecasts.promotions import DatabasePromotions
from foresale.storage.database.tables.base import utc_now
from foresale.workflows.forecasts.refresh import Refresh, refresh_forecast
from foresale.workflows.ports import CHAMPION, ModelVersion, Scope
from foresale.workflows.promotion.consider import consider
from foresale.workflows.promotion.follow_log import PromotionContext
from foresale.workflows.promotion.promote import Actor
from foresale.workflows.promotion.verdicts import verdict_of
from foresale.workflows.segments import each_of
from foresale.workflows.training.daily import DAILY, train_daily
from foresale.workflows.training.monthly import train_monthly
from foresale.workflows.training.options import daily_training
from foresale.workflows.training.test_window import compare_with_champion

if TYPE_CHECKING:
    from foresale.container import Container
    from foresale.service.jobs.job_types import JobContext

_JOB = "parameter.job_id"


def train(container: Container, arguments: Mapping[str, Any], context: JobContext) -> Mapping[str, Any]:
    """Train, forecast and judge; a version that this job registered before a crash isn't trained again.

    Args:
        container: The service's parts.
        arguments: `scope` and what `daily_training` takes.
        context: Hears how far it is.

    Raises:
        HistoryError: There are too few sales.
        OptionError: An argument can't be used.
    """
    scope, begun = scope_asked(arguments), utc_now()
    each = each_of(scope.segment)
    if each is not None:
        return train_each(container, scope, each, arguments, context)
    version = _find_registered(container, scope, context.job_id)
    earlier = earlier_day(arguments)
    if version is None:
        if earlier is not None:
            refuse_newer_forecasts(container, scope, earlier)
        version = _train(container, scope, arguments, context)
    elif scope.family == DAILY and run_of(container.engine, context.job_id) is None:
        refresh = Refresh(version=version, until=version.cutoff, job_id=context.job_id)
        refresh_forecast(
            container.sales_repository,
            container.registry,
            container.forecast_repository,
            scope,
            refresh,
            context,
        )
    version = _judge(container, version, context)
    serving = container.registry.at(scope, CHAMPION)
    promoted = serving is not None and serving.number == version.number
    run = run_of(container.engine, context.job_id) if promoted else None
    if earlier is not None:
        compare_now(container, context.job_id)
    elif run is not None:
        renew_overtaken(container, run, begun, context)
    verdict = verdict_of(version)
    return {
        "version": version.name,
        "promoted": promoted,
        "reason": "" if verdict is None else verdict.reason,
        "metrics": {name: version.metrics[name] for name in sorted(version.metrics)},
    }


def _find_registered(container: Container, scope: Scope, job_id: str) -> ModelVersion | None:
    found = (version for version in container.registry.versions(scope) if version.about.get(_JOB) == job_id)
    return next(found, None)


def _train(
    container: Container, scope: Scope, arguments: Mapping[str, Any], context: JobContext
) -> ModelVersion:
    until = last_whole_day(container.settings.time_zone, utc_now())
    fill_segment(container, scope, until)
    options = daily_training({"until": until, **arguments}, context.job_id)
    if scope.family == DAILY:
        return train_daily(
            container.sales_repository,
            container.registry,
            container.forecast_repository,
            scope,
            options,
            context,
        )
    return train_monthly(container.sales_repository, container.registry, scope, options, context)


def _judge(container: Container, version: ModelVersion, context: JobContext) -> ModelVersion:
    context.start("Comparing with the champion", 1)
    registry, scope = container.registry, version.scope
    promotion = PromotionContext(registry, DatabasePromotions(container.engine))
    verdict = consider(
        promotion,
        version,
        lambda rival: compare_with_champion(registry, rival, version, container.sales_repository),
        Actor(context.created_by),
    )
    context.advance()
    context.log(f"{version.name} {'serves from now on' if verdict.promote else 'waits'}: {verdict.reason}")
    return registry.version(scope, version.number)
