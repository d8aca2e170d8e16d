"""The API: routes of all nouns, behind the same auth."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from fastapi.routing import iter_route_contexts
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute

from foresale.container import Container
from foresale.service.accounts.login import LoginRules
from foresale.service.accounts.passwords import Passwords
from foresale.service.accounts.tokens import TokenSigner
from foresale.service.api.auth.dependencies import AuthContext
from foresale.service.api.health.routes import metrics_router
from foresale.service.api.kit.access import RequiredPermissions, marks, refuse_unmarked
from foresale.service.api.kit.dependencies import Turns
from foresale.service.api.kit.known_queries import QueryNames, check_query, query_names
from foresale.service.api.kit.problems import answer_problems
from foresale.service.api.kit.uploads import MEGABYTE
from foresale.service.api.middleware.authentication import Authentication
from foresale.service.api.middleware.authenticator import Authenticator
from foresale.service.api.middleware.body_limit import BodyLimit
from foresale.service.api.middleware.etags import ETags
from foresale.service.api.middleware.metrics import Metrics
from foresale.service.api.middleware.rate_limit import RateLimits
from foresale.service.api.middleware.request_log import RequestLogMiddleware
from foresale.service.api.openapi import DescribedApp
from foresale.service.api.orders.proposed_money import ProposedMoneyMemory
from foresale.service.api.pages.dashboard import Pages
from foresale.service.api.pages.routes import front_router
from foresale.service.api.routers import ROUTERS
from foresale.service.api.sales.gatherer import SalesGatherer
from foresale.service.live.hub import Hub
from foresale.service.live.metrics import LiveMetrics
from foresale.service.serving.monthly import monthly_loader
from foresale.service.serving.prediction_log import PredictionCounts
from foresale.service.serving.prediction_service import PredictionService
from foresale.service.serving.today import TodayForecasts
from foresale.settings import Settings
from foresale.storage.secret import derive_key

PREFIX = "/api"
MAX_MISSES_PER_MINUTE = 6_000
"""Of an address: unknown tokens and keys, each of which costs a look-up."""

_SENT_BY_PAGES = (
    "Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match", "X-API-Key",
    "X-Request-ID",
)  # fmt: skip
_READ_BY_PAGES = ("ETag", "Location", "Retry-After", "X-Request-ID")

_Paths = dict[Callable[..., Any] | None, str]


def create_app(container: Container, *, passwords: Passwords | None = None) -> FastAPI:
    """The API over a service's parts, ready for an ASGI server.

    Args:
        container: The parts; closed when the app stops.
        passwords: Makes hashes; tests give one that is quick.

    Raises:
        RuntimeError: A route declares no access.
    """
    settings = container.settings
    signer = TokenSigner(derive_key(container.secret, "access token"), settings.access_minutes)
    authenticator = Authenticator(
        container.engine,
        signer,
        outage_seconds=60.0 * settings.outage_minutes,
        cookie_days=settings.refresh_days,
    )
    metrics, paths = Metrics(), _Paths()

    hub = Hub(container.engine, LiveMetrics(metrics.registry))
    predictor = PredictionService(
        container.engine, monthly_loader(container), PredictionCounts(metrics.registry)
    )

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        with ExitStack() as opened:  # what fails to close keeps nothing else open
            for part in (container, authenticator, predictor, hub):
                opened.callback(part.close)
            predictor.start()
            yield

    app = DescribedApp(
        routes_by=settings.open_metrics,
        title="Foresale",
        version=version("foresale"),
        summary="From a retailer's sales to forecasts you can trust.",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        middleware=[
            Middleware(RequestLogMiddleware, metrics=metrics, paths=paths),
            *_middleware(settings, authenticator),
        ],
    )
    app.state.container = container
    app.state.auth = AuthContext(signer, passwords or Passwords(), authenticator, _login_rules(settings))
    app.state.predictor = predictor
    app.state.gatherer = SalesGatherer(container)
    app.state.today = TodayForecasts(settings.time_zone)
    app.state.hub = hub
    is_file = container.engine.dialect.name == "sqlite"
    app.state.turns = Turns(settings.database_connections, is_file=is_file)
    app.state.proposed_money = ProposedMoneyMemory()
    app.state.pages = Pages()
    routes, seen = _routes_of_nouns()
    app.router.routes.extend(routes)
    counts = metrics_router(metrics, is_open=settings.open_metrics)
    app.include_router(counts, prefix=PREFIX, dependencies=[Depends(check_query)])
    app.include_router(front_router)
    answer_problems(app)
    further = _look_at(app.router.routes[len(routes) :])
    app.state.guards = seen.guards | further.guards
    app.state.queries = seen.queries | further.queries
    paths |= seen.paths | further.paths
    return app


@dataclass(frozen=True)
class _SeenRoutes:
    """What is known of routes, by their functions.

    Attributes:
        guards: Who is let through.
        queries: The parameters they take.
        paths: Their addresses.
    """

    guards: dict[Callable[..., Any] | None, tuple[RequiredPermissions, ...]]
    queries: QueryNames
    paths: _Paths


@cache
def _routes_of_nouns() -> tuple[list[BaseRoute], _SeenRoutes]:
    """The routes of all nouns; the same for each app, as it takes long to work out what they are given."""
    router = APIRouter()
    for noun in ROUTERS:
        router.include_router(noun, prefix=PREFIX, dependencies=[Depends(check_query)])
    return router.routes, _look_at(router.routes)


def _middleware(settings: Settings, authenticator: Authenticator) -> list[Middleware]:
    """What a request passes after its trail began, in this order."""
    origins = Middleware(
        CORSMiddleware,
        allow_origins=settings.cors_origins,
        allow_methods=("GET", "POST", "PUT", "DELETE"),
        allow_headers=_SENT_BY_PAGES,
        expose_headers=_READ_BY_PAGES,
    )
    return [
        *([origins] if settings.cors_origins else []),
        Middleware(
            Authentication,
            authenticator=authenticator,
            misses_per_minute=min(MAX_MISSES_PER_MINUTE, settings.requests_per_minute),
        ),
        Middleware(
            RateLimits,
            requests_per_minute=settings.requests_per_minute,
            logins_per_minute=settings.logins_per_minute,
        ),
        Middleware(
            BodyLimit,
            most=settings.max_body_mb * MEGABYTE,
            most_of_upload=settings.max_upload_mb * MEGABYTE,
        ),
        Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),
        Middleware(ETags),
    ]


def _login_rules(settings: Settings) -> LoginRules:
    return LoginRules(settings.lock_after, settings.lock_minutes, settings.refresh_days)


def _look_at(routes: Sequence[BaseRoute]) -> _SeenRoutes:
    """Find out what there is to know of routes.

    Raises:
        RuntimeError: One declares no access.
    """
    refuse_unmarked(routes)
    contexts = list(iter_route_contexts(list(routes)))
    return _SeenRoutes(
        guards={
            route.endpoint: tuple(
                mark for mark in marks(route.dependant) if isinstance(mark, RequiredPermissions)
            )
            for route in contexts
        },
        queries=query_names(routes),
        paths={route.endpoint: route.path or "" for route in contexts},
    )
