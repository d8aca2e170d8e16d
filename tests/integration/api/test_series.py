"""The list of all products in all stores: its figures, order, filters, pages and file, on every database."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from foresale.service.live.summaries_loop import SummariesLoop
from foresale.storage.database.bulk.load_rows import load_rows
from foresale.storage.database.live_leases import Lease
from foresale.storage.database.series_summaries.refresh import refresh_summaries
from foresale.storage.database.tables.base import Table, utc_now
from foresale.storage.database.tables.catalog import ProductRow
from foresale.storage.database.tables.operations import ServingRow
from foresale.storage.database.tables.outlook import ForecastRow, ForecastRunRow, SeriesForecastRow

SUNDAY = date(2026, 3, 1)
MONDAY = SUNDAY + timedelta(days=1)
LEVELS = [0.1, 0.5, 0.9]


def sale(number: int, store: str, product: str, day: date, quantity: float) -> dict[str, Any]:
    return {
        "transaction_id": f"T{number}",
        "store": store,
        "product": product,
        "sold_at": f"{day}T12:00:00Z",
        "quantity": quantity,
        "unit_price": "2.00",
    }


def forecast(series: tuple[int, int], run: int, grain: str, start: date, mean: float) -> ForecastRow:
    product, store = series
    return ForecastRow(
        run_id=run, product_id=product, store_id=store, grain=grain, target_date=start, mean=mean,
        deviation=1.0 if grain == "day" else None, quantiles=[mean - 4, mean, mean + 6],
    )  # fmt: skip


def add_run(session: Session, cutoff: date, **more: Any) -> int:
    run = ForecastRunRow(
        model_version="daily.all.1", cutoff=cutoff, horizon=28, levels=LEVELS, n_series=1, **more
    )
    session.add(run)
    session.flush()
    return run.id


@pytest.fixture
def shop(api: Any) -> dict[str, int]:
    """Tea in two stores, jam in one; only tea in the first store is forecast and has stock of its own."""
    admin = api.as_role("admin")
    ids = {}
    for code in ("S1", "S2"):
        ids[code] = admin.post("/api/stores", json={"code": code, "name": f"Store {code}"}).json()["id"]
    for sku, category in (("TEA", "Drinks"), ("JAM", "Food")):
        given = {"sku": sku, "name": sku.title(), "category": category, "lead_time_days": 7}
        ids[sku] = admin.post("/api/products", json=given).json()["id"]
    sales = [
        *(sale(week, "S1", "TEA", SUNDAY - timedelta(days=4 + 7 * week), 7) for week in range(13)),
        sale(20, "S1", "TEA", date(2025, 3, 5), 16),
        sale(21, "S2", "TEA", date(2026, 2, 25), 3),
        sale(22, "S2", "JAM", date(2025, 12, 3), 5),
    ]
    assert admin.post("/api/sales/batch", json={"sales": sales}).json()["added"] == len(sales)
    counted = {"product_id": ids["TEA"], "store_id": ids["S1"], "counted": 10, "reason": "count"}
    assert admin.post("/api/stock/movements", json=counted).status_code == 201
    series = ids["TEA"], ids["S1"]
    with Session(api.container.engine) as session, session.begin():
        past = add_run(session, date(2026, 2, 15))
        judged = forecast(series, past, "week", date(2026, 2, 16), 9.0)
        judged.actual = 7.0
        session.add(judged)
        run = add_run(session, SUNDAY)
        session.add(ServingRow(model="daily.all", alias="champion", version=1, since=datetime.now(UTC)))
        weeks = [forecast(series, run, "week", MONDAY + timedelta(weeks=n), 12.0 + n) for n in range(5)]
        days = [forecast(series, run, "day", MONDAY + timedelta(days=n), 2.0) for n in range(28)]
        session.add_all([*weeks, *days])
    api.client.app.state.predictor.champions.refresh()
    return ids


@pytest.mark.every_database
def test_a_row_tells_what_was_sold_what_comes_and_who_should_look(api: Any, shop: dict[str, int]) -> None:
    assert refresh_summaries(api.container.engine, SUNDAY)
    body = api.as_role("viewer").get("/api/series").json()
    assert (body["known_until"], body["first_sold"], body["next_week"], body["total"]) == (
        "2026-03-01", "2025-12-01", "2026-03-02", 3,
    )  # fmt: skip
    rows = {(row["product"]["sku"], row["store"]["code"]): row for row in body["items"]}
    tea = rows["TEA", "S1"]
    assert tea["sold"] == [7.0] * 13
    assert (tea["mean"], tea["lower"], tea["upper"]) == (
        [12, 13, 14, 15], [8, 9, 10, 11], [18, 19, 20, 21],
    )  # fmt: skip
    # Last year's week begins 52 weeks before: on 3 March 2025.
    assert (tea["next_mean"], tea["last_year"], tea["change"]) == (12, 16, -0.25)
    assert (tea["wape"], tea["bias"], tea["weeks_judged"]) == (0.2857, 0.2857, 1)
    assert (tea["stock"], tea["days_of_cover"], tea["exception"]) == (10, 5, "runs_out")
    assert (tea["turnover_class"], tea["variation_class"]) == ("A", "X")
    other = rows["TEA", "S2"]
    assert (other["units"], other["last_year"], other["mean"], other["exception"]) == (
        3, None, [], "no_forecast",
    )  # fmt: skip
    jam = rows["JAM", "S2"]
    assert (jam["sold"][0], jam["units"], jam["variation_class"], jam["exception"]) == (5, 5, "Z", "no_sales")


@pytest.mark.every_database
def test_pages_hold_every_row_once_in_the_order_asked_for(api: Any, shop: dict[str, int]) -> None:
    refresh_summaries(api.container.engine, SUNDAY)
    viewer = api.as_role("viewer")
    for sort in ("exception", "-next_mean", "category", "-days_of_cover", "product", "-units"):
        whole = viewer.get("/api/series", params={"sort": sort}).json()["items"]
        found: list[Any] = []
        cursor, is_over = None, False
        while not is_over:
            asked = {"sort": sort, "limit": 1, **({"cursor": cursor} if cursor else {})}
            page = viewer.get("/api/series", params=asked).json()
            found += page["items"]
            cursor = page["next"]
            is_over = cursor is None
        assert found == whole, sort
        assert len(found) == 3


def test_filters_leave_what_they_say(api: Any, shop: dict[str, int]) -> None:
    refresh_summaries(api.container.engine, SUNDAY)
    viewer = api.as_role("viewer")

    def skus(**asked: Any) -> list[tuple[str, str]]:
        body = viewer.get("/api/series", params=asked).json()
        return [(row["product"]["sku"], row["store"]["code"]) for row in body["items"]]

    assert skus(store="S1") == [("TEA", "S1")]
    assert skus(category="Food") == [("JAM", "S2")]
    assert skus(q="te", sort="store") == [("TEA", "S1"), ("TEA", "S2")]
    assert skus(exception=["no_sales", "no_forecast"]) == [("TEA", "S2"), ("JAM", "S2")]
    assert skus(turnover_class="A") == [("TEA", "S1")]
    assert skus(variation_class="Z", sort="-units") == [("JAM", "S2"), ("TEA", "S2")]
    assert viewer.get("/api/series", params={"sort": "luck"}).status_code == 422


def test_who_is_limited_to_a_store_sees_no_other_in_the_list_or_its_file(
    api: Any, shop: dict[str, int]
) -> None:
    refresh_summaries(api.container.engine, SUNDAY)
    limited = api.as_role("planner", [shop["S2"]])
    body = limited.get("/api/series").json()
    assert body["total"] == 2
    assert {row["store"]["code"] for row in body["items"]} == {"S2"}
    assert limited.get("/api/series", params={"store": "S1"}).status_code == 404
    csv = limited.get("/api/exports/series", params={"sort": "-units"}).content
    frame = pl.read_csv(io.BytesIO(csv))
    assert (frame["store.code"].to_list(), frame["units"].to_list()) == (["S2", "S2"], [5.0, 3.0])


def test_an_empty_service_has_an_empty_list(api: Any) -> None:
    body = api.as_role("viewer").get("/api/series").json()
    assert (body["as_of"], body["total"], body["items"]) == (None, 0, [])
    assert refresh_summaries(api.container.engine, SUNDAY)
    assert api.as_role("viewer").get("/api/series").json()["as_of"] is not None


def test_a_new_forecast_is_listed_at_once_and_new_sales_within_minutes(
    api: Any, shop: dict[str, int]
) -> None:
    engine = api.container.engine
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    loop = SummariesLoop(engine, "UTC", lambda: noon)
    lease = Lease(loop.name, 1)
    assert loop.run_once(lease)
    assert not loop.run_once(lease)
    with Session(engine) as session, session.begin():
        run = add_run(session, SUNDAY)
        session.add(forecast((shop["JAM"], shop["S2"]), run, "week", MONDAY, 4.0))
    assert loop.run_once(lease)
    rows = api.as_role("viewer").get("/api/series", params={"category": "Food"}).json()["items"]
    assert [row["next_mean"] for row in rows] == [4]
    late = [sale(30, "S2", "JAM", date(2026, 2, 26), 2)]
    api.as_role("planner").post("/api/sales/batch", json={"sales": late})
    with Session(engine) as session, session.begin():
        run = add_run(session, SUNDAY, base_id=run)
    assert loop.run_once(lease)
    assert (
        api.as_role("viewer").get("/api/series", params={"category": "Food"}).json()["items"][0]["units"] == 7
    )


@pytest.mark.every_database
def test_the_list_is_added_up_by_category_store_region_and_owner(api: Any, shop: dict[str, int]) -> None:
    admin, planner = api.as_role("admin"), api.as_role("planner")
    me = planner.get("/api/auth/me").json()["id"]
    store = admin.get(f"/api/stores/{shop['S1']}").json()
    changed = {name: store[name] for name in ("code", "name", "time_zone", "is_active")}
    place = changed | {"country": "DE", "city": "Bonn"}
    assert admin.put(f"/api/stores/{shop['S1']}", json=place).status_code == 200
    given = {"user_id": me, "category": "Drinks"}
    assert planner.put("/api/owners", json=given).json() == {"products": 1}
    refresh_summaries(api.container.engine, SUNDAY, at_once=True)

    def groups(by: str, **more: Any) -> dict[Any, Any]:
        answer = planner.get("/api/series/groups", params={"by": by} | more)
        assert answer.status_code == 200, answer.text
        return {item["key"]: item for item in answer.json()["items"]}

    listed = planner.get("/api/series").json()["items"]
    for by, keys in (("category", {"Drinks", "Food"}), ("store", {"S1", "S2"})):
        found = groups(by)
        assert set(found) == keys
        assert sum(item["series"] for item in found.values()) == len(listed)
        assert sum(item["units"] for item in found.values()) == sum(row["units"] for row in listed)
        assert sum(item["exceptions"] for item in found.values()) == sum(
            row["exception"] is not None for row in listed
        )
    regions = groups("region")
    assert (regions["DE/Bonn"]["name"], regions["DE/Bonn"]["stock"]) == ("Bonn, DE", 10)
    assert set(regions) == {"DE/Bonn", None}
    drinks = groups("category", store="S1")["Drinks"]
    (tea,) = planner.get("/api/series", params={"city": "Bonn", "owner_id": me}).json()["items"]
    assert (drinks["change"], drinks["next_mean"]) == (tea["change"], tea["next_mean"])
    assert tea["owner"]["id"] == me
    assert set(groups("owner")) == {str(me), None}
    assert {row["product"]["sku"] for row in planner.get("/api/series?owner_id=0").json()["items"]} == {"JAM"}
    assert [one["products"] for one in planner.get("/api/owners").json()["items"] if one["id"] == me] == [1]


def test_only_who_may_change_forecasts_looks_after_products(api: Any, shop: dict[str, int]) -> None:
    viewer_id = api.add_user("viewer")
    planner = api.as_role("planner")
    given = {"user_id": None, "product_ids": [shop["TEA"]]}
    assert api.as_role("viewer").put("/api/owners", json=given).status_code == 403
    assert planner.put("/api/owners", json=given).json() == {"products": 1}
    for wrong in ({"user_id": viewer_id}, {"product_ids": [10**6]}, {"product_ids": []}):
        assert planner.put("/api/owners", json=given | wrong).status_code == 422


def test_a_series_that_was_forecast_anew_beyond_the_whole_forecast_keeps_the_list_going(
    api: Any, shop: dict[str, int]
) -> None:
    series = shop["TEA"], shop["S1"]
    with Session(api.container.engine) as session, session.begin():
        base = session.scalars(select(ForecastRunRow.id).order_by(ForecastRunRow.id.desc())).first()
        assert base is not None
        run = add_run(session, SUNDAY + timedelta(days=1), base_id=base)
        days = [forecast(series, run, "day", MONDAY + timedelta(days=n), 3.0) for n in range(1, 29)]
        anew = {"product_id": series[0], "store_id": series[1], "base_id": base, "follows": base}
        session.add_all([*days, SeriesForecastRow(run_id=run, first_day=days[0].target_date, **anew)])
    assert refresh_summaries(api.container.engine, SUNDAY, at_once=True)
    (row,) = [one for one in api.as_role("viewer").get("/api/series").json()["items"] if one["stock"]]
    assert row["days_of_cover"] is not None


def test_who_is_limited_to_stores_names_no_owner_for_all_stores(api: Any, shop: dict[str, int]) -> None:
    limited = api.as_role("planner", [shop["S1"]])
    given = {"user_id": None, "product_ids": [shop["TEA"]]}
    answer = limited.put("/api/owners", json=given)
    assert answer.status_code == 403, answer.text
    assert "in all stores" in answer.json()["detail"]


def add_products(engine: Engine, count: int) -> None:
    """Add so many products of one category, as an import does: row by row takes seconds."""
    same = {"name": "N", "category": "Many", "lead_time_days": 7, "pack_size": 1, "is_active": True}
    frame = pl.select(pl.concat_str(pl.lit("N"), pl.int_range(count)).alias("sku")).with_columns(
        created_at=pl.lit(utc_now()), **{name: pl.lit(value) for name, value in same.items()}
    )
    with engine.begin() as connection:
        load_rows(connection, Table.metadata.tables[ProductRow.__tablename__], frame)


@pytest.mark.every_database
def test_two_who_name_an_owner_at_once_both_succeed_also_for_very_many_products(
    api: Any, shop: dict[str, int]
) -> None:
    add_products(api.container.engine, 70_000)  # more than a statement's parameters may be
    clients = [api.as_role("planner") for _ in range(3)]
    ids = [client.get("/api/auth/me").json()["id"] for client in clients]
    with ThreadPoolExecutor(3) as threads:
        asked = [
            threads.submit(client.put, "/api/owners", json={"user_id": number, "category": "Many"})
            for client, number in zip(clients, ids, strict=True)
        ]
        answers = [one.result() for one in asked]
    assert [answer.status_code for answer in answers] == [200] * 3, [answer.text for answer in answers]
    counts = {one["id"]: one["products"] for one in clients[0].get("/api/owners").json()["items"]}
    assert sorted(counts[number] for number in ids) == [0, 0, 70_000]
