"""Products that a plan announces before their first sale: their keys, and what is known of them."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from foresale.data.reading.parsing.labels import as_labels
from foresale.data.reading.side_tables.join import ExtraTable, links
from foresale.sales import ColumnRoles


def select_announced_rows(rows: pl.DataFrame, frame: pl.DataFrame, roles: ColumnRoles) -> pl.DataFrame:
    """A plan's rows with those of products that never sold; their keys are spelt as the sales' are.

    Args:
        rows: The plan's rows, with all key columns, and static ones where it has them.
        frame: The sales.
        roles: The part of each of their columns.

    Returns:
        No row where not one key of any kind is among the sales: these are other products and shops.
    """
    keep = [c for c in rows.columns if c in (roles.date, *roles.keys) or c not in frame.columns]
    keep += [c for c in rows.columns if c not in keep and (c in roles.static or c in _measures(roles))]
    rows = rows.select(c for c in rows.columns if c in keep).drop_nulls(list(roles.keys))
    fits = any(rows[key].is_in(frame[key].cast(pl.String).unique().implode()).any() for key in roles.keys)
    return rows if fits else rows.clear()


def describe_announced(
    future: pl.DataFrame | None, frame: pl.DataFrame, roles: ColumnRoles, joined: Sequence[ExtraTable]
) -> pl.DataFrame | None:
    """The plan with the static columns that joined product or shop lists know of its products.

    Args:
        future: Values known ahead, with all keys where products may be announced.
        frame: The sales, after the joins.
        roles: The part of each of their columns.
        joined: The tables joined to them.
    """
    if future is None or not roles.keys or not set(roles.keys) <= set(future.columns):
        return future
    for extra in joined:
        pairs = {theirs: mine for theirs, mine in links(extra, frame, roles).items() if mine in roles.keys}
        told = [name for name in extra.columns if name in roles.static and name not in pairs]
        if extra.dated or not pairs or not told:
            continue
        stats = extra.frame.select(
            *(as_labels(extra.frame[theirs]).alias(mine) for theirs, mine in pairs.items()),
            *(as_labels(extra.frame[name]).alias(name) for name in told),
        ).unique(list(pairs.values()), keep="first", maintain_order=True)
        future = future.join(
            stats, on=list(pairs.values()), how="left", maintain_order="left", suffix="__list"
        )
        twice = [name for name in told if f"{name}__list" in future.columns]
        future = future.with_columns(pl.coalesce(name, f"{name}__list").alias(name) for name in twice)
        future = future.drop(f"{name}__list" for name in twice)
    return future


def _measures(roles: ColumnRoles) -> list[str]:
    return [name for name in (roles.price, roles.promotion, *roles.known_ahead) if name is not None]
