"""The page of benchmarks shows what a newcomer types and what came of it."""

from pathlib import Path

from bench.end_to_end import COMMANDS, typed_command
from bench.end_to_end_page import end_to_end
from bench.page import write_page
from bench.service_data_page import LINES, service_data
from bench.stored import save

BOARD = [
    {"model": "blend", "label": "Blend", "score": 0.8, "wape": 0.1, "wql": 0.05, "coverage_80": 0.8}
    | {"test_wape": 0.12, "test_coverage_80": 0.79, "seconds": 3.0},
    {"model": "seasonal_naive", "label": "Seasonal naive", "score": 1.0, "wape": 0.2, "wql": 0.1}
    | {"coverage_80": 0.8, "test_wape": float("nan"), "test_coverage_80": 0.8, "seconds": 0.1},
]
ANSWER = {
    "command": "foresale forecast data/pasta/sales.csv",
    "seconds": 61.4,
    "processor_seconds": 103.2,
    "megabytes": 877.0,
    "problem": "",
    "rows": 98,
    "rejected": 2,
    "series": 5,
    "freq": "D",
    "periods": 70,
    "horizon": 28,
    "first": "2018-01-01",
    "last": "2018-03-11",
    "champion": "blend",
    "leaderboard": BOARD,
}
FAILURE = {
    "command": "foresale forecast data/x.csv",
    "seconds": 1.0,
    "processor_seconds": 0.9,
    "megabytes": 90.0,
    "problem": "Empty.",
}


def test_commands_name_files_below_a_folder_of_data_and_nothing_of_the_machine():
    for name in COMMANDS:
        paths = [part for part in typed_command(name)[2:] if not part.startswith("--")]
        assert all(path.startswith(f"data/{name}/") for path in paths)


def test_the_table_holds_command_champion_cost_and_leaderboard():
    text = end_to_end({"pasta": ANSWER})
    row = "| `foresale forecast data/pasta/sales.csv` | Blend | 0.800 | 12.0% | 79.0% | 61 | 103 | 877 |"
    assert row in text
    assert "100 rows, 2 of them set aside → 5 series × 70 days" in text
    assert "| **Blend** | 0.800 | 10.0% | 5.0% | 80.0% | 12.0% | 3.0 |" in text
    assert "| Seasonal naive | 1.000 | 20.0% | 10.0% | 80.0% | – | 0.1 |" in text


def test_a_command_without_a_forecast_says_why():
    assert "No forecast: Empty." in end_to_end({"x": FAILURE})


def test_the_page_is_written_from_what_has_run_so_far(tmp_path: Path):
    save({"pasta": ANSWER}, tmp_path / "end_to_end.json")
    write_page(tmp_path / "page.md", tmp_path)
    text = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert "### pasta" in text
    assert "## In one table" not in text  # nothing was compared yet


def test_a_table_tells_how_long_each_database_took():
    taken = {key: 1.234 for key, _, _ in LINES}
    about = {"daily_rows": 900, "forecast_rows": 2800, "load": 0.5}
    found = {"1000": {"postgresql": {"version": "PostgreSQL 15.18 (Debian)", **taken, **about}}}
    page = service_data(found)
    assert "| 1,000 sales | PostgreSQL 15.18 |" in page
    assert "| keep a forecast of 2,800 rows | 1.23 s |" in page
    assert service_data({}) == ""


def test_a_peer_whose_median_was_not_judged_is_named(tmp_path: Path):
    errors = {"wape": 0.5, "wql": 0.3, "rmsse": 0.8, "bias": 0.0, "coverage_80": 0.8, "coverage_95": 0.95}
    scores = {
        **errors,
        "missing": 0.0,
        "seconds": 9.0,
        "processor_seconds": 14.0,
        "megabytes": 300.0,
        "remark": "",
        "problem": "",
    }
    both = {**scores, "wape_median": 0.4, "wape_alike": 0.45}
    facts = {"series": 2, "periods": 90, "noun": "day", "cutoffs": 2, "sampled": False}
    compared = {
        "foresale": both,
        "trees": {**both, "wape": 0.1},  # our own with one model, and no peer
        "lightgbm": scores,
        "seasonal_naive": {**both, "wape_median": 0.8, "wape_alike": 0.5},
    }
    save({"pasta": {**facts, "contestants": compared}}, tmp_path / "bench.json")
    write_page(tmp_path / "page.md", tmp_path)
    text = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert "only the mean was judged: LightGBM (mlforecast) on pasta." in text
    assert "| 1.000 (lightgbm) | 1.000 (lightgbm) | 1.000 (lightgbm) | 0.800 | 0.900 |" in text
