"""`/models`: versions, their metrics and history, promotion and rollback."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import select
from sqlalchemy.orm import Session

from foresale.container import Container
from foresale.errors import ConflictError, NotFoundError, OptionError
from foresale.service.api.kit.access import Caller, caller_of, needs
from foresale.service.api.kit.dependencies import ProcessTurns, Reading, Services
from foresale.service.api.kit.field_types import Word
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.problems import REQUEST_ID
from foresale.service.api.models.champion_changes import Champions
from foresale.service.api.models.schemas import (
    Model,
    ModelDetails,
    ModelList,
    ModelPromotion,
    PromotionAsked,
    RollbackAsked,
    ServingChange,
)
from foresale.storage.database.tables.operations import PromotionRow
from foresale.workflows.ports import DRIVERS, ModelVersion, parse_version
from foresale.workflows.promotion.promote import (
    Actor,
    PromotionEvent,
    earlier_champion,
    promote,
    retire,
    rollback,
)
from foresale.workflows.training.segment_gains import FILE as GAINS

router = APIRouter(prefix="/models", tags=["models"])
MOST_CHANGES = 50


async def find_version(
    version: Annotated[
        Word, Path(max_length=150, description="Family, segment and number.", examples=["daily.all.3"])
    ],
    container: Services,
    turns: ProcessTurns,
    request: Request,
) -> ModelVersion:
    """The version that an address names, looked up before any transaction begins."""
    try:
        async with turns.registry:
            found = await run_in_threadpool(lambda: container.registry.version(*parse_version(version)))
        if not _sees(caller_of(request.scope), found):
            raise OptionError(f"There is no version {version}.", fix="See which versions there are.")
    except OptionError as error:
        raise NotFoundError(error.problem, fix="GET /api/models lists all versions.") from None
    return found


Promoter = Annotated[Caller, needs(Permission.PROMOTE_MODELS)]
Reader = Annotated[Caller, needs(Permission.READ_MODELS)]
Chosen = Annotated[ModelVersion, Depends(find_version)]


@dataclass(frozen=True)
class ModelTables:
    """Tables that a training left in the registry, a row a dictionary.

    Attributes:
        leaderboard: The models that were tried.
        segments: What models of their own would gain, by part of the assortment.
    """

    leaderboard: list[dict[str, str]]
    segments: list[dict[str, str]]


async def read_versions(_caller: Reader, container: Services, turns: ProcessTurns) -> Sequence[ModelVersion]:
    """All versions that are registered."""
    async with turns.registry:
        return await run_in_threadpool(container.registry.versions)


async def read_tables(version: Chosen, container: Services, turns: ProcessTurns) -> ModelTables:
    """A version's tables, read before the route has a session."""
    async with turns.registry:
        return await run_in_threadpool(
            lambda: ModelTables(
                _table(container, version, "leaderboard.csv"), _table(container, version, GAINS)
            )
        )


@router.get("", summary="List versions of models")
def list_models(
    caller: Reader,
    versions: Annotated[Sequence[ModelVersion], Depends(read_versions)],
    family: Annotated[str | None, Query(max_length=30, description="daily or monthly.")] = None,
    segment: Annotated[
        str | None, Query(max_length=150, description="all, category=…, store=…, product=… or segment=….")
    ] = None,
    alias: Annotated[str | None, Query(max_length=30, description="Only those named so: champion.")] = None,
    limit: Annotated[int, Query(ge=1, le=1000, description="Versions, at most.")] = 100,
) -> ModelList:
    """Registered versions, newest first, with their metrics and aliases.

    Those of uploaded tables are told to who sees all stores; others find their own at /api/drivers.
    """
    found = [
        version
        for version in versions
        if _sees(caller, version)
        and family in (None, version.scope.family)
        and segment in (None, version.scope.segment)
        and (alias is None or alias in version.aliases)
    ]
    return ModelList(items=[Model(**_to_schema(version)) for version in found[:limit]])


@router.get("/{version:path}", summary="Show a version of a model")
def show_model(
    _caller: Reader,
    version: Chosen,
    tables: Annotated[ModelTables, Depends(read_tables)],
    session: Reading,
) -> ModelDetails:
    """A version's metrics, parameters and leaderboard, and who served in its scope when and why."""
    return ModelDetails(
        **_to_schema(version),
        about=dict(version.about),
        leaderboard=tables.leaderboard,
        segments=tables.segments,
        promotions=_promotions(session, str(version.scope)),
    )


