"""One set at one cutoff: the files as they were then, what contestants get, and what then happened."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

import foresale as fs
from bench.sets import SalesSet, SourceFile
from foresale.data.panel.build import build_panel
from foresale.data.panel.options import PanelOptions
from foresale.frequency import Frequency, period_index
from foresale.metrics.scaled import naive_scale
from foresale.panel import Panel

LEVELS: tuple[float, ...] = (0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.975)

Array = NDArray[np.float64]
Tables = list[tuple[SourceFile, pl.DataFrame]]


@dataclass(frozen=True)
class Case:
    """What a contestant finds in its folder.

    Attributes:
        folder: Where it lies.
        read: Arguments of `foresale.read` for the cut files.
        keys: Key columns.
        freq: Length of a period.
        steps: Periods to forecast; the last `horizon` of them are judged.
        horizon: Periods judged.
        start: The first judged period.
    """

    folder: Path
    read: Mapping[str, Any]
    keys: tuple[str, ...]
    freq: str
    steps: int
    horizon: int
    start: str

    def save(self) -> None:
        """Write it for the contestant's own process."""
        fields = {name: value for name, value in vars(self).items() if name != "folder"}
        (self.folder / "case.json").write_text(json.dumps(fields), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Case:
        """Read it in the contestant's own process."""
        fields = json.loads((folder / "case.json").read_text(encoding="utf-8"))
        return cls(folder=folder, **{**fields, "keys": tuple(fields["keys"])})


@dataclass(frozen=True)
class Truth:
    """What happened in a judged window.

    Attributes:
        series: S rows of keys: the series that had begun before the cutoff.
        actual: S × H units; NaN where closed, out of stock or not known, and so not judged.
        scale: S, the root mean squared error of the naive forecast on the history.
    """

    series: pl.DataFrame
    actual: Array
    scale: Array


def load_tables(chosen: SalesSet, data: Path, *, full: bool, seed: int) -> Tables:
    """The set's files as tables, with the sample of series drawn from the sales unless `full`."""
    loaded = [(source, source.load(data / chosen.folder)) for source in chosen.files]
    if full or chosen.sample is None:
        return loaded
    columns, count = chosen.sample
    names = loaded[0][1].select(columns).unique().sort(columns)
    if names.height <= count:
        return loaded
    drawn = names.sample(count, seed=seed)
    return [
        (source, table.join(drawn, on=columns, how="semi") if set(columns) <= set(table.columns) else table)
        for source, table in loaded
    ]


def read_whole(chosen: SalesSet, tables: Tables, folder: Path) -> Panel:
    """The panel that judges: everything that happened."""
    sales = fs.read(**_write(chosen, tables, folder, end=None, steps=0))
    return build_panel(sales, PanelOptions())[0]


def make_case(chosen: SalesSet, tables: Tables, whole: Panel, cut: int, folder: Path) -> tuple[Case, Truth]:
    """The set as it was before period `cut` of `whole`, and what the next periods brought.

    Args:
        chosen: The set.
        tables: Its files.
        whole: Everything that happened.
        cut: Position of the first period that is hidden.
        folder: Where the contestants' files go.
    """
    start = whole.dates[cut]
    days = {Frequency.DAY: 1, Frequency.WEEK: 7, Frequency.MONTH: 31}[whole.freq] * chosen.horizon
    options = _write(chosen, tables, folder, end=start.item(), steps=days)
    panel = build_panel(fs.read(**options), PanelOptions(freq=whole.freq))[0]
    late = int(period_index(np.array([start]), panel.dates[-1], panel.freq)[0]) - 1
    steps = chosen.horizon + late  # the cut file may end some closed days before the cutoff
    case = Case(folder, options, panel.keys, str(whole.freq), steps, chosen.horizon, str(start))
    case.save()
    _write_panel(panel, steps, folder)
    return case, _truth(whole, panel, cut, chosen.horizon)


def _write(chosen: SalesSet, tables: Tables, folder: Path, *, end: Any, steps: int) -> dict[str, Any]:
    """Write the cut files; the answer is what `foresale.read` needs."""
    folder.mkdir(parents=True, exist_ok=True)
    paths: dict[str, list[str]] = {"sales": [], "join": [], "future": []}
    for position, (source, table) in enumerate(tables):
        if source.part == "future" and end is None:
            continue
        known = source.before(table, end, steps)
        text = all(dtype == pl.String for dtype in known.dtypes)
        place = folder / f"{source.part}{position}"  # the name of a file can name its column
        place.mkdir(exist_ok=True)
        path = place / f"{Path(source.name).stem}.{'csv' if text else 'parquet'}"
        known.write_csv(path) if text else known.write_parquet(path)
        paths[source.part].append(str(path))
    extra = {name: paths[name] for name in ("join", "future") if paths[name]}
    return {"source": paths["sales"][0], **extra, **chosen.options}


def _write_panel(panel: Panel, steps: int, folder: Path) -> None:
    """The regular panel that the peers start from: our aggregation is a gift to them."""
    ahead = {
        name: array[:, : panel.n_periods + steps]
        for name, array in panel.known_ahead.items()
        if array.shape[1] >= panel.n_periods + steps
    }
    panel.series.write_parquet(folder / "series.parquet")
    np.savez(
        folder / "panel.npz",
        target=panel.target,
        censored=panel.censored,
        dates=panel.dates.astype("datetime64[D]").astype(np.int64),
        **{f"known_{name}": array for name, array in ahead.items()},
    )


def _truth(whole: Panel, panel: Panel, cut: int, horizon: int) -> Truth:
    rows = whole.series.select(whole.keys).with_row_index("row")
    begun = rows.filter(pl.Series(whole.first_period() < cut))
    known = begun.join(panel.series.select(panel.keys), on=list(whole.keys), how="semi")
    position = known["row"].to_numpy()
    window = slice(cut, cut + horizon)
    actual = np.where(whole.censored[position, window], np.nan, whole.target[position, window])
    season = 7 if whole.freq is Frequency.DAY else 1
    history = np.where(whole.censored[position, :cut], np.nan, whole.target[position, :cut])
    return Truth(known.drop("row"), actual, naive_scale(history, season)[1])
