"""What was found of drivers, as JSON has it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from foresale.notes import NBSP
from foresale.regression.find_drivers import DriverFindings
from foresale.regression.trained import DriverModel
from foresale.regression.what_if import usual_values

MAX_EXTREMES = 10
"""Rows that were told best, and as many that were told worst."""


def describe_drivers(found: DriverFindings) -> dict[str, Any]:
    """What was found as JSON has it: verdict, models, effects with their curves, portrait, counts."""
    best, worst = found.extremes(MAX_EXTREMES)
    return {
        "target": found.columns.target,
        "unit": found.columns.unit,
        "noun": found.noun.replace(NBSP, " "),
        "rows": {"read": found.n_rows, "judged": found.counts.rows, "rejected": found.rejects.height},
        "columns": {"numbers": found.columns.numbers, "classes": found.columns.classes},
        "left_out": [asdict(one) for one in found.columns.left_out],
        "finding": found.verdict.finding,
        "verdict": found.verdict.sentences,
        "model": found.verdict.model,
        "r2_with_choice": found.chosen_r2,
        "models": [asdict(score) for score in found.scores],
        "single_columns": [asdict(score) for score in found.singles],
        "effects": [_effect(effect) for effect in found.effects],
        "ranges": asdict(found.ranges),
        "findings": found.portrait.findings,
        "associations": [
            asdict(one) | {"stands": one.stands}
            for one in (*found.portrait.with_target, *found.portrait.among_others)
        ],
        "filled": found.counts.filled,
        "outliers": found.counts.outliers,
        "rows_without_outliers": found.counts.kept,
        "notes": [asdict(note) for note in found.notes],
        "inputs": describe_inputs(found.model),
        "portrait": _portrait(found),
        "best_rows": best.to_dicts(),
        "worst_rows": worst.to_dicts(),
    }


def describe_inputs(model: DriverModel) -> list[dict[str, Any]]:
    """What may be said of a row in a what-if: each column with its classes, or its lowest and highest value.

    Args:
        model: What was learned.
    """
    usual, inputs = usual_values(model), []
    for name in model.columns.numbers:
        low, high = model.seen[name]
        inputs.append(
            {"column": name, "kind": "number", "low": low, "high": high, "usual": usual[name], "classes": []}
        )
    for name in model.columns.classes:
        classes = list(model.background.levels_of(name))
        inputs.append(
            {"column": name, "kind": "class", "low": None, "high": None, "usual": usual[name],
             "classes": classes}
        )  # fmt: skip
    return inputs


def _portrait(found: DriverFindings) -> dict[str, Any]:
    portrait = found.portrait
    return {
        "distribution": None if portrait.distribution is None else asdict(portrait.distribution),
        "boxes": [asdict(one) for one in portrait.boxes],
        "correlations": {"columns": portrait.names, "values": portrait.matrix},
        "looks": portrait.looks,
    }


def _effect(effect: Any) -> dict[str, Any]:
    described = {**asdict(effect), "is_real": effect.is_real}
    curve = described["curve"]
    described["curve"] = {
        name: value.tolist() if hasattr(value, "tolist") else value for name, value in curve.items()
    }
    return described
