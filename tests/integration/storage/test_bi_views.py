"""What tools for reports read: views whose columns stay, with the same rows on every database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import sqlalchemy as sa

from foresale.progress import SilentProgress
from foresale.storage.database.bi_exports import ExportOptions, export_views
from foresale.storage.database.bi_views import VIEWS, drop_views, existing_views, make_views
from foresale.storage.database.engine import migrate
from foresale.storage.database.tables import Table

LAST = date(2026, 3, 1)
NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)


class Silently(SilentProgress):
    """Progress that nobody watches or reads."""

    def log(self, text: str, level: str = "info") -> None:
        """Say nothing."""


@pytest.fixture
def viewed(database: sa.Engine) -> Any:
    """A database with a sale, a forecast of which one series was made anew, and the views."""
    tables = Table.metadata.tables
    rows: dict[str, list[dict[str, Any]]] = {
        "stores": [
            {"id": n, "code": f"S{n}", "name": name, "is_active": True, "created_at": NOW}
            for n, name in ((1, "North"), (2, "South"))
        ],
        "products": [
            {"id": n, "sku": sku, "name": sku.title(), "category": "Drinks", "price": Decimal("2.5"),
             "lead_time_days": 7, "pack_size": 1, "is_active": True, "created_at": NOW}
            for n, sku in ((1, "TEA"), (2, "JAM"))
        ],
        "sales": [
            {"transaction_id": "R-1", "store_id": 1, "product_id": 1, "sold_at": NOW, "sold_on": LAST,
             "quantity": 3.0, "unit_price": Decimal("1.2345"), "revenue": Decimal("3.7035")}
        ],
        "serving": [{"model": "daily.all", "alias": "champion", "version": 2, "since": NOW}],
        "forecast_runs": [
            {"id": n, "model_version": f"daily.all.{version}", "cutoff": LAST, "horizon": 2, "levels": levels,
             "n_series": 2, "is_tracked": False, "base_id": base, "created_at": NOW}
            for n, version, levels, base in (
                (1, 1, [0.1, 0.9], None),
                (2, 2, [0.025, 0.1, 0.5, 0.9, 0.975], None),
                (3, 2, [0.1, 0.5, 0.9], 2),
            )
        ],
        "forecasts": [
            {"run_id": run, "product_id": product, "store_id": 1, "grain": "day",
             "target_date": LAST + timedelta(days=ahead), "mean": mean, "deviation": None,
             "quantiles": quantiles, "actual": actual}
            for run, product, ahead, mean, quantiles, actual in (
                (1, 1, 1, 9.0, [1, 2], 4.0), (2, 1, 1, 5.0, [1, 2, 3, 4, 5.5], None),
                (2, 2, 1, 7.0, [1, 2, 3, 4, 5], None),
                (3, 1, 1, 6.0, [2.5, 6, 9], None),
            )
        ],
        "series_forecasts": [
            {"run_id": 3, "product_id": 1, "store_id": 1, "base_id": 2, "follows": 2, "first_day": LAST}
        ],
        "transfers": [
            {"id": 1, "from_store_id": 2, "to_store_id": 1, "state": "sent", "send_on": LAST,
             "expected_on": LAST + timedelta(days=1), "sent_at": NOW, "changed_at": NOW, "created_at": NOW}
        ],
        "transfer_lines": [
            {"transfer_id": 1, "product_id": 1, "proposed": 4.0, "quantity": 3.0, "received": 1.0,
             "saves": 7.5, "giver": {}, "taker": {}}
        ],
    }  # fmt: skip
    with database.begin() as connection:
        for name, values in rows.items():
            for value in values:
                connection.execute(tables[name].insert(), value)
        make_views(connection)
    yield database
    with database.begin() as connection:
        drop_views(connection)


def read(engine: sa.Engine, name: str, order: str) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        found = connection.execute(sa.text(f"SELECT * FROM {name} ORDER BY {order}"))  # noqa: S608 - ours
        return [dict(row) for row in found.mappings()]


def test_the_views_have_their_columns_and_tell_what_is_in_force(viewed: sa.Engine) -> None:
    inspector = sa.inspect(viewed)
    for name, columns in VIEWS.items():
        assert tuple(column["name"] for column in inspector.get_columns(name)) == columns

    (sale,) = read(viewed, "bi_sales", "transaction_id")
    assert (sale["store_name"], sale["product"], sale["quantity"]) == ("North", "TEA", 3.0)
    assert float(sale["revenue"]) == pytest.approx(3.7035)
    jam, tea = read(viewed, "bi_forecasts", "product")
    assert (jam["mean"], jam["p025"], jam["p50"], jam["p975"]) == (7.0, 1.0, 3.0, 5.0)
    assert (tea["mean"], tea["p025"], tea["p10"], tea["p90"]) == (6.0, None, 2.5, 9.0)
    (judged,) = read(viewed, "bi_accuracy", "product")
    assert (judged["model_version"], judged["lag_days"], judged["error"]) == ("daily.all.1", 1, 5.0)
    assert (judged["p10"], judged["p90"]) == (1.0, 2.0)
    assert read(viewed, "bi_orders", "order_id") == []
    (moved,) = read(viewed, "bi_transfers", "transfer_id")
    assert (moved["from_store_name"], moved["to_store"], moved["product"]) == ("South", "S1", "TEA")
    assert (moved["state"], moved["quantity"], moved["received"], moved["saves"]) == ("sent", 3, 1, 7.5)


def test_files_hold_what_the_views_show_with_the_same_types_everywhere(
    viewed: sa.Engine, tmp_path: Path
) -> None:
    counts = export_views(viewed, tmp_path, ExportOptions(), LAST, Silently())

    frames = {name: pl.read_parquet(tmp_path / f"{name}.parquet") for name in VIEWS}
    assert counts == {name: frame.height for name, frame in frames.items()}
    assert {name: tuple(frame.columns) for name, frame in frames.items()} == VIEWS
    (sale,) = frames["bi_sales"].to_dicts()
    assert (sale["store"], sale["sold_on"], sale["sold_at"], sale["quantity"]) == ("S1", LAST, NOW, 3.0)
    assert sale["revenue"] == pytest.approx(3.7035)
    jam, tea = frames["bi_forecasts"].sort("product").to_dicts()
    assert (jam["p025"], jam["p50"], tea["mean"], tea["p025"]) == (1.0, 3.0, 6.0, None)
    assert frames["bi_accuracy"]["lag_days"].to_list() == [1]
    assert frames["bi_orders"].schema["order_on"] == pl.Date
    (moved,) = frames["bi_transfers"].to_dicts()
    assert (moved["send_on"], moved["sent_at"], moved["saves"]) == (LAST, NOW, 7.5)


def test_an_upgrade_makes_them_anew_and_a_downgrade_takes_them_away(viewed: sa.Engine) -> None:
    migrate.upgrade(viewed)

    with viewed.connect() as connection:
        assert existing_views(connection) == list(VIEWS)
