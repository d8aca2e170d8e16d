"""Objects show themselves short, in a notebook as a card, and work shows how far it is."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
from nbclient import NotebookClient

import foresale as fs
from foresale.library.results import ForecastResult
from library_sales import small_sales

MOST_LETTERS = 600


def test_no_object_prints_its_insides(by_itself: ForecastResult, tmp_path: Path) -> None:
    by_itself.save(tmp_path / "model")
    saved = fs.load(tmp_path / "model")
    shown = [
        *(fs.read(small_sales()), by_itself, by_itself.forecast, by_itself.backtest, by_itself.forecaster),
        *(by_itself.forecast.panel, by_itself.cross_validation(), saved, saved.predict()),
        *(fs.profile(small_sales()), fs.series(small_sales()), fs.simulate(stores=1, products=1, days=20)),
        *(by_itself.drivers(), by_itself.effects(), by_itself.reasons(0, by_itself.to_frame()["date"][0])),
    ]
    for one in shown:
        text = repr(one)
        assert len(text) < MOST_LETTERS, text
        assert "\n" not in text
        assert "array(" not in text
        assert one._repr_html_().startswith(("<div", "<p")), type(one)


def test_a_model_prints_what_was_asked_of_it() -> None:
    assert repr(fs.models.LightGBM(num_leaves=8)) == "GlobalLightGBM(num_leaves=8)"
    assert repr(fs.models.MovingAverage()) == "MovingAverage()"


def test_names_that_hold_markup_are_shown_as_text() -> None:
    sales = fs.read(small_sales().rename({"item": "<b>item"}), keys=["<b>item"])
    assert "&lt;b&gt;item" in sales._repr_html_()
    assert "<b>" not in sales._repr_html_()


def test_a_notebook_runs_and_shows_the_answer(tmp_path: Path) -> None:
    small_sales().write_csv(tmp_path / "sales.csv")
    cell = 'import foresale as fs\nfs.forecast("sales.csv", horizon=7, models=["moving_average"], folds=1)'
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
    NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}).execute()
    outputs = notebook.cells[0].outputs
    answer = next(one for one in outputs if one.output_type == "execute_result")
    assert "Forecast of units" in answer.data["text/html"]
    assert len(answer.data["text/plain"]) < MOST_LETTERS
    bars = [one for one in outputs if one.output_type == "display_data"]
    assert bars, json.dumps([one.output_type for one in outputs])
