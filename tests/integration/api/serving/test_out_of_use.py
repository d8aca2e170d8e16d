"""Products and stores that are out of use are neither forecast nor listed; sales of them are said."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from foresale.storage.database.tables.catalog import ProductRow

START = date(2026, 3, 2)


def weekly(api: Any) -> set[tuple[str, str]]:
    answer = api.as_role("viewer").get("/api/forecast/weekly")
    assert answer.status_code == 200, answer.text
    return {(item["product"]["sku"], item["store"]["code"]) for item in answer.json()["items"]}


def total(api: Any) -> float:
    """Units of the whole forecast, of which every series has as many."""
    (item,) = api.as_role("viewer").get("/api/forecast/totals", params={"grain": "horizon"}).json()["items"]
    return float(item["mean"])


@pytest.mark.every_database
@pytest.mark.parametrize(("noun", "name"), [("products", "TEA"), ("stores", "S1")])
def test_what_is_put_out_of_use_leaves_the_list_of_forecasts_at_once(
    api: Any, shop: Any, noun: str, name: str
) -> None:
    shop.put(cutoff=START)
    api.client.app.state.predictor.champions.refresh()
    before, all_units = weekly(api), total(api)
    gone = {pair for pair in before if name in pair}
    assert gone
    assert gone < before
    shop.sell("TEA", "S1", START, 3)
    analyst = api.as_role("analyst")
    key = "sku" if noun == "products" else "code"
    found = analyst.get(f"/api/{noun}").json()["items"]
    number = next(item["id"] for item in found if item[key] == name)
    assert analyst.delete(f"/api/{noun}/{number}").json()["deactivated"] is True
    assert weekly(api) == before - gone
    assert total(api) == pytest.approx(all_units * len(before - gone) / len(before))


def test_sales_of_what_is_out_of_use_are_stored_and_said(api: Any, shop: Any, work: Any) -> None:
    shop.sell("TEA", "S1", START, 3)
    analyst = api.as_role("analyst")
    tea = analyst.get("/api/products", params={"sku": "TEA"}).json()["items"][0]["id"]
    analyst.delete(f"/api/products/{tea}")
    sale = {
        "transaction_id": "late",
        "store": "S1",
        "product": "TEA",
        "sold_at": "2026-03-03T12:00:00",
        "quantity": 1,
    }
    other = {**sale, "transaction_id": "other", "product": "BREAD"}
    answer = analyst.post("/api/sales/batch", json={"sales": [sale, other]}).json()
    assert answer["added"] == 2
    (warning,) = answer["warnings"]
    assert "1 sale of products or stores out of use (TEA)" in warning
    text = "transaction id,date,shop,sku,units\n" + "".join(
        f"N{day},2026-03-{day:02d},S1,TEA,1\n" for day in range(1, 4)
    )
    shown = analyst.post("/api/imports", files={"file": ("sales.csv", text)}).json()
    done = work(api, analyst.post(f"/api/imports/{shown['id']}/commit").json())
    assert (done["result"]["new"], done["result"]["out_of_use"]) == (3, 3)
    assert "3 are of products or stores out of use" in done["result"]["message"]


def test_a_single_sale_tells_what_may_be_a_slip(api: Any, shop: Any) -> None:
    planner = api.as_role("planner")
    sale = {"store": "S1", "product": "BREAD", "quantity": 1}

    def add(number: str, **changes: Any) -> list[str]:
        body = {"transaction_id": number, "sold_at": "2026-02-20T10:00:00", **sale, **changes}
        answer = planner.post("/api/sales", json=body)
        assert answer.status_code == 201, answer.text
        return list(answer.json()["warnings"])

    assert add("1") == []
    (warning,) = add("2", sold_at="2023-02-20T10:00:00")
    assert "would stretch the history back to 2023-02-20" in warning
    with Session(api.container.engine) as session, session.begin():
        session.execute(update(ProductRow).where(ProductRow.sku == "BREAD").values(is_active=False))
    (warning,) = add("3")
    assert "1 sale of products or stores out of use (BREAD)" in warning
