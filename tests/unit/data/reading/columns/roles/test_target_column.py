"""Which column is forecast where several could be: what happened, not what was planned."""

from __future__ import annotations

import datetime

import polars as pl
import pytest

from foresale.data.reading.read_sales import read_sales


def _sales(**columns):
    size = len(next(iter(columns.values())))
    days = [datetime.date(2024, 1, 1) + datetime.timedelta(days=i) for i in range(size)]
    return pl.DataFrame({"date": days, **columns})


@pytest.mark.parametrize(
    ("actual", "plan"),
    [
        ("Ist", "Plan"),
        ("Actual", "Budget"),
        ("Réel", "Budget"),
        ("Menge Ist", "Menge Soll"),
        ("Факт", "План"),
        ("実績", "計画"),
        ("Units actual", "Units last year"),
    ],
)
@pytest.mark.parametrize("plan_first", [True, False])
def test_what_happened_is_forecast_not_what_was_planned(actual, plan, plan_first):
    columns = {actual: [3, 4, 5, 3, 9], plan: [4, 4, 4, 4, 5]}
    sales = read_sales(
        _sales(**dict(sorted(columns.items(), key=lambda item: (item[0] == plan) != plan_first)))
    )
    assert sales.roles.target == actual
    assert sales.frame[actual].sum() == 24
    assert any(plan in note.text for note in sales.notes if note.rule == "target_column")


def test_sap_fields_have_their_meaning():
    sales = read_sales(
        _sales(
            VBELN=[90001, 90002, 90003],
            MATNR=["M1", "M2", "M1"],
            WERKS=["W1", "W1", "W2"],
            FKIMG=[3, 4, 5],
            NETWR=[6, 8, 10],
        ).rename({"date": "FKDAT"})
    )
    assert (sales.roles.target, sales.roles.keys, sales.roles.transaction) == (
        "FKIMG",
        ("MATNR", "WERKS"),
        "VBELN",
    )