@router.post("/{version:path}/promote", summary="Let a version serve")
async def promote_model(
    caller: Promoter,
    version: Chosen,
    champions: Champions,
    request: Request,
    asked: Annotated[PromotionAsked | None, Body()] = None,
) -> ServingChange:
    """Make a version the champion if it passed the gate, or by `override` with a comment; 409 tells why not.

    All workers answer with it within seconds; MLflow's alias follows, at once where MLflow can be reached.
    """
    asked = asked or PromotionAsked.model_validate({})
    if asked.override and not asked.comment:
        raise OptionError("An override needs a reason.", fix="Say in `comment` why it should serve.")
    comment, by = asked.comment if asked.override else None, _by(caller, request)
    try:
        return _to_change(
            await champions.change(version.scope, lambda log: promote(log, version, by, comment))
        )
    except OptionError as error:
        fix = error.fix if asked.override else f"{error.fix} That is `override` with a `comment`."
        raise ConflictError(error.problem, fix=fix) from None


@router.post("/{version:path}/rollback", summary="Let the champion before serve again")
async def roll_back_model(
    caller: Promoter,
    version: Chosen,
    champions: Champions,
    request: Request,
    asked: Annotated[RollbackAsked | None, Body()] = None,
) -> ServingChange:
    """Take the present champion back, named so that asking twice goes back only once."""
    comment, by = asked.comment if asked else None, _by(caller, request)
    try:
        number = await champions.read(lambda log: earlier_champion(log, version))
        earlier = await champions.ask_registry(lambda registry: registry.version(version.scope, number))
        return _to_change(
            await champions.change(version.scope, lambda log: rollback(log, version, earlier, by, comment))
        )
    except OptionError as error:
        raise ConflictError(error.problem, fix=error.fix) from None


@router.post("/{version:path}/retire", summary="Let the model of a larger part answer again")
async def retire_model(
    caller: Promoter,
    version: Chosen,
    champions: Champions,
    request: Request,
    asked: Annotated[RollbackAsked | None, Body()] = None,
) -> ServingChange:
    """Take the champion of a part of the assortment away, named so that asking twice takes only one.

    All workers answer with the model of all within seconds, or with that of another part.
    """
    comment, by = asked.comment if asked else None, _by(caller, request)
    try:
        return _to_change(
            await champions.change(version.scope, lambda log: retire(log, version, by, comment))
        )
    except OptionError as error:
        raise ConflictError(error.problem, fix=error.fix) from None


def _by(caller: Caller, request: Request) -> Actor:
    return Actor(caller.user_id, request.scope.get(REQUEST_ID))


def _sees(caller: Caller | None, version: ModelVersion) -> bool:
    return version.scope.family != DRIVERS or (caller is not None and caller.store_ids is None)


def _to_schema(version: ModelVersion) -> dict[str, Any]:
    return {
        "version": version.name,
        "family": version.scope.family,
        "segment": version.scope.segment,
        "number": version.number,
        "aliases": list(version.aliases),
        "cutoff": version.cutoff,
        "created_at": version.created_at,
        "run_id": version.run_id,
        "metrics": dict(version.metrics),
    }


def _to_change(change: PromotionEvent) -> ServingChange:
    return ServingChange(
        scope=str(change.scope),
        from_version=change.before,
        to_version=change.after,
        action=change.action,
        reason=change.reason,
    )


def _table(container: Container, version: ModelVersion, name: str) -> list[dict[str, str]]:
    page = container.registry.page(version, name)
    if page is None:
        return []
    with page.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _promotions(session: Session, scope: str) -> list[ModelPromotion]:
    rows = session.scalars(
        select(PromotionRow)
        .where(PromotionRow.model == scope)
        .order_by(PromotionRow.id.desc())
        .limit(MOST_CHANGES)
    )
    return [
        ModelPromotion(
            from_version=row.from_version,
            to_version=row.to_version,
            action=row.action,
            reason=row.reason,
            user_id=row.user_id,
            at=row.created_at,
        )
        for row in rows
    ]
