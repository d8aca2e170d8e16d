"""Orders with columns for each of their lines, such as Item 1, Qty 1, Item 2, Qty 2: a row a line."""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl

from foresale.data.reading.columns.headings.fill_down import are_numbers
from foresale.data.reading.columns.words.names import kind_of
from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.provenance import FILE, ROW
from foresale.notes import Evidence, Note, Reading

_NUMBERED = re.compile(r"^(?P<before>.*?)[\s_#.-]*(?P<number>[1-9]\d?)(?P<after>\D*)$")
_OF_ORDERS = ("revenue", "sales", "price", "result", "promotion", "shipping")
_GOODS = ("product", "code", "label")


def stack_lines(raw: RawTable, options: ReadOptions) -> RawTable:
    """`raw` with a row for each line of its orders, where each line has columns of its own.

    They are numbered from 1 and alike, and name goods and how many. Amounts of the whole order stay on its
    first row.

    Args:
        raw: The table as read.
        options: A target or keys that the caller names among the columns say that the table stays as it is.
    """
    named = {options.target, *(options.keys or ())}
    lines = _find_lines(raw)
    if lines is None or options.layout == "long" or named & {n for line in lines for n in line.values()}:
        return raw
    inside = {name for line in lines for name in line.values()}
    others = [name for name in raw.columns if name not in inside]
    bases = list(lines[0])
    names = {base: base if base not in others else f"{base} of the line" for base in bases}
    item = next(base for base in bases if kind_of(base) in _GOODS)
    once = [name for name in others if kind_of(name) in _OF_ORDERS]
    pieces = [
        raw.frame.select(
            FILE,
            ROW,
            *(pl.lit(None).alias(n) if n in once and place else pl.col(n) for n in others),
            *(pl.col(line[base]).alias(names[base]) for base in bases),
        ).filter(pl.col(names[item]).is_not_null())
        for place, line in enumerate(lines)
    ]
    frame = pl.concat(pieces, how="vertical_relaxed").sort(ROW, maintain_order=True)
    text = (
        f"Columns such as {', '.join(lines[0].values())} are an order's lines, up to {len(lines)} of them: "
        f"each became a row ({frame.height:,} in all)."
    )
    readings = (Reading("a row a line"), Reading("columns of their own"))
    note = Note("numbered_lines", frame.height, text, Evidence("the columns' names", readings))
    return replace(raw, frame=frame, notes=(*raw.notes, note))


def _find_lines(raw: RawTable) -> list[dict[str, str]] | None:
    """For each line what its columns hold, each with its column; None where there are no such lines."""
    found: dict[str, dict[int, str]] = {}
    for name in raw.columns:
        hit = _NUMBERED.match(name.strip())
        if hit is not None:
            base = " ".join(f"{hit['before']} {hit['after']}".replace("_", " ").split())
            found.setdefault(base, {})[int(hit["number"])] = name
    counts = {len(of) for of in found.values() if set(of) == set(range(1, len(of) + 1))}
    count = max(counts, default=0)
    lines = {
        base: of for base, of in found.items() if len(of) == count and set(of) == set(range(1, count + 1))
    }
    goods = [base for base in lines if kind_of(base) in _GOODS and not are_numbers(raw.frame[lines[base][1]])]
    if count < 2 or not goods or not any(kind_of(base) == "units" for base in lines):
        return None
    return [{base: of[number] for base, of in lines.items()} for number in range(1, count + 1)]
