"""Schemathesis tries every route with inputs that fit its schema and inputs that don't."""

from __future__ import annotations

import os
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import SkipTest

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import just

EXAMPLES = int(os.environ.get("FORESALE_FUZZ_EXAMPLES", "2"))
ON_SERVERS = max(1, EXAMPLES // 4)  # what goes wrong there alone takes few inputs: NUL, numbers, lone halves
QUIETLY = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=EXAMPLES <= 10,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
SEEDS = (
    ("/api/stores", {"code": "0", "name": "Main street"}),
    ("/api/products", {"sku": "0", "name": "Tea", "category": "Drinks", "price": "2.50", "stock": 3}),
    ("/api/events", {"name": "Fair", "starts_on": "2026-11-01", "ends_on": "2026-11-02"}),
)
"""What the inputs may find: short names are the likeliest to be tried."""


@pytest.fixture(params=["sqlite", "postgres", "mariadb"])
def address(request: pytest.FixtureRequest, open_api: Any) -> Iterator[tuple[str, Any]]:
    """Where a real server answers, and the API behind it."""
    api = open_api(
        request.param,
        requests_per_minute=10**9,
        logins_per_minute=10**9,
        open_registration=True,
        lock_after=100,
    )
    admin = api.as_role("admin")
    for path, thing in SEEDS:
        assert admin.post(path, json=thing).status_code == 201
    assert admin.get("/api/models").status_code == 200  # the registry's first answer takes seconds
    with listening(api) as place:
        yield place, api


@pytest.fixture(scope="module")
def inputs_of() -> Callable[[Any], list[tuple[Any, list[Any]]]]:
    """Each operation of an API with its strategies, worked out once: on every database it is the same API."""
    found: list[tuple[Any, list[Any]]] = []

    def inputs(api: Any) -> list[tuple[Any, list[Any]]]:
        import schemathesis

        if not found:
            schema = schemathesis.openapi.from_dict(api.client.app.openapi())
            for operation in (one.ok() for one in schema.get_all_operations()):
                modes = schemathesis.GenerationMode
                found.append((operation, [operation.as_strategy(generation_mode=mode) for mode in modes]))
        return found

    return inputs


@contextmanager
def listening(api: Any) -> Iterator[str]:
    """The address of a real server for an API."""
    import uvicorn

    server = uvicorn.Server(
        uvicorn.Config(api.client.app, port=0, log_config=None, access_log=False, lifespan="off")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def no_fault(_context: Any, answer: Any, _case: Any) -> None:
    """500 is our fault; 503 says that something isn't there yet."""
    assert answer.status_code != 500, answer.text


def test_no_input_makes_a_server_error_and_every_answer_fits_the_schema(
    address: tuple[str, Any], inputs_of: Callable[[Any], list[tuple[Any, list[Any]]]]
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from schemathesis.specs.openapi.checks import (
            content_type_conformance,
            response_schema_conformance,
            status_code_conformance,
        )

        place, api = address
        inputs = inputs_of(api)
    checks = [
        no_fault, status_code_conformance, content_type_conformance, response_schema_conformance,
    ]  # fmt: skip
    is_server = api.container.engine.dialect.name != "sqlite"
    examples = ON_SERVERS if is_server else EXAMPLES
    broken, tried = [], 0
    for operation, strategies in inputs:
        token = api.as_role("admin").headers["Authorization"]

        def try_it(case: Any, token: str) -> None:
            if case.operation.path == "/api/live":  # else it goes on for ever
                case.query = {**(case.query or {}), "follow": "false"}
            case.call_and_validate(
                base_url=place, headers={"Authorization": token}, checks=checks, timeout=120
            )

        # What doesn't fit the schema is refused before any database is asked.
        for strategy in strategies[:1] if is_server else strategies:
            tried += 1
            try:
                settings(QUIETLY, max_examples=examples)(given(case=strategy, token=just(token))(try_it))()
            except (Unsatisfiable, SkipTest):  # nothing can be wrong with a route that takes nothing
                pass
            except BaseExceptionGroup as error:
                broken.append(f"{operation.label}: {error}")
    assert tried > 40
    assert broken == [], "\n\n".join(broken)


def test_malformed_bodies_and_files_make_no_fault_and_no_stall(open_api: Any) -> None:
    """The short run; `python -m bench.fuzz` is the long one."""
    from bench.fuzz import fuzz

    api = open_api(requests_per_minute=10**9)
    with listening(api) as address:
        token = api.as_role("planner").headers["Authorization"]
        found = fuzz(address, {"Authorization": token}, requests=300, uploads=25)
    assert found.faults == []
    assert found.sent == 325
    assert found.longest < 4.0  # 0.5 on a machine of its own
