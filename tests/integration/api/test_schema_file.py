"""The schema that is kept beside the code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson

from foresale.service.api.openapi_file import schema_text


def test_the_schema_file_is_current(repository: Path) -> None:
    kept = (repository / "docs" / "openapi.json").read_text(encoding="utf-8")
    assert kept == schema_text(), "the API changed: run make openapi and review the difference"


def operations() -> list[tuple[str, dict[str, Any]]]:
    schema = orjson.loads(schema_text())
    return [
        (f"{verb} {path}", told) for path, verbs in schema["paths"].items() for verb, told in verbs.items()
    ]


def test_every_operation_says_what_it_does_who_may_and_how_it_fails() -> None:
    silent = [
        name
        for name, told in operations()
        if not told.get("summary")
        or not told.get("description")
        or told["responses"]["422"]["content"].keys() != {"application/problem+json"}
        or (
            ("security" in told) != ("401" in told["responses"] and "x-permission" in told)
            and not name.startswith("post /api/auth/")
        )
    ]
    assert silent == []


def test_every_body_has_an_example_that_fits() -> None:
    from jsonschema_rs import validator_for

    from foresale.service.api.pages.reference import example_of

    schema = orjson.loads(schema_text())
    wrong = []
    for name, told in operations():
        body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        if body is None:
            continue
        whole = {**body, "components": schema["components"]}
        if not validator_for(whole).is_valid(example_of(schema, body)):
            wrong.append(name)
    assert wrong == []


def test_no_two_operations_have_one_name() -> None:
    names = [told["operationId"] for _name, told in operations()]
    assert len(set(names)) == len(names)


def test_apps_share_a_schema_unless_others_may_read_their_counts(open_api: Callable[..., Any]) -> None:
    one, like_it, open_to_all = (open_api(open_metrics=known).client.app for known in (False, False, True))
    assert one.openapi() is like_it.openapi()
    told = [app.openapi()["paths"]["/api/metrics"]["get"].get("x-permission") for app in (one, open_to_all)]
    assert told == ["read_audit", None]
