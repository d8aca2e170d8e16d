"""Asking for a training: a job, whose address is the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Response
from sqlalchemy.orm import Session

from foresale.error_reasons import Reason
from foresale.errors import OptionError
from foresale.service.api.auth.dependencies import Audited, AuditLog
from foresale.service.api.jobs.routes import Jobs
from foresale.service.api.jobs.schemas import Job
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Services, Writing
from foresale.service.api.kit.http_errors import ForbiddenError
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.problems import Problem
from foresale.service.api.kit.served import Served, find_visible_store
from foresale.service.api.overrides.making import today_of
from foresale.service.api.training.schemas import RefreshGiven, TrainingGiven
from foresale.service.jobs.job import JobOptions
from foresale.service.jobs.repository import JobRepository
from foresale.service.serving.prediction_service import PredictionService
from foresale.workflows.renewal import Renewal

router = APIRouter(prefix="/forecast", tags=["jobs"])

Key = Annotated[
    str | None,
    Header(
        max_length=64,
        pattern=r"^[\x21-\x7e]+$",
        description="The same key again gives the same job, however often it is sent.",
    ),
]


_DEEDS = {
    "train": "training.asked", "forecast": "forecast.asked", "forecast_series": "forecast.asked",
}  # fmt: skip
SERIES_SCOPE = "daily.series"
"""The reason that is kept where none was given."""


@dataclass(frozen=True)
class JobRequests:
    """Where a job is asked for, and that is written down, in one transaction.

    Attributes:
        repository: The record of jobs.
        session: The transaction.
        audit: The record of deeds.
        today: The day by the service's clock.
    """

    repository: JobRepository
    session: Session
    audit: AuditLog
    today: date

    def submit(
        self, kind: str, arguments: dict[str, Any], caller: Caller, key: str | None, *, exclusive: bool = True
    ) -> Job:
        """The job of this kind and `scope`; the same one for the same key of a caller."""
        scope = arguments["scope"]
        job_id = self.repository.submit(
            kind,
            scope,
            arguments,
            caller.user_id,
            options=JobOptions(
                idempotency_key=None if key is None else f"{caller.user_id}:{key}", exclusive=exclusive
            ),
            session=self.session,
        )
        self.audit.write(self.session, _DEEDS[kind], f"job {job_id}", {"scope": scope})
        return Job.model_validate(self.repository.get(job_id, self.session))


async def open_job_requests(
    repository: Jobs, session: Writing, audit: Audited, container: Services
) -> JobRequests:
    """The parts of one request."""
    return JobRequests(repository, session, audit, today_of(container))


Asking = Annotated[JobRequests, Depends(open_job_requests, scope="function")]


_ANSWERS: dict[int | str, dict[str, Any]] = {
    202: {"headers": {"Location": {"description": "The job.", "schema": {"type": "string"}}}},
    409: {"model": Problem, "description": "Such a job is under way; `Location` says where."},
}


@router.post("/refresh", status_code=202, summary="Forecast now", responses=_ANSWERS)
def refresh_forecast(
    caller: Annotated[Caller, needs(Permission.TRAIN)],
    given: RefreshGiven,
    response: Response,
    asking: Asking,
    served: Served,
    idempotency_key: Key = None,
) -> Job:
    """Make a new forecast by the champion, from all sales up to yesterday: after a late import, say.

    With `series`, `products` or `stores`, only these are forecast anew, in your stores: each gets a version
    that names the one it follows, and the others stay. With `until`, everything is forecast as of that
    day, and what was sold since is laid beside it: so accuracy shows before time has passed. A worker does
    it, in seconds; the answer is the job, to be watched at its address.
    """
    if given.is_of_series:
        arguments = series_arguments(served, given, caller)
        job = asking.submit("forecast_series", arguments, caller, idempotency_key, exclusive=False)
        response.headers["location"] = f"/api/jobs/{job.id}"
        return job
    _refuse_limited(caller, "A forecast of all")
    _refuse_unfinished(given.until, asking.today)
    arguments = {"scope": f"daily.{given.segment}"}
    if given.until is not None:
        arguments["until"] = given.until.isoformat()
    job = asking.submit("forecast", arguments, caller, idempotency_key)
    response.headers["location"] = f"/api/jobs/{job.id}"
    return job


@router.post("/train", status_code=202, summary="Train a model", responses=_ANSWERS)
def train(
    caller: Annotated[Caller, needs(Permission.TRAIN)],
    given: TrainingGiven,
    response: Response,
    asking: Asking,
    idempotency_key: Key = None,
) -> Job:
    """Test models on the past, register the best one, forecast with it, and promote it if it is better.

    A worker does it; the answer is the job, to be watched at its address.
    """
    _refuse_limited(caller, "A training")
    _refuse_unfinished(given.until, asking.today)
    arguments = {"scope": f"{given.family}.{given.segment}", **_options(given)}
    job = asking.submit("train", arguments, caller, idempotency_key)
    response.headers["location"] = f"/api/jobs/{job.id}"
    return job


def series_arguments(served: PredictionService, given: RefreshGiven, caller: Caller) -> dict[str, Any]:
    """What a job is to forecast: ids, and why.

    Raises:
        NotFoundError: There is no such product or store.
        ForbiddenError: A store isn't one of the caller's.
    """
    why = {"because": given.because} if given.because else {"renewal": Renewal("asked").as_json()}
    found: dict[str, Any] = {"scope": SERIES_SCOPE, **why}
    if given.series:
        found["series"] = [
            [served.product(one.product).id, find_visible_store(served, one.store, caller).id]
            for one in given.series
        ]
        return found
    if given.products:
        found["product_ids"] = sorted({served.product(key).id for key in given.products})
    if given.stores:
        found["store_ids"] = sorted({find_visible_store(served, key, caller).id for key in given.stores})
    elif caller.store_ids is not None:
        found["store_ids"] = sorted(caller.store_ids)
    return found


def _refuse_limited(caller: Caller, what: str) -> None:
    if caller.store_ids is not None:
        raise ForbiddenError(
            f"{what} learns from the sales of all stores, and you see only some.",
            fix="Ask somebody who isn't limited to stores.",
            reason=Reason("all_stores_only"),
        )


def _refuse_unfinished(until: date | None, today: date) -> None:
    if until is not None and until >= today:
        raise OptionError(
            f"{until} isn't over yet.", fix=f"Give a day before {today} as 'until', or leave it out."
        )


def _options(given: TrainingGiven) -> dict[str, Any]:
    stated = given.model_dump(
        mode="json", exclude_none=True, include=given.model_fields_set - {"family", "segment"}
    )
    if given.family != "daily" and stated:
        raise OptionError(
            f"'{min(stated)}' is an option of daily models only.",
            fix="Leave it out, or train family 'daily'.",
        )
    if given.models:
        from foresale.forecasting.models.catalog import model_names

        unknown = sorted(set(given.models) - set(model_names()))
        if unknown:
            raise OptionError(
                f"There is no model '{unknown[0]}'.", fix=f"Choose from {', '.join(model_names())}."
            )
    return stated
