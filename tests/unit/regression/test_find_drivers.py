"""What drives a total, on tables whose truth is known."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from foresale.errors import ColumnsError, HistoryError, OptionError
from foresale.messages import options_in
from foresale.regression.columns import find_columns
from foresale.regression.cross_validation import cross_validate
from foresale.regression.models.catalog import choose_models
from foresale.regression.options import DriverOptions
from foresale.regression.rows import rows_of

PER_SPEND, SOUTH, PER_VISIT = 8.0, 150.0, 15.0


def effect_of(found, column):
    return next(effect for effect in found.effects if effect.column == column)


def test_a_planted_effect_is_found_with_its_size_inside_its_interval(stores, make):
    table = make["stores"]()
    effect = effect_of(stores, "spend")
    low, high = np.quantile(table["spend"].to_numpy(), (0.25, 0.75))
    assert effect.is_real
    assert effect.size_low < PER_SPEND * (high - low) < effect.size_high
    south = effect_of(stores, "region")
    assert (south.start, south.end) == ("North", "South")
    assert south.is_real
    assert south.size_low < SOUTH < south.size_high
    assert not effect_of(stores, "junk").is_real


def test_intervals_of_effects_hold_the_truth_as_often_as_they_say(make):
    held = []
    for seed in range(10):
        table = make["stores"](150, seed).select("spend", "visits", "region", "junk", "sales")
        found = make["find"](table, models=("linear",))
        for column, per_unit in (("spend", PER_SPEND), ("visits", PER_VISIT), ("junk", 0.0)):
            low, high = np.quantile(table[column].to_numpy(), (0.25, 0.75))
            effect = effect_of(found, column)
            held.append(effect.size_low <= per_unit * (high - low) <= effect.size_high)
    # 95 % of 30 are 28.5; fewer than 25 come by chance once in a hundred times.
    assert sum(held) >= 25


def test_the_strongest_driver_comes_first_and_shares_add_up(stores):
    assert stores.effects[0].column == "spend"
    assert math.isclose(sum(effect.share for effect in stores.effects), 1.0, abs_tol=1e-9)
    # Of a line, what the columns tell adds up to what the model tells.
    assert sum(effect.worth for effect in stores.effects) == pytest.approx(stores.scores[1].r2, abs=0.06)


def test_the_simplest_model_that_is_as_good_is_used(stores):
    assert stores.verdict.model == "linear"
    assert stores.verdict.finding == "something"
    used = next(score for score in stores.scores if score.model == "linear")
    assert used.r2_low < used.r2 < used.r2_high
    assert stores.chosen_r2 == pytest.approx(used.r2, abs=0.03)


def test_nothing_is_learned_from_noise_and_the_average_is_used(noise):
    assert noise.verdict.finding == "nothing"
    assert noise.verdict.model == "mean"
    assert noise.verdict.sentences[0].startswith("Nothing to learn there")
    assert not any(re.search(r"from (\S+\s%) to \1", sentence) for sentence in noise.verdict.sentences)
    assert noise.effects == ()
    assert not any(one.stands for one in (*noise.portrait.with_target, *noise.portrait.among_others))
    assert [one.model for one in noise.singles if one.r2_low > 0] == []
    assert len(noise.singles) == 3


def test_noise_is_called_something_hardly_ever(make):
    called = [
        make["find"](make["noise"](120, seed), models=("linear", "boosting")).verdict.model
        for seed in range(12)
    ]
    assert called.count("mean") >= 11


def test_too_few_rows_to_rule_an_effect_out_are_called_that(make):
    table = make["stores"](36, 4).select("store_id", "visits", "region", "sales")
    found = make["find"](table, models=("linear",), repeats=1)
    assert (found.verdict.finding, found.verdict.model) == ("unsure", "mean")
    assert "too few to rule an effect out" in found.verdict.sentences[-1]


def test_what_all_rows_tell_together_is_learned_where_parts_of_them_differ(make):
    table = make["stores"](36, 3).select("store_id", "visits", "region", "sales")
    found = make["find"](table, models=("linear",), repeats=1)
    line = found.scores[1]
    assert (found.verdict.finding, line.is_real) == ("something", True)
    assert line.r2_low == 0 < line.r2  # what every face shows of a model that beats chance
    assert "(from 0" in found.verdict.sentences[0]


def test_leaking_columns_are_named_and_left_out(stores):
    left = {one.column: one for one in stores.columns.left_out}
    assert left["commission"].kind == left["band"].kind == "leak"
    assert "made from sales" in left["commission"].reason
    assert "range of sales of its own" in left["band"].reason
    assert [note.text for note in stores.notes if note.rule == "leaking_column"] != []


def test_a_target_that_two_columns_make_up_leaves_both_out(make):
    table = make["stores"]().select("store_id", "spend", "visits", "junk", "region")
    table = table.with_columns(revenue=pl.col("spend") * pl.col("visits"))
    found = make["find"](table, "revenue", models=("linear",))
    left = {one.column: one.reason for one in found.columns.left_out if one.kind == "part"}
    assert set(left) == {"spend", "visits"}
    assert "revenue is spend × visits" in left["spend"]


def test_a_ratio_of_two_columns_is_found_either_way_round(make):
    table = make["stores"]().select("spend", "junk", "region").with_columns(pl.col("spend").round() + 1)
    for first, second in (("price", "total"), ("total", "price")):
        made = {"price": pl.col("spend"), "total": pl.col("spend") * (2 + pl.col("junk").abs().round())}
        columns = table.select(
            **{first: made[first], second: made[second]},
            region="region",
            units=2 + pl.col("junk").abs().round(),
        )
        found = make["find"](columns, "units", models=("linear",))
        assert {one.column for one in found.columns.left_out if one.kind == "part"} == {"price", "total"}
        assert "units is total ÷ price" in found.columns.left_out[0].reason


def test_a_column_called_profit_stays_with_a_warning(make):
    random = np.random.default_rng(4)
    table = make["stores"]().with_columns(profit=pl.Series(random.normal(0, 300, 300)) + pl.col("sales") / 5)
    found = make["find"](table, models=("linear",))
    assert "profit" in found.columns.numbers
    note = next(note for note in found.notes if note.rule == "suspicious_column")
    assert "profit may come out of sales" in note.text
    assert "ignored" in options_in(note.text)


def test_a_leak_that_is_wanted_stays(make):
    found = make["find"](make["stores"](), models=("linear",), keep=("commission",))
    assert "commission" in found.columns.numbers
    assert found.scores[-1].r2 > 0.99


def test_what_is_held_out_never_changes_what_was_learned(make):
    """Fills, fences, classes and models come from the training rows alone."""
    table = make["stores"]().select("store_id", "spend", "region", "visits", "sales")
    table = table.with_columns(visits=pl.when(pl.col("store_id") % 9 == 0).then(None).otherwise("visits"))
    makers, _ = choose_models(("linear", "boosting"))
    options = DriverOptions(folds=4, repeats=1, outliers="winsorise")

    def learn(frame):
        frame, columns = find_columns(frame, "sales")
        rows = rows_of(frame, columns, (("North", "South"),))
        return rows, cross_validate(rows, frame["sales"].to_numpy(), makers, options)

    rows, found = learn(table)
    fold = found.folds[0][2]
    random = np.random.default_rng(0)
    scrambled = table.with_row_index("at").with_columns(
        *(
            pl.when(pl.col("at").is_in(fold.held_out.tolist()))
            .then(pl.Series(values))
            .otherwise(pl.col(name))
            .alias(name)
            for name, values in (
                ("spend", random.uniform(1e5, 2e5, table.height)),
                ("visits", random.uniform(-1e4, -1e3, table.height)),
                ("sales", random.uniform(1e7, 2e7, table.height)),
                ("region", random.choice(["North", "South"], table.height)),
            )
        )
    )
    again = learn(scrambled.drop("at"))[1].folds[0][2]
    assert np.array_equal(again.held_out, fold.held_out)
    for name in ("fills", "modes", "low", "high"):
        assert np.array_equal(getattr(again.preparation, name), getattr(fold.preparation, name))
    matrix = fold.preparation.encode(rows)
    for name, model in fold.models.items():
        assert np.array_equal(again.models[name].predict(matrix), model.predict(matrix))


def test_every_row_is_judged_by_a_model_that_never_saw_it(stores):
    held = stores.held_out
    assert held["row"].to_list() == list(range(300))
    assert held["predicted"].null_count() == held["predicted"].is_nan().sum() == 0
    assert held["error"].to_list() == pytest.approx((held["predicted"] - held["actual"]).to_list())


@pytest.mark.parametrize("found", ["stores", "noise"])
def test_ranges_hold_as_many_rows_as_they_promise(found, request):
    found = request.getfixturevalue(found)
    assert found.ranges.held == pytest.approx((0.5, 0.8, 0.95), abs=0.05)


def test_outliers_are_counted_set_to_the_fence_or_dropped(make):
    table = make["stores"]().drop("commission", "band")
    table = table.with_columns(junk=pl.when(pl.col("store_id") <= 12).then(50.0).otherwise("junk"))
    flagged, clipped, dropped = (
        make["find"](table, models=("linear",), outliers=how) for how in ("flag", "winsorise", "drop")
    )
    assert flagged.counts.outliers["junk"] >= 12
    assert (flagged.counts.kept, clipped.counts.kept) == (300, 300)
    assert dropped.counts.kept <= 288
    assert dropped.learned_rows < flagged.learned_rows == 240
    assert f"300 rows → {dropped.counts.kept}" in next(n.text for n in dropped.notes if n.rule == "outliers")
    assert dropped.held_out.height == 300


def test_a_rare_yes_is_no_outlier(make):
    """Of a column with 10 % ones the quartiles are zero: dropping outliers would drop every one of them."""
    table = make["stores"]().drop("commission", "band")
    table = table.with_columns(defaulted=(pl.col("store_id") % 10 == 0).cast(pl.Int8))
    found = make["find"](table, models=("linear",), outliers="drop")
    assert "defaulted" in found.columns.classes
    assert "defaulted" not in found.counts.outliers


def test_empty_cells_are_filled_and_counted_and_rows_without_a_target_left_out(make):
    table = make["stores"]().drop("commission", "band").with_columns(
        visits=pl.when(pl.col("store_id") % 10 == 0).then(None).otherwise("visits"),
        region=pl.when(pl.col("store_id") % 50 == 0).then(None).otherwise("region"),
        sales=pl.when(pl.col("store_id") <= 4).then(None).otherwise("sales"),
    )  # fmt: skip
    found = make["find"](table, models=("linear",))
    assert found.counts.filled == {"visits": 30, "region": 6}
    assert found.counts.rows == 296
    assert any(note.rule == "missing_target" and note.count == 4 for note in found.notes)


def test_copies_constants_and_ids_are_left_out_with_a_reason(make):
    table = make["stores"]().drop("commission", "band").with_columns(
        spend_again=pl.col("spend"),
        land=pl.lit("Italy"),
        region_code=pl.when(pl.col("region") == "South").then(7).otherwise(9),
        email=pl.format("{}@example.com", pl.col("store_id")),
    )  # fmt: skip
    found = make["find"](table, models=("linear",))
    kinds = {one.column: one.kind for one in found.columns.left_out}
    assert kinds == {
        "store_id": "unit", "spend_again": "copy", "land": "constant", "region_code": "copy", "email": "id",
    }  # fmt: skip


def test_what_cannot_be_explained_is_refused_with_a_way_out(make):
    table, find = make["stores"](), make["find"]
    with pytest.raises(ColumnsError, match="There is no column 'salse'"):
        find(table, "salse")
    with pytest.raises(ColumnsError, match="region holds no numbers"):
        find(table, "region")
    with pytest.raises(HistoryError, match="too few"):
        find(table.head(20))
    with pytest.raises(HistoryError, match="the same in every row"):
        find(table.with_columns(sales=pl.lit(3.0)))
    with pytest.raises(HistoryError, match="No column is left"):
        find(table.select("store_id", "commission", "sales"))
    with pytest.raises(OptionError, match="no regression 'liner'") as wrong:
        find(table, models=("liner",))
    assert "linear" in wrong.value.fix
    with pytest.raises(ColumnsError) as unit:
        find(table, unit="shop")
    assert "unit" in options_in(unit.value.problem)


def test_the_same_seed_gives_the_same_answer(make):
    first, second = (make["find"](make["stores"](120), models=("boosting", "random_forest")) for _ in "ab")
    assert replace(first.verdict) == second.verdict
    assert first.held_out.equals(second.held_out)


def test_portrait_says_what_stands_and_what_does_not(stores):
    first = stores.portrait.with_target[0]
    assert first.other("sales") == "spend"
    assert first.low < first.size < first.high
    assert first.stands
    assert any("The more spend, the more sales" in finding for finding in stores.portrait.findings)
    junk = next(one for one in stores.portrait.with_target if one.other("sales") == "junk")
    assert not junk.stands
    assert junk.adjusted >= junk.p_value
