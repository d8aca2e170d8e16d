"""Finds, by arithmetic alone, which of many columns of amounts are the sums of others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Array

_FEWEST_PERIODS = 6  # equal by chance is likely over fewer
_FEWEST_VALUES = 4  # different amounts that a sum must have
_ROUNDED_SHARE = 0.02  # what rounding may leave, of a sum's own spread
_FREE_PERIODS = 5  # beyond one for each part, so that weights are proved and not merely fitted
_SMALLER = 0.95  # share of periods in which a part may not exceed its sum
_NEAR = 0.25

_WORDS = (
    r"total|totals|subtotal|sub total|grand total|gesamt|gesamtsumme|gesamtergebnis|zwischensumme|summe|sum|"
    r"somme|totale|totales|totaux|total general|total geral|sous total|subtotale|complessivo|suma|razem|"
    r"ogolem|lacznie|celkem|soucet|osszesen|toplam|genel toplam|totaal|subtotaal|summa|yhteensa|i alt|"
    r"tong|tong cong|jumlah|overall|"
    r"итого|всего|итог|общий итог|разом|усього|合計|総計|小計|总计|合计|小计|總計|합계|총계|소계|"
    r"إجمالي|الإجمالي|المجموع|مجموع|المجموع الكلي|סהכ|σύνολο|συνολο|รวม|ยอดรวม|कुल|योग"
)
_EVERYTHING = r"all|alle|tous|toutes|todos|todas|tutti|tutte|все|全部"
_ALONE = re.compile(rf"^(?:{_WORDS}|{_EVERYTHING}|(?:{_EVERYTHING})(?: l[aeoi]s?| i)? \w+s?)$")
_AMONG = re.compile(rf"(?:^|\s)(?:{_WORDS})(?:$|\s)")
_PART = re.compile(
    r"(?i)(?:davon|darunter|dont|di cui|de los cuales|de las cuales|dos quais|das quais|waarvan|w tym|z toho|"
    r"of which|thereof|including|varav|heraf|herav|joista|в том числе|в т\. ?ч\.|うち|其中)"
    r"(?:\W|$|(?=[\u3040-\u9fff]))"
)
_SHARE = re.compile(
    r"(?i)(?:^|[\W_])(?:pct|percent|share|anteil|quote|quota|participacion|udział|доля|占比|構成比)(?:$|[\W_])"
)
_MOST_COLUMNS = 200  # beyond it only columns called a total are held against runs of others
_MOST_LEAVES = 60


@dataclass(frozen=True)
class Sum:
    """A column that is the sum of others in every period.

    Attributes:
        place: Its place among the columns.
        parts: The places of those it is the sum of.
        periods: In how many periods that was seen.
    """

    place: int
    parts: tuple[int, ...]
    periods: int


@lru_cache(maxsize=20_000)
def says_total(name: str | None, *, alone: bool = False) -> bool:
    """Whether a label is a word for a total in one of the large languages.

    Args:
        name: The label.
        alone: Whether it must be nothing else, unlike "Total North".

    Examples:
        >>> [says_total(n) for n in ("Grand Total", "Итого", "合計", "∑", "All stores", "Total North")]
        [True, True, True, True, True, True]
        >>> says_total("Milk"), says_total("Totally nuts"), says_total("Total yoghurt", alone=True)
        (False, False, False)
    """
    if not name:
        return False
    if set(name) & set("∑Σ"):
        return True
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    spelt = [re.sub(r"[\W_]+", " ", text).casefold().strip() for text in (name, plain)]
    return any(_ALONE.match(text) or (not alone and _AMONG.search(text)) for text in spelt)


def says_part(name: str) -> bool:
    """Whether a name says that a column holds a part of what another holds already.

    Examples:
        >>> [says_part(n) for n in ("davon online", "of which online", "Online", "Davonport")]
        [True, True, False, False]
    """
    return _PART.match(name.strip()) is not None


def says_share(name: str) -> bool:
    """Whether a name says that a column holds percent of something.

    Examples:
        >>> [says_share(n) for n in ("Bread %", "Anteil Brot", "Market share", "Shared goods")]
        [True, True, True, False]
    """
    return "%" in name or _SHARE.search(name) is not None


def find_sums(amounts: Array, called_total: Collection[int] = ()) -> list[Sum]:
    """The columns that equal the sum of two or more others in every period, with their parts.

    Tried in turn: a column against all others together, against a run of columns just before or after it
    (subtotals stand beside what they sum), and against any others by least squares whose weights must come
    out as 0 and 1. Whole numbers must agree exactly; others within their rounding.

    Args:
        amounts: Array, periods down and columns across; NaN where a column has no row.
        called_total: Places of columns whose name says that they are totals: fewer periods prove them.
    """
    table = _Table(np.nan_to_num(amounts), ~np.isnan(amounts), decimals_of(amounts), frozenset(called_total))
    if amounts.shape[1] < 3:
        return []
    found: list[Sum] = []
    left = list(range(amounts.shape[1]))
    sizes, together = table.values.sum(axis=0), table.values.sum(axis=1)
    for place in sorted(range(len(sizes)), key=lambda k: -sizes[k]):
        rest = together[table.present[:, place]].sum() - sizes[place]  # a quick look before the exact one
        if abs(rest - sizes[place]) > _ROUNDED_SHARE * abs(sizes[place]) + 1e-6 or len(left) < 3:
            continue
        if table.is_telling(place) and table.is_sum(place, [k for k in left if k != place]):
            left.remove(place)
            together = together - table.values[:, place]
            found.append(Sum(place, tuple(left), int(table.present[:, place].sum())))
    leaves: list[int] = []
    smallest_first = sorted(left, key=lambda k: sizes[k])
    for place in smallest_first:
        parts = None
        if (len(left) <= _MOST_COLUMNS or place in table.called_total) and table.is_telling(place):
            parts = table.beside(place, left) or table.by_weights(place, leaves)
            if parts is None and len(leaves) > 1 and table.is_sum(place, leaves):
                parts = list(leaves)
        if parts:
            left.remove(place)
            found.append(Sum(place, tuple(parts), int(table.present[:, place].sum())))
        elif sizes[place]:
            leaves.append(place)
    return found


def decimals_of(amounts: Array) -> int:
    """Decimals that amounts are written with, up to 4.

    Args:
        amounts: Array of any shape; NaN where there is none.
    """
    some = amounts[np.isfinite(amounts)][:20_000]
    return next((d for d in range(4) if np.allclose(some, np.round(some, d), rtol=0, atol=1e-9)), 4)


@dataclass(frozen=True)
class _Table:
    """Amounts, where there are any, how they are rounded, and which columns are called a total."""

    values: Array
    present: NDArray[np.bool_]
    decimals: int
    called_total: frozenset[int]

    def is_telling(self, place: int) -> bool:
        """Whether a column has enough different amounts that being a sum is no chance."""
        rows = self.present[:, place]
        if place in self.called_total:
            return bool(rows.any())
        return rows.sum() >= _FEWEST_PERIODS and len(np.unique(self.values[rows, place])) >= _FEWEST_VALUES

    def is_sum(self, place: int, parts: list[int]) -> bool:
        """Whether a column is the sum of `parts` in every period in which it has an amount."""
        rows = self.present[:, place]
        whole, pieces = self.values[rows, place], self.values[rows][:, parts]
        addends = (pieces != 0).sum(axis=1)
        fewest = 1 if place in self.called_total else _FEWEST_PERIODS
        if len(whole) < fewest or (addends > 1).sum() < min(fewest, len(whole) / 2):
            return False
        off = np.abs(whole - pieces.sum(axis=1))
        exact = 1e-6 + 1e-9 * np.abs(whole)
        if (off <= exact).all():
            return place in self.called_total or not _move_as_one(whole, pieces)
        if self.decimals == 0 and np.abs(whole).mean() < 1000:
            return False
        rounding = 0.5 * 10.0**-self.decimals * (addends + 1) + exact
        near = (off <= rounding).all() and np.sqrt((off**2).mean()) <= _ROUNDED_SHARE * whole.std()
        return bool(near) and (place in self.called_total or not _move_as_one(whole, pieces))

    def beside(self, place: int, left: list[int]) -> list[int] | None:
        """The run of columns next to one that it is the sum of."""
        at, rows = left.index(place), self.present[:, place]
        whole = self.values[rows, place].sum()
        slack = 1e-6 + 1e-9 * abs(whole)
        for beside in (left[:at][::-1], left[at + 1 :]):
            totals = np.cumsum(self.values[rows][:, beside].sum(axis=0))
            rounding = 0.5 * 10.0**-self.decimals * (np.arange(len(beside)) + 2) * rows.sum()
            near = np.flatnonzero(np.abs(totals - whole) <= (slack + rounding if self.decimals else slack))
            for count in near[near >= 1][:8]:
                parts = beside[: int(count) + 1]
                if self.is_sum(place, parts):
                    return parts
        return None

    def by_weights(self, place: int, leaves: list[int]) -> list[int] | None:
        """The smaller columns that one is the sum of, where least squares gives weights of 0 and 1."""
        rows = self.present[:, place]
        whole = self.values[rows, place]
        if len(leaves) > 4 * _MOST_LEAVES:
            return None
        pieces = self.values[rows][:, leaves]
        under = (pieces <= whole[:, None] + 10.0**-self.decimals).mean(axis=0)
        smaller = [leaves[k] for k in np.flatnonzero((under >= _SMALLER) & pieces.any(axis=0))]
        if not 2 <= len(smaller) <= min(_MOST_LEAVES, rows.sum() - _FREE_PERIODS):
            return None
        some = np.linspace(0, len(whole) - 1, min(len(whole), 2 * len(smaller) + 20)).astype(int)
        known = self.values[rows][some][:, smaller]
        weights = np.linalg.lstsq(known, whole[some], rcond=None)[0]
        if (np.abs(weights - np.round(weights)) > _NEAR).any() or not np.isin(
            np.round(weights), (0.0, 1.0)
        ).all():
            return None
        parts = [k for k, weight in zip(smaller, weights, strict=True) if round(float(weight)) == 1]
        return parts if len(parts) > 1 and self.is_sum(place, parts) else None


def _move_as_one(whole: Array, pieces: Array) -> bool:
    """Whether all parts rise and fall exactly as their sum does, so that any of them could be it."""
    line = np.column_stack([np.ones(len(whole)), whole])
    left = pieces - line @ np.linalg.lstsq(line, pieces, rcond=None)[0]
    return bool(np.abs(left).max() <= 1e-6 * max(1.0, np.abs(whole).max()))
