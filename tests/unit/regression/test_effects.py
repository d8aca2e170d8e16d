"""What a driver does, in words and along its curve."""

from __future__ import annotations

import numpy as np
import polars as pl

from foresale.reports.drivers import effect_sentence


def test_an_effect_that_turns_is_told_as_one_that_goes_no_single_way(make):
    random = np.random.default_rng(6)
    x, other = random.normal(size=300), random.normal(size=300)
    table = pl.DataFrame({"x": x, "other": other, "sales": 100 + 30 * np.abs(x) + random.normal(0, 8, 300)})
    found = make["find"](table, models=("boosting",))
    effect = next(one for one in found.effects if one.column == "x")
    assert effect.is_real
    assert "not one way between −0." in effect_sentence(effect, "sales")
    assert effect.curve.middle[[0, -1]].min() > effect.curve.middle[4:7].max()
