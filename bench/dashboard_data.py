"""A large chain in PostgreSQL, made by the database itself: stores, products, years of sales, a forecast."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

LEVELS = (0.025, 0.1, 0.2, 0.5, 0.8, 0.9, 0.975)
MODEL = "daily.all"
_INDEXES = (
    "CREATE UNIQUE INDEX ix_bench_transaction ON sales (transaction_id)",
    "CREATE INDEX ix_sales_days ON sales (store_id, sold_on, product_id, quantity, revenue, promotion)",
    "CREATE INDEX ix_sales_product ON sales (product_id, store_id, sold_on)",
    "CREATE INDEX ix_sales_sold_on ON sales (sold_on)",
)


@dataclass(frozen=True)
class ChainSize:
    """How large a chain is.

    Attributes:
        stores: Stores.
        products: Products; each is sold in each store.
        days: Days with a sale of each.
        horizon: Days ahead.
        until: The last day sold.
    """

    stores: int
    products: int
    days: int
    horizon: int
    until: date


def fill(engine: sa.Engine, size: ChainSize) -> None:
    """Put a chain into an empty, migrated PostgreSQL; its owner must be allowed to skip foreign keys.

    Args:
        engine: The database.
        size: How large.
    """
    numbers = {
        "stores": size.stores, "products": size.products, "days": size.days, "horizon": size.horizon,
        "until": size.until, "model": MODEL, "version": f"{MODEL}.1", "levels": str(list(LEVELS)),
    }  # fmt: skip
    with engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.exec_driver_sql("SET LOCAL maintenance_work_mem = '1GB'")
        connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
        connection.exec_driver_sql("ALTER TABLE sales DROP CONSTRAINT uq_sales_transaction_id")
        for name in ("ix_sales_days", "ix_sales_product", "ix_sales_sold_on"):
            connection.exec_driver_sql(f"DROP INDEX {name}")
        for statement in (*_CATALOG, _SALES):
            connection.execute(sa.text(statement), numbers)
        for statement in _INDEXES:
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql(
            "ALTER TABLE sales ADD CONSTRAINT uq_sales_transaction_id UNIQUE USING INDEX ix_bench_transaction"
        )
        for statement in (*_SUMS, *_FORECAST):
            connection.execute(sa.text(statement), numbers)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")


_CATALOG = (
    """INSERT INTO stores (id, code, name, city, country, is_active, created_at)
       SELECT i, 'S' || lpad(i::text, 3, '0'), 'Store ' || i, 'City ' || (i % 8), 'DE', true, now()
       FROM generate_series(1, :stores) i""",
    """INSERT INTO products (id, sku, name, category, price, cost, lead_time_days, pack_size, is_active,
                             created_at)
       SELECT i, 'P' || lpad(i::text, 5, '0'), 'Product ' || i, 'Category ' || (i % 20),
              1 + (i % 900) / 100.0, 0.5 + (i % 900) / 200.0, 2, 6, true, now()
       FROM generate_series(1, :products) i""",
    "SELECT setval(pg_get_serial_sequence('stores', 'id'), :stores)",
    "SELECT setval(pg_get_serial_sequence('products', 'id'), :products)",
)
# By store and day, as imports come in.
_SALES = """INSERT INTO sales (transaction_id, store_id, product_id, sold_at, sold_on, quantity, unit_price,
                               revenue)
    SELECT d || '-' || s.id || '-' || p.id, s.id, p.id,
           (cast(:until as date) - d) + time '12:00', cast(:until as date) - d,
           units, p.price, units * p.price
    FROM generate_series(:days - 1, 0, -1) d
    CROSS JOIN stores s
    CROSS JOIN products p
    CROSS JOIN LATERAL (
        SELECT 1 + floor((2 + p.id % 17) * (0.6 + 0.4 * cos((d + 7 * s.id) * 0.8976))
                         * (0.7 + ((p.id * 31 + s.id * 17 + d * 13) % 61) / 100.0)) AS units
    ) sold"""
# As migrations sum the sales they find: these came past the service, which would have noted their days.
_SUMS = (
    """INSERT INTO sold_days (store_id, day, quantity, revenue, sales)
       SELECT store_id, sold_on, sum(quantity), sum(revenue), count(*) FROM sales
       GROUP BY store_id, sold_on""",
    """INSERT INTO sold_product_days (day, product_id, quantity, revenue, sales)
       SELECT sold_on, product_id, sum(quantity), sum(revenue), count(*) FROM sales
       GROUP BY sold_on, product_id""",
)
_FORECAST = (
    """INSERT INTO forecast_runs (id, model_version, cutoff, horizon, levels, n_series, is_tracked,
                                  created_at, sum_errors)
       VALUES (1, :version, :until, :horizon, cast(:levels as json), cast(:stores as int) * :products, true,
               now(), NULL)""",
    "SELECT setval(pg_get_serial_sequence('forecast_runs', 'id'), 1)",
    """INSERT INTO forecasts (run_id, product_id, store_id, grain, target_date, mean, deviation, quantiles)
       SELECT 1, p.id, s.id, kind, start, mean, CASE kind WHEN 'day' THEN mean / 4 END,
              json_build_array(mean * 0.5, mean * 0.7, mean * 0.8, mean, mean * 1.2, mean * 1.3, mean * 1.5)
       FROM products p
       CROSS JOIN stores s
       CROSS JOIN (
           SELECT 'day' AS kind, cast(:until as date) + d AS start, 1 AS days
           FROM generate_series(1, :horizon) d
           UNION ALL
           SELECT 'week', cast(:until as date) + d, 7 FROM generate_series(1, :horizon - 6) d
           WHERE extract(isodow FROM cast(:until as date) + d) = 1
       ) periods
       CROSS JOIN LATERAL (SELECT days * (2.0 + p.id % 17 + (s.id % 7) / 7.0) AS mean) expected""",
    """INSERT INTO forecast_reasons (run_id, product_id, store_id, explanation)
       SELECT 1, p.id, s.id, json_build_object('sentence', 'It sells evenly.')
       FROM products p CROSS JOIN stores s""",
    "INSERT INTO serving (model, alias, version, since) VALUES (:model, 'champion', 1, now())",
    """INSERT INTO stock_bases (product_id, place, store_id, units, since, kept_from, is_counted)
       SELECT p.id, s.id, s.id, 120 + 6 * ((p.id * s.id) % 90), now(), now(), true
       FROM products p CROSS JOIN stores s""",
)
