"""Units and currencies inside the cells of an amount: one is left beside, several become a column."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from foresale.data.reading.columns.numbers.number_formats import NumberFormats
from foresale.data.reading.columns.words.names import kind_of
from foresale.data.reading.parsing.numbers.parse_numbers import is_bare, read_cells
from foresale.data.reading.provenance import own_columns
from foresale.notes import Evidence, Note, Reading, counted

#: Names that promise an amount, so that 12 kg is one and no label.
WITH_UNITS = ("units", "sales", "revenue", "price")
_BARE = "no unit"


@dataclass(frozen=True)
class UnitTable:
    """A table whose amounts in several units have a column that says which.

    Attributes:
        frame: The rows, with such a column for each amount that needs one.
        columns: Amount → its column of units.
        notes: What was converted or turned round.
    """

    frame: pl.DataFrame
    columns: dict[str, str]
    notes: tuple[Note, ...] = ()


def add_unit_columns(frame: pl.DataFrame, formats: NumberFormats) -> UnitTable:
    """Give an amount whose cells name several units or currencies a column of them.

    Grams and kilograms are one unit: such cells are converted. So are CR and DR: signs.

    Args:
        frame: The table in long layout.
        formats: How its columns write their numbers.
    """
    columns: dict[str, str] = {}
    notes: list[Note] = []
    for name in own_columns(frame):
        if frame[name].dtype != pl.String or kind_of(name) not in WITH_UNITS:
            continue
        lettered = frame[name].str.contains(r"[\p{L}\p{Sc}]").fill_null(value=False)
        if not lettered.any():
            continue
        cells = frame[name]
        read = read_cells(cells.drop_nulls().unique(), formats.of(name)).drop_nulls("number")
        rows = pl.DataFrame({"cell": cells}).join(read, on="cell", how="inner", maintain_order="left")
        notes += [
            *_scale_notes(name, rows),
            *_size_notes(name, rows),
            *_side_notes(name, rows, float(read["side"].sum())),
        ]
        several = (pl.col("size") != 1) & (pl.col("unit") != "pcs")
        bare = pl.when(is_bare() & several.any()).then(
            pl.lit(_BARE)
        )  # 500 g beside 30, which may be kilograms
        named = read.with_columns(said=pl.coalesce("currency", "unit", bare)).filter(pl.col("said") != "side")
        if named["said"].n_unique() < 2:
            continue
        new = "currency" if named["currency"].count() else "unit"
        while new in frame.columns:
            new = f"{new}_of_{name}"
        upper = pl.coalesce(pl.col("currency").str.to_uppercase(), "unit")
        label = pl.when(pl.col("number").is_not_null()).then(pl.coalesce(upper, pl.lit(_BARE)))
        known = read.select("cell", label.alias(new))
        said = pl.DataFrame({"cell": cells}).join(known, on="cell", how="left", maintain_order="left")[new]
        frame = frame.with_columns(said)
        columns[name] = new
    return UnitTable(frame, columns, tuple(notes))


def _scale_notes(name: str, rows: pl.DataFrame) -> list[Note]:
    scaled = rows.filter((pl.col("scale") != 1) & ~pl.col("cell").str.contains(r"(?i)\bmil?\b"))
    if not scaled.height:
        return []
    example = scaled.row(0, named=True)
    text = (
        f"{name}: {counted(scaled.height, 'cell')} say thousands, millions or the like: "
        f"'{example['cell']}' counts as {example['number']:,.10g}."
    )
    readings = (
        Reading("with these words", float(rows["number"].sum())),
        Reading("without them", float((rows["number"] / rows["scale"]).sum())),
    )
    seen = f"{scaled.height:,} of {rows.height:,} cells have such a word"
    return [Note("scaled_numbers", scaled.height, text, Evidence(seen, readings))]


def _size_notes(name: str, rows: pl.DataFrame) -> list[Note]:
    notes = []
    bare = rows.select(is_bare().any()).item()
    for (unit,), cells in rows.filter(pl.col("size").is_not_null()).group_by(["unit"], maintain_order=True):
        if cells["size"].n_unique() > 1 or (unit == "pcs" and bare and (cells["size"] != 1).any()):
            others = int((cells["size"] != 1.0).sum())
            text = f"{name} names its units in the cells: {counted(others, 'cell')} were converted to {unit}."
            notes.append(Note("converted_units", others, text))
    return notes


def _side_notes(name: str, rows: pl.DataFrame, usual: float) -> list[Note]:
    sided = rows.filter(pl.col("unit") == "side")
    if not sided.height:
        return []
    credit = int((sided["side"] > 0).sum())
    debit = sided.height - credit
    is_usual = (sided["side"] == (1.0 if usual >= 0 else -1.0)).to_numpy()
    words = ("debit", "credit") if usual >= 0 else ("credit", "debit")
    fewer = int((~is_usual).sum())
    if 0 in (credit, debit) and 2 * sided.height < rows.height:
        return [_one_side_note(name, rows, sided)]
    if not fewer or fewer == sided.height:
        return []
    amounts = sided["number"].abs().to_numpy()
    net = float(amounts[is_usual].sum() - amounts[~is_usual].sum())
    text = (
        f"{name}: {counted(fewer, 'cell')} on the {words[0]} side count as negative, as most are {words[1]}."
    )
    readings = (Reading(f"{words[1]} is a sale", net), Reading(f"{words[0]} is a sale", -net))
    seen = f"{credit:,} cells say credit, {debit:,} debit"
    return [Note("debit_and_credit", fewer, text, Evidence(seen, readings, "likely"))]


def _one_side_note(name: str, rows: pl.DataFrame, sided: pl.DataFrame) -> Note:
    """What a few cells beside CR (or DR) are, where most stand beside neither."""
    back = float(sided["number"].abs().sum())
    rest = float(rows["number"].sum()) - float(sided["number"].sum())
    text = (
        f"{name}: {counted(sided.height, 'cell')} such as '{sided['cell'][0]}' stand on the other side of "
        "the books than the rest, which have no mark: they count as negative."
    )
    readings = (Reading("they are taken off", rest - back), Reading("they are sales too", rest + back))
    seen = f"{sided.height:,} of {rows.height:,} cells have such a mark"
    return Note("debit_and_credit", sided.height, text, Evidence(seen, readings, "likely"))
