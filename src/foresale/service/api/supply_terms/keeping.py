"""Which terms of a file are new, and which are others than those that are kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from foresale.service.api.kit.access import Caller
from foresale.service.api.supply_terms.schemas import NamedTerm
from foresale.storage.database.supply.proposals import mark_stale
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.supply import SupplierRow, SupplyTermRow

EVERYWHERE = 0
NAMES = ("supplier", "product", "store")
_TOGETHER = 500
Key = tuple[int, int, int]
"""Supplier, product and place."""
Action = Literal["added", "changed", "unchanged"]


@dataclass(frozen=True)
class WantedTerm:
    """A row that can be kept.

    Attributes:
        row: Its number in the file.
        key: Whose terms they are.
        item: What it says.
        action: What keeping it does.
        kept: The terms that are there.
        fields: What is to be kept of it.
    """

    row: int
    key: Key
    item: NamedTerm
    action: Action
    kept: SupplyTermRow | None
    fields: tuple[str, ...]


def find_actions(
    session: Session,
    caller: Caller,
    items: Sequence[tuple[int, NamedTerm]],
    only: Collection[str] | None = None,
) -> tuple[list[WantedTerm], list[tuple[int, str, str | None, str]]]:
    """What keeping rows would do, and row, field, value and reason of those that can't be kept.

    Args:
        session: Sees what is kept.
        caller: Who asks; one that is limited to stores may keep terms of these alone.
        items: Row numbers and terms.
        only: Fields that are said: of terms that are there, the others stay; None replaces all.
    """
    known = _find_known(session, caller, [item for _, item in items])
    refused: list[tuple[int, str, str | None, str]] = []
    keyed: dict[Key, tuple[int, NamedTerm]] = {}
    for row, item in items:
        missing = next((n for n in NAMES if getattr(item, n) and getattr(item, n) not in known[n]), None)
        if missing is not None:
            value = str(getattr(item, missing))
            refused.append((row, missing, value, f"There is no {missing} '{value}'."))
            continue
        if item.store is None and caller.store_ids is not None:
            reason = "Without a store it is of all stores, and you are limited to some."
            refused.append((row, "store", None, reason))
            continue
        place = known["store"][item.store] if item.store else EVERYWHERE
        key = known["supplier"][item.supplier], known["product"][item.product], place
        if key in keyed:
            reason = f"Row {keyed[key][0]} names the same supplier, product and store."
            refused.append((row, "product", item.product, reason))
            continue
        keyed[key] = row, item
    kept = existing_terms(session, list(keyed))
    every = tuple(name for name in NamedTerm.model_fields if name not in NAMES)
    said = every if only is None else tuple(name for name in every if name in only)
    wanted = []
    for key, (row, item) in keyed.items():
        fields = said if key in kept else every
        least, most = (_value(name, item, kept.get(key), fields) for name in ("minimum", "maximum"))
        if least is not None and most is not None and least > most:
            where = "minimum" if "minimum" in fields else "maximum"
            reason = f"With what is kept, the minimum {least:g} lies above the maximum {most:g}."
            refused.append((row, where, f"{getattr(item, where):g}", reason))
            continue
        wanted.append(WantedTerm(row, key, item, _action(item, kept.get(key), fields), kept.get(key), fields))
    return wanted, refused


def keep_terms(session: Session, wanted: Sequence[WantedTerm]) -> None:
    """Keep them; proposals made of others are stale from now on."""
    for one in wanted:
        row = one.kept
        if row is None:
            supplier_id, product_id, place = one.key
            row = SupplyTermRow(
                supplier_id=supplier_id, product_id=product_id, store_id=place or None, place=place
            )
            session.add(row)
        if one.action != "unchanged":
            for name in one.fields:
                setattr(row, name, getattr(one.item, name))
    session.flush()
    places = {one.key[2] for one in wanted if one.action != "unchanged"}
    if places:
        mark_stale(session, None if EVERYWHERE in places else places)


def existing_terms(session: Session, keys: Sequence[Key]) -> dict[Key, SupplyTermRow]:
    """The terms that are kept of these suppliers, products and places."""
    row = SupplyTermRow
    found: dict[Key, SupplyTermRow] = {}
    products, wanted = sorted({product for _, product, _ in keys}), set(keys)
    for start in range(0, len(products), _TOGETHER):
        query = select(row).where(row.product_id.in_(products[start : start + _TOGETHER]))
        for one in session.scalars(query):
            key = one.supplier_id, one.product_id, one.place
            if key in wanted:
                found[key] = one
    return found


def _action(item: NamedTerm, kept: SupplyTermRow | None, fields: Sequence[str]) -> Action:
    if kept is None:
        return "added"
    same = all(getattr(kept, name) == getattr(item, name) for name in fields)
    return "unchanged" if same else "changed"


def _value(name: str, item: NamedTerm, kept: SupplyTermRow | None, fields: Sequence[str]) -> Any:
    return getattr(item if kept is None or name in fields else kept, name)


def _find_known(session: Session, caller: Caller, items: Sequence[NamedTerm]) -> dict[str, dict[str, int]]:
    columns: dict[str, tuple[Any, Any]] = {
        "supplier": (SupplierRow.code, SupplierRow.id),
        "product": (ProductRow.sku, ProductRow.id),
        "store": (StoreRow.code, StoreRow.id),
    }
    found: dict[str, dict[str, int]] = {}
    for name, (text, key) in columns.items():
        words = sorted({getattr(item, name) for item in items if getattr(item, name)})
        rows: dict[str, int] = {}
        for start in range(0, len(words), _TOGETHER):
            query = select(text, key).where(text.in_(words[start : start + _TOGETHER]))
            rows.update((word, number) for word, number in session.execute(query))
        found[name] = rows
    found["store"] = {code: number for code, number in found["store"].items() if caller.sees(number)}
    return found
