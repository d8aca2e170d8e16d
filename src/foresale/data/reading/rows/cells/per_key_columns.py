"""A column for each product in every row (price1 … price11): each row gets the one that is its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from foresale.data.reading.columns.words.names import kind_of
from foresale.data.reading.options import ReadOptions
from foresale.notes import Note
from foresale.sales import ColumnRoles

_FEWEST = 3
_MOST = 200
_MARKS = "_ -.:"
_OWN, _OTHERS = "own_", "_of_others"


def use_own_columns(
    frame: pl.DataFrame, roles: ColumnRoles, future: pl.DataFrame | None
) -> tuple[pl.DataFrame, ColumnRoles, pl.DataFrame | None, list[Note]]:
    """Replace columns that belong to one label of a key each by the row's own and the others' mean.

    A file with brand 1 … 11 and the columns price1 … price11 holds in every row the prices of all brands;
    what sells brand 3 is price3, and next to it what the others cost.

    Args:
        frame: Typed rows.
        roles: The part of each column.
        future: What is known ahead, under the same names.

    Returns:
        The rows, roles and future with the new columns instead of the old ones, and what was done.
    """
    notes, order = [], frame.columns
    for key in roles.keys:
        for stem, columns in _families(frame, roles, key).items():
            own = _free_name(stem, frame)
            others = f"{own}{_OTHERS}"
            frame = _gather(frame, key, columns, (own, others))
            if future is not None:
                future = _gather(_with_key(future, frame, key), key, columns, (own, others))
            roles = _with_roles(roles, stem, own, others, set(columns.values()))
            listed = [name for name in order if name in columns.values()]
            family = f"{listed[0]}, {listed[1]} … {listed[-1]}"
            text = f"{family} belong to one {key} each: a row's own is {own}, the mean of the rest {others}."
            notes.append(Note("own_columns", len(columns), text))
    return frame, roles, future, notes


def without_own_columns(options: ReadOptions, columns: Iterable[str]) -> ReadOptions:
    """The options without columns that aren't in the file, but will be made of a family in it."""
    columns = tuple(columns)
    made = {
        name
        for name in {n for named in options.columns_by_role().values() for n in named}
        if name not in columns and sum(_is_of_family(other, _stem(name)) for other in columns) >= _FEWEST
    }
    if not made:
        return options
    return replace(
        options,
        price=None if options.price in made else options.price,
        promotion=None if options.promotion in made else options.promotion,
        known_ahead=tuple(name for name in options.known_ahead if name not in made),
    )


def _is_of_family(column: str, stem: str) -> bool:
    """Whether a column's name is the stem, then a mark or a number; a longer word is another name."""
    label = column.removeprefix(stem)
    return column != label and (stem[-1] in _MARKS or label[:1].isdigit() or label[:1] in _MARKS)


def _stem(name: str) -> str:
    return name.removesuffix(_OTHERS).removeprefix(_OWN)


def _families(frame: pl.DataFrame, roles: ColumnRoles, key: str) -> dict[str, dict[str, str]]:
    """Stem → label → column, where every label of the key has its column."""
    labels = frame[key].drop_nulls().unique().sort().cast(pl.String).to_list()
    if not _FEWEST <= len(labels) <= _MOST:
        return {}
    found: dict[str, dict[str, str]] = {}
    candidates = [name for name in roles.known_ahead if frame[name].dtype.is_numeric()]
    ends = [(name, label) for name in candidates for label in labels if name.endswith(label)]
    for stem in dict.fromkeys(name.removesuffix(label) for name, label in ends):
        columns = {label: f"{stem}{label}" for label in labels}
        whole = set(columns.values()) <= set(candidates)
        if stem.strip(_MARKS) and whole and all(_is_of_family(name, stem) for name in columns.values()):
            found[stem] = columns
    return found


def _gather(frame: pl.DataFrame, key: str, columns: dict[str, str], names: tuple[str, str]) -> pl.DataFrame:
    present = {label: name for label, name in columns.items() if name in frame.columns}
    if not present:
        return frame
    own = pl.coalesce(pl.when(pl.col(key) == label).then(pl.col(name)) for label, name in present.items())
    known = pl.sum_horizontal(pl.col(name).is_not_null() for name in present.values())
    total = pl.sum_horizontal(present.values())
    with_own = frame.with_columns(own.alias(names[0]))
    mine = pl.col(names[0])
    count = known - mine.is_not_null().cast(pl.Int64)
    mean = pl.when(count > 0).then((total - mine.fill_null(0.0)) / count)
    return with_own.with_columns(mean.alias(names[1])).drop(present.values())


def _with_key(future: pl.DataFrame, frame: pl.DataFrame, key: str) -> pl.DataFrame:
    """What is known ahead, spread over the labels of a key that it doesn't name."""
    return future if key in future.columns else frame.select(key).unique().sort(key).join(future, how="cross")


def _with_roles(roles: ColumnRoles, stem: str, own: str, others: str, replaced: set[str]) -> ColumnRoles:
    kept = tuple(name for name in roles.known_ahead if name not in replaced)
    kind = kind_of(stem)
    if kind == "price" and roles.price is None:
        return replace(roles, price=own, known_ahead=(*kept, others))
    if kind == "promotion" and roles.promotion is None:
        return replace(roles, promotion=own, known_ahead=(*kept, others))
    return replace(roles, known_ahead=(*kept, own, others))


def _free_name(stem: str, frame: pl.DataFrame) -> str:
    plain = stem.strip(_MARKS)
    return plain if plain not in frame.columns else f"{_OWN}{plain}"
