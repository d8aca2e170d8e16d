"""The API: routes of all nouns, behind the same door."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.middleware import Middleware

from foresale.service.accounts.login import LoginRules
from foresale.service.accounts.passwords import Passwords
from foresale.service.accounts.tokens import TokenSigner
from foresale.service.api.access import Needed, marks, refuse_unmarked
from foresale.service.api.authentication import Authentication, Authenticator
from foresale.service.api.door import Door
from foresale.service.api.nouns import ROUTERS
from foresale.service.api.problems import answer_problems
from foresale.service.serving.load_monthly import monthly_loader
from foresale.service.serving.prediction_desk import PredictionDesk
from foresale.settings import Settings
from foresale.storage.secret import derive_key
from foresale.wiring import Wiring

PREFIX = "/api"
DESCRIPTION_PATHS = frozenset({"/api/openapi.json", "/api/docs"})


def create_app(wiring: Wiring, *, passwords: Passwords | None = None) -> FastAPI:
    """The API over a service's parts, ready for an ASGI server.

    Args:
        wiring: The parts; closed when the app stops.
        passwords: Makes hashes; tests give one that is quick.

    Raises:
        RuntimeError: A route declares no access.
    """
    settings = wiring.settings
    signer = TokenSigner(derive_key(wiring.secret, "access token"), settings.access_minutes)
    authenticator = Authenticator(wiring.engine, signer)

    desk = PredictionDesk(wiring.engine, monthly_loader(wiring))

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        desk.start()
        yield
        desk.close()
        wiring.close()

    app = FastAPI(
        title="Foresale",
        version=version("foresale"),
        summary="From a retailer's sales to forecasts you can trust.",
        openapi_url="/api/openapi.json",
        docs_url="/api/docs",
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
        lifespan=lifespan,
        middleware=[Middleware(Authentication, authenticator=authenticator)],
    )
    app.state.wiring = wiring
    app.state.door = Door(signer, passwords or Passwords(), authenticator, _login_rules(settings))
    app.state.desk = desk
    for router in ROUTERS:
        app.include_router(router, prefix=PREFIX)
    answer_problems(app)
    refuse_unmarked(app.routes, DESCRIPTION_PATHS)
    app.state.guards = _guards(app)
    return app


def _login_rules(settings: Settings) -> LoginRules:
    return LoginRules(settings.lock_after, settings.lock_minutes, settings.refresh_days)


def _guards(app: FastAPI) -> dict[Callable[..., Any] | None, tuple[Needed, ...]]:
    """Each route's guards, by its function."""
    return {
        route.endpoint: tuple(mark for mark in marks(route.dependant) if isinstance(mark, Needed))
        for route in iter_route_contexts(app.routes)
        if route.path not in DESCRIPTION_PATHS
    }
