"""Sales that come late, or correct others, reach forecasts and predictions; what didn't change isn't read."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from sqlalchemy import event, func, select, update
from sqlalchemy.orm import Session

from foresale.service.jobs.handlers.track_actuals import track_actuals
from foresale.storage.database.monitoring.actuals import DatabaseActuals
from foresale.storage.database.sales.repository import DatabaseSales
from foresale.storage.database.tables.outlook import ForecastRow, PredictionRow
from foresale.storage.database.tables.trade import ChangedDayRow, SaleRow
from foresale.workflows.monitoring import track_actuals as workflow
from recorded_progress import RecordedProgress

START = date(2026, 3, 2)
NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)


@pytest.fixture
def look(api: Any) -> Any:
    """Looks for actuals, as if it were some moment; answers forecasts and predictions that changed."""

    def look_at(now: datetime = NOON, late_days: int | None = None) -> tuple[int, int]:
        done = workflow.track_actuals(
            DatabaseActuals(api.container.engine), now, RecordedProgress(), late_days
        )
        return done.forecasts, done.predictions

    return look_at


@pytest.fixture
def actuals(api: Any, shop: Any) -> Any:
    """Actuals of the days of TEA in a store, by run."""

    def read(run: int, code: str = "S1", grain: str = "day") -> list[float | None]:
        with Session(api.container.engine) as session:
            statement = select(ForecastRow.actual).where(
                ForecastRow.run_id == run,
                ForecastRow.product_id == shop.products["TEA"],
                ForecastRow.store_id == shop.stores[code],
                ForecastRow.grain == grain,
            )
            return list(session.scalars(statement.order_by(ForecastRow.target_date)))

    return read


def sale(number: str, store: str, day: date, quantity: float) -> dict[str, Any]:
    return {
        "transaction_id": number, "store": store, "product": "TEA", "sold_at": f"{day}T12:00:00",
        "quantity": quantity,
    }  # fmt: skip


def notes(api: Any) -> set[tuple[int, date]]:
    with Session(api.container.engine) as session:
        return {(row.store_id, row.day) for row in session.scalars(select(ChangedDayRow))}


@pytest.mark.every_database
def test_sales_that_come_late_by_any_door_reach_every_kept_forecast(
    api: Any, shop: Any, look: Any, actuals: Any
) -> None:
    runs = [shop.put(cutoff=START - timedelta(days=ago)) for ago in (1, 1, 3)]
    client = api.as_role("planner")
    rows = [sale("a", "S1", START, 3), sale("b", "S1", START + timedelta(days=1), 4)]
    assert client.post("/api/sales/batch", json={"sales": rows}).json()["added"] == 2
    look()
    assert [actuals(run)[:3] for run in runs] == [[3, 4, None], [3, 4, None], [0, 0, 3]]

    late = client.post("/api/sales", json=sale("c", "S1", START, 5))
    assert late.status_code == 201, late.text
    assert notes(api) == {(shop.stores["S1"], START)}
    look()
    assert [actuals(run)[0] for run in runs[:2]] == [8, 8]
    assert notes(api) == set()

    correction = pl.DataFrame(
        [{**sale("d", "S1", START, -6), "sold_at": datetime(2026, 3, 2, 18)},
         {**sale("b", "S1", START, 4), "sold_at": datetime(2026, 3, 3, 12)}]
    )  # fmt: skip
    count = DatabaseSales(api.container.engine).add(correction)
    assert (count.new, count.known) == (1, 1)
    assert notes(api) == {(shop.stores["S1"], START)}  # that of the line that was known didn't change
    look(datetime(2027, 3, 1, tzinfo=UTC))
    assert [actuals(run)[:2] for run in runs[:2]] == [[2, 4], [2, 4]]


@pytest.mark.every_database
def test_sales_that_come_late_or_are_taken_back_reach_accuracy_that_was_summed(
    api: Any, shop: Any, look: Any, actuals: Any
) -> None:
    run = shop.put(cutoff=START - timedelta(days=1))
    client = api.as_role("planner")
    asked = {"from": str(START), "to": str(START + timedelta(days=1))}
    with Session(api.container.engine) as session:
        known = session.scalar(select(func.count(ForecastRow.run_id.distinct())))

    def told() -> tuple[float, float]:
        ways = [client.get("/api/forecast/accuracy", params={**asked, "by": by}) for by in ("lag", "product")]
        one, other = (answer.json()["overall"]["actual"] for answer in ways)
        return one / known, other / known

    for number, day in (("a", START), ("b", START + timedelta(days=1))):
        for store in ("S1", "S2"):
            assert client.post("/api/sales", json=sale(f"{number}{store}", store, day, 3)).status_code == 201
    look()
    assert told() == (12, 12)
    assert client.post("/api/sales", json=sale("late", "S1", START, 5)).status_code == 201
    look()
    assert (actuals(run)[0], told()) == (8, (17, 17))
    found = client.get("/api/sales", params={"transaction_id": "late"}).json()["items"][0]
    with Session(api.container.engine) as session, session.begin():
        session.execute(update(SaleRow).where(SaleRow.id == found["id"]).values(quantity=1))
    look(late_days=30)
    assert told() == (13, 13)


def test_a_file_that_changes_nothing_notes_no_day(api: Any) -> None:
    lines = pl.DataFrame([{**sale("a", "S1", START, 3), "sold_at": datetime(2026, 3, 2, 12)}])
    book = DatabaseSales(api.container.engine)

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        book.add(lines, advance=stop)
    assert notes(api) == set()
    book.add(lines)
    (noted,) = notes(api)
    assert noted[1] == START
    with Session(api.container.engine) as session, session.begin():
        session.query(ChangedDayRow).delete()
    book.add(lines)
    assert notes(api) == set()


@pytest.mark.every_database
def test_days_without_sales_become_zero_when_they_are_over_though_nothing_was_stored(
    shop: Any, look: Any, actuals: Any
) -> None:
    run = shop.put(cutoff=START - timedelta(days=1))
    shop.sell("TEA", "S1", START + timedelta(days=2), 7)
    look(datetime(2026, 3, 4, 12, tzinfo=UTC))  # the day of the sale itself isn't over
    assert actuals(run)[:3] == [0, 0, None]
    assert look(datetime(2026, 3, 4, 13, tzinfo=UTC)) == (0, 0)
    look(datetime(2026, 3, 5, 1, tzinfo=UTC))
    assert actuals(run)[:3] == [0, 0, 7]
    shop.sell("TEA", "S1", date(2026, 3, 9), 1)
    look(datetime(2026, 3, 10, 1, tzinfo=UTC))
    assert actuals(run, grain="week")[:2] == [7, None]
    assert actuals(run)[:8] == [0, 0, 7, 0, 0, 0, 0, 1]
    assert actuals(run, "S2")[:3] == [None, None, None]


def test_forecasts_and_predictions_of_days_that_are_over_already_get_their_actuals(
    api: Any, shop: Any, look: Any, actuals: Any
) -> None:
    shop.sell("TEA", "S1", START, 3)
    shop.sell("TEA", "S1", START + timedelta(days=1), 4)
    look()
    run = shop.put(cutoff=START - timedelta(days=1))
    api.client.app.state.predictor.champions.refresh()
    asked = api.as_role("planner").post("/api/predict/", json={"product": "TEA", "store": "S1", "horizon": 2})
    assert asked.status_code == 200, asked.text
    api.client.app.state.predictor.predictions.close()
    assert look()[1] == 1
    assert actuals(run)[:3] == [3, 4, None]
    with Session(api.container.engine) as session:
        assert session.scalar(select(PredictionRow.actual)) == 7
    shop.sell("TEA", "S1", START, 1)
    assert look() == (2, 1)  # the day in two runs, and the prediction
    with Session(api.container.engine) as session:
        assert session.scalar(select(PredictionRow.actual)) == 8


@pytest.mark.every_database
def test_what_is_stored_during_a_look_is_left_to_the_next(
    api: Any, shop: Any, look: Any, actuals: Any
) -> None:
    run = shop.put(cutoff=START - timedelta(days=1))
    shop.sell("TEA", "S1", START, 3)
    book = DatabaseActuals(api.container.engine)
    read = book.changes()
    shop.sell("TEA", "S1", START, 4)
    newer = shop.put(cutoff=START - timedelta(days=1))
    book.mark_checked(read, book.find_arrived(NOON))
    look()
    assert (actuals(run)[0], actuals(newer)[0]) == (7, 7)


def test_sales_changed_in_the_database_itself_are_seen_where_it_is_asked_for(
    api: Any, shop: Any, actuals: Any
) -> None:
    run = shop.put(cutoff=START - timedelta(days=1))
    shop.sell("TEA", "S1", START, 3)
    track_actuals(api.container, {}, RecordedProgress())
    with Session(api.container.engine) as session, session.begin():
        session.execute(update(SaleRow).values(quantity=9))
    assert track_actuals(api.container, {}, RecordedProgress())["forecasts"] == 0
    assert track_actuals(api.container, {"late_days": 92}, RecordedProgress())["forecasts"] > 0
    assert actuals(run)[0] == 9


def test_an_hour_without_new_sales_reads_next_to_nothing(api: Any, shop: Any, look: Any) -> None:
    def statements_of_a_look() -> list[str]:
        heard: list[str] = []
        own = threading.get_ident()  # the service's loops read too

        def hear(*told: Any) -> None:
            if threading.get_ident() == own:
                heard.append(" ".join(str(told[2]).split()))

        event.listen(api.container.engine, "before_cursor_execute", hear)
        try:
            assert look() == (0, 0)
        finally:
            event.remove(api.container.engine, "before_cursor_execute", hear)
        return [text for text in heard if text.startswith(("SELECT", "UPDATE", "DELETE", "INSERT"))]

    shop.sell("TEA", "S1", START + timedelta(days=2), 3)
    shop.sell("TEA", "S2", START + timedelta(days=2), 3)
    look()
    before = statements_of_a_look()
    for ago in range(1, 8):
        shop.put(cutoff=START - timedelta(days=ago))
    assert look()[0] > 0
    after = statements_of_a_look()
    assert after == before
    assert all(text.startswith("SELECT") for text in after)
    assert not any("FROM forecasts" in text for text in after)
    (of_sales,) = [text for text in after if "FROM sales" in text]
    assert "LIMIT" in of_sales
    assert "sum(" not in of_sales
    with Session(api.container.engine) as session:
        assert session.scalar(select(func.count()).select_from(ChangedDayRow)) == 0


@pytest.mark.every_database
def test_actuals_are_taken_back_with_the_sales_that_told_them(
    api: Any, shop: Any, look: Any, actuals: Any
) -> None:
    run = shop.put(cutoff=START - timedelta(days=1))
    shop.sell("TEA", "S1", START, 3)
    shop.sell("TEA", "S1", START + timedelta(days=2), 5)
    look()
    assert actuals(run)[:4] == [3, 0, 5, None]
    client = api.as_role("planner")
    newest, first = client.get("/api/sales").json()["items"]
    assert client.delete(f"/api/sales/{newest['id']}", params={"reason": "x"}).status_code == 200
    look()
    assert actuals(run)[:4] == [3, None, None, None]
    assert client.delete(f"/api/sales/{first['id']}", params={"reason": "x"}).status_code == 200
    look()
    assert actuals(run)[:4] == [None] * 4
    assert look() == (0, 0)
