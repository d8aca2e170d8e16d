"""Nobody gets in without a right to."""

from __future__ import annotations

import itertools
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, FastAPI

from foresale.service.api.kit.access import Caller, needs, public, refuse_unmarked
from foresale.service.api.kit.permissions import GRANTS, Permission, Role


def test_each_role_may_all_that_the_ones_before_it_may() -> None:
    ladder = [GRANTS[role] for role in (Role.VIEWER, Role.PLANNER, Role.ANALYST, Role.ADMIN)]
    assert all(lower < higher for lower, higher in itertools.pairwise(ladder))
    assert ladder[-1] == set(Permission)


@pytest.mark.parametrize("dependencies", [[], [public(), needs(Permission.PREDICT)]])
def test_an_app_with_an_unmarked_or_doubly_marked_route_refuses_to_start(dependencies: list[Any]) -> None:
    router = APIRouter()
    router.get("/things", dependencies=dependencies)(lambda: None)
    app = FastAPI(openapi_url=None)
    app.include_router(router)
    with pytest.raises(RuntimeError, match="/things declares"):
        refuse_unmarked(app.routes)


def test_a_permission_declared_on_the_router_counts(embedded_api: Any) -> None:
    router = APIRouter(dependencies=[needs(Permission.READ_SALES)])
    router.get("/things")(lambda: None)
    app = FastAPI(openapi_url=None)
    app.include_router(router)
    refuse_unmarked(app.routes)


def test_a_token_or_a_refusal_decides(api: Any) -> None:
    @api.client.app.get("/api/mine")
    def mine(caller: Annotated[Caller, needs(Permission.TRAIN)]) -> dict[str, Any]:
        return {"role": caller.role}

    assert api.client.get("/api/mine").status_code == 401
    assert api.client.get("/api/mine").headers["www-authenticate"] == "Bearer"
    assert api.with_headers(Authorization="Bearer no").get("/api/mine").json()["code"] == "unauthenticated"
    refused = api.as_role("planner").get("/api/mine")
    assert (refused.status_code, refused.json()["detail"]) == (403, "The role planner may not train.")
    assert api.as_role("analyst").get("/api/mine").json() == {"role": "analyst"}
