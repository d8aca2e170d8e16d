"""A job for each part of the assortment, or for each champion: asked for once, however often it begins."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from foresale.error_reasons import Reason
from foresale.errors import OptionError
from foresale.notes import counted
from foresale.service.jobs.job import JobOptions, JobUnderWayError
from foresale.service.jobs.repository import JobRepository
from foresale.storage.database.forecasts.served_runs import ServedRuns
from foresale.storage.database.segments.fill import fill_by_rule
from foresale.storage.database.segments.read import parts_of
from foresale.workflows.ports import Scope
from foresale.workflows.segments import ALL

if TYPE_CHECKING:
    from foresale.container import Container
    from foresale.service.jobs.job_types import JobContext

MAX_PARTS = 200


def fill_segment(container: Container, scope: Scope, until: date) -> None:
    """Let a rule find anew what its segment holds, before that is trained for or forecast.

    Args:
        container: The service's parts.
        scope: What is trained for or forecast.
        until: The last day whose sales count.

    Raises:
        OptionError: There is no such segment, or it holds nothing.
    """
    what, _, name = scope.segment.partition("=")
    if what == "segment":
        fill_by_rule(container.engine, name, until)


def train_each(
    container: Container, scope: Scope, what: str, arguments: Mapping[str, Any], context: JobContext
) -> Mapping[str, Any]:
    """Ask for a training of each part that goes by `what`.

    Args:
        container: The service's parts.
        scope: Its family is trained.
        what: product, store, category or segment.
        arguments: Of each training, but for its scope.
        context: Of the job that asks.

    Raises:
        OptionError: There are none, or too many.
    """
    with container.engine.connect().execution_options(writes=False) as connection:
        parts = parts_of(connection, what)
    if not parts:
        raise OptionError(
            f"There is no {what} to train a model for.",
            fix="Add one, or train for all.",
            reason=Reason("no_part_to_train", part=what),
        )
    if len(parts) > MAX_PARTS:
        raise OptionError(
            f"A model for each {what} would be {len(parts):,} trainings; {MAX_PARTS} are the most.",
            fix="Add segments by lists or rules, and train for each of these: each=segment.",
            reason=Reason("too_many_parts", part=what, count=len(parts), most=MAX_PARTS),
        )
    asked = _submit(
        container, "train", [str(Scope(scope.family, part)) for part in parts], arguments, context
    )
    context.log(f"Asked for {counted(len(asked), 'training')}, one for each {what}.")
    return {"jobs": asked}


def forecast_parts(container: Container, scope: Scope, context: JobContext) -> Sequence[str]:
    """After a forecast of all, ask for one by each champion of a part: they would grow old unseen.

    Args:
        container: The service's parts.
        scope: What was forecast; only that of all has parts.
        context: Of the job that forecast it.
    """
    if scope.segment != ALL:
        return []
    serving = ServedRuns(container.engine).champions()
    models = sorted(m for m in serving if m.startswith(f"{scope.family}.") and m != str(scope))
    return _submit(container, "forecast", models, {}, context)


def _submit(
    container: Container, kind: str, scopes: Sequence[str], arguments: Mapping[str, Any], context: JobContext
) -> list[str]:
    sales_repository = JobRepository(container.engine)
    asked = []
    with Session(container.engine) as session, session.begin():
        for scope in scopes:
            key = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{context.job_id} {kind} {scope}"))
            options = JobOptions(idempotency_key=key, exclusive=True)
            try:
                asked.append(
                    sales_repository.submit(
                        kind, scope, {**arguments, "scope": scope}, context.created_by,
                        options=options, session=session,
                    )
                )  # fmt: skip
            except JobUnderWayError as error:
                context.log(f"{scope} is under way already: {error.problem}")
    return asked
