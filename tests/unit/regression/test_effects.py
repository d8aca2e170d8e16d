"""What a driver does, in words and along its curve."""

from __future__ import annotations

from dataclasses import replace

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


def test_an_effect_that_is_not_proven_is_not_told_to_be_nothing(make):
    random = np.random.default_rng(7)
    member = random.choice(["yes", "no"], 300)
    sales = 2000 + 150 * (member == "yes") + random.normal(0, 150, 300)
    table = pl.DataFrame({"member": member, "junk": random.normal(size=300), "sales": sales})
    found = {one.column: one for one in make["find"](table, models=("linear",)).effects}
    unproven = replace(found["member"], chance=0.2, worth_low=-0.002, worth_high=0.05)
    assert not unproven.is_real
    assert effect_sentence(unproven, "sales").startswith(
        "May be chance beside the others: member yes instead"
    )
    assert effect_sentence(replace(unproven, size_low=-1.0), "sales") == "May be chance."
    assert effect_sentence(replace(unproven, worth_high=0.005), "sales") == "Nothing to learn there."
