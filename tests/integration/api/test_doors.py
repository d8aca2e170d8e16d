"""What the API does with what is nearly right: parameters that aren't there, addresses that are nearly so."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ("/api/sales?form=2026-01-01", "'from'"),
        ("/api/sales/daily?form=2026-01-01", "'from'"),
        ("/api/products?limmit=3", "'limit'"),
        ("/api/forecast/weekly?stoer=S1", "'store'"),
        ("/api/health/live?verbose=1", "takes none"),
    ],
)
def test_a_parameter_that_a_route_doesnt_know_is_an_error_with_the_nearest_name(
    embedded_api: Any, asked: str, word: str
) -> None:
    answer = embedded_api.as_role("viewer").get(asked)
    assert (answer.status_code, word in answer.json()["fix"]) == (422, True), answer.text


def test_a_stranger_isnt_told_what_may_be_asked(embedded_api: Any) -> None:
    assert embedded_api.client.get("/api/sales?form=x").status_code == 401


def test_every_known_parameter_is_known(embedded_api: Any) -> None:
    """The schema and the routes agree about them."""
    app = embedded_api.client.app
    told = {
        part["name"]
        for operations in app.openapi()["paths"].values()
        for operation in operations.values()
        for part in operation.get("parameters", ())
        if part["in"] == "query"
    }
    assert set().union(*app.state.queries.values()) - {"*"} == told


def test_an_export_passes_parameters_on_and_its_list_judges_them(embedded_api: Any) -> None:
    client = embedded_api.as_role("viewer")
    assert client.get("/api/exports/products?category=Drinks").status_code == 200
    assert "'category'" in client.get("/api/exports/products?categroy=Drinks").json()["fix"]


def test_redirects_name_no_host(embedded_api: Any) -> None:
    headers = {"Host": "evil.example"}
    client = embedded_api.as_role("planner")
    answer = client.post("/api/predict", json={}, headers=headers, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, "/api/predict/")
    slash = client.get("/api/products/", headers=headers, follow_redirects=False)
    assert (slash.status_code, slash.headers["location"]) == (307, "/api/products")
    named = embedded_api.client.get("//evil.example/api/predict", follow_redirects=False)
    assert not named.headers.get("location", "/").startswith("//")
