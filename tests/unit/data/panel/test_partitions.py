"""A panel as partitioned Parquet."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from foresale.data.panel.partitions import load_parts, part_name, save_parts
from foresale.errors import EngineError
from foresale.frequency import Frequency
from foresale.panel import Panel


@pytest.fixture
def panel() -> Panel:
    random = np.random.default_rng(2)
    target = random.poisson(4.0, (5, 30)).astype(np.float64)
    target[1, :7] = np.nan
    return Panel(
        series=pl.DataFrame(
            {"product": list("abcde"), "target": ["x", None, "y", "x", "y"], "size": [1, 2, 3, None, 5]}
        ),
        keys=("product",),
        dates=np.arange("2024-01-01", "2024-01-31", dtype="datetime64[D]"),
        freq=Frequency.DAY,
        target=target,
        closed=random.random(target.shape) < 0.1,
        censored=random.random(target.shape) < 0.1,
        known_ahead={"price": random.random((5, 37)).astype(np.float32), "deal": np.ones((5, 30))},
        past_only={"weather": random.random((5, 30))},
        calendar={"holiday": np.append(np.zeros(36), np.nan)},
        categories={"deal": ("no", "yes")},
        target_name="units",
        unit_column="target",
        hierarchy=(("target",), ("target", "product")),
        non_negative=False,
        sold_short=np.where(random.random(target.shape) < 0.1, 2.0, np.nan),
    )


def assert_same(found: Panel, panel: Panel) -> None:
    for field in fields(Panel):
        mine, theirs = getattr(found, field.name), getattr(panel, field.name)
        if isinstance(theirs, pl.DataFrame):
            assert_frame_equal(mine, theirs)
        elif isinstance(theirs, np.ndarray):
            np.testing.assert_array_equal(mine, theirs)
            assert mine.dtype == theirs.dtype
        elif theirs and isinstance(theirs, dict) and field.name != "categories":
            assert list(mine) == list(theirs)
            for name in theirs:
                np.testing.assert_array_equal(mine[name], theirs[name])
                assert mine[name].dtype == theirs[name].dtype
        else:
            assert mine == theirs


def test_no_field_of_a_panel_is_forgotten(panel: Panel) -> None:
    bare = Panel(
        panel.series, panel.keys, panel.dates, panel.freq, panel.target, panel.closed, panel.censored
    )
    for field in fields(Panel)[7:]:  # those with a default must differ from it here, or be lost unseen
        if field.name == "pool":  # noted in one process for its own look at all series, and left there
            continue
        given, default = getattr(panel, field.name), getattr(bare, field.name)
        assert isinstance(given, np.ndarray) or given != default, field.name
        assert not isinstance(default, np.ndarray), field.name


@pytest.mark.parametrize("parts", [1, 2, 5])
def test_all_parts_together_are_the_panel(panel: Panel, tmp_path: Path, parts: int) -> None:
    digest = save_parts(panel, tmp_path / "history", parts)
    assert len(list((tmp_path / "history").glob("part-*.parquet"))) == parts
    assert_same(load_parts(tmp_path / "history", digest, range(parts)), panel)


def test_a_part_is_its_series_and_nothing_else(panel: Panel, tmp_path: Path) -> None:
    digest = save_parts(panel, tmp_path / "history", 2)
    assert_same(load_parts(tmp_path / "history", digest, [1]), panel.select(np.array([3, 4])))


def test_what_is_read_can_be_changed_without_harm_to_the_file(panel: Panel, tmp_path: Path) -> None:
    digest = save_parts(panel, tmp_path / "history", 1)
    load_parts(tmp_path / "history", digest, [0]).target[:] = 0
    assert_same(load_parts(tmp_path / "history", digest, [0]), panel)


def test_another_history_in_the_same_place_is_refused(panel: Panel, tmp_path: Path) -> None:
    digest = save_parts(panel, tmp_path / "history", 1)
    save_parts(replace(panel, target=panel.target + 1), tmp_path / "other", 1)
    (tmp_path / "other" / part_name(0)).replace(tmp_path / "history" / part_name(0))
    with pytest.raises(EngineError, match=r"part-00000\.parquet isn't what this run wrote"):
        load_parts(tmp_path / "history", digest, [0])


def test_a_folder_that_a_worker_does_not_see_is_named_with_the_option(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="can't read") as error:
        load_parts(tmp_path / "nowhere", "0", [0])
    assert "engine_folder=" in error.value.fix
