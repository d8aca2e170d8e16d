"""`foresale drivers` on files: the verdict, one case, a saved model, a topic, and what is refused."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import foresale as fs
from foresale.errors import SavedModelError

QUICK = ("--models", "linear,boosting", "--repeats", "2")
CUSTOMERS = Path(__file__).parents[4] / "shared" / "data" / "customers" / "customers.csv"


def make_customers(rows: int = 160) -> pl.DataFrame:
    random = np.random.default_rng(7)
    age, income = random.integers(18, 70, rows), random.normal(50_000, 9_000, rows)
    member = random.choice(["no", "yes"], rows)
    sales = 200 + 0.02 * income + 300 * (member == "yes") + random.normal(0, 150, rows)
    return pl.DataFrame(
        {
            "Customer_ID": np.arange(rows) + 1,
            "Age": age,
            "Income": income.round(2),
            "Member": member,
            "Commission": (0.03 * sales).round(4),
            "Sales": sales.round(2),
        }
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A folder with customers.csv, in which everything happens."""
    made = tmp_path_factory.mktemp("drivers")
    make_customers().write_csv(made / "customers.csv")
    return made


@pytest.fixture(scope="module")
def found(run, folder):
    """The answer of one whole run."""
    ended = run(
        "drivers", folder / "customers.csv", "--target", "Sales", "--unit", "customer", *QUICK, "--singles",
        "--what-if", "income=60000,member=YES", "--out", folder / "out", "--json",
    )  # fmt: skip
    assert ended.code == 0, ended.err
    return json.loads(ended.out)


def test_the_verdict_the_drivers_and_the_leak_are_told(found):
    assert (found["finding"], found["unit"]) == ("something", "Customer_ID")
    assert [effect["column"] for effect in found["effects"] if effect["is_real"]] == ["Income", "Member"]
    member = next(effect for effect in found["effects"] if effect["column"] == "Member")
    assert member["size_low"] < 300 < member["size_high"]
    assert [one["column"] for one in found["left_out"] if one["kind"] == "leak"] == ["Commission"]
    assert [model["model"] for model in found["models"]] == ["mean", "linear", "boosting"]
    assert {model["model"] for model in found["single_columns"]} == {"only:Age", "only:Income", "only:Member"}


def test_every_file_is_written_and_the_page_opens_with_the_verdict(found):
    files = {what: Path(place) for what, place in found["files"].items()}
    assert all(place.exists() for place in files.values())
    page = files["report"].read_text(encoding="utf-8")
    assert page.index(found["verdict"][0].replace("'", "&#39;")) < page.index("<section")
    assert "One case" in page
    held = pl.read_csv(files["held_out"])
    assert held.height == 160
    assert pl.read_csv(files["models"])["model"].to_list()[:3] == ["mean", "linear", "boosting"]
    assert pl.read_csv(files["curves"])["column"].unique().len() == 3


def test_a_case_comes_to_what_the_table_was_made_with(found):
    answer = found["what_if"]
    assert answer["predicted"] == pytest.approx(200 + 0.02 * 60_000 + 300, abs=120)
    assert answer["low"] < answer["predicted"] < answer["high"]
    assert answer["given"] == {"Income": "60,000", "Member": "yes"}
    assert sum(answer["moves"].values()) == pytest.approx(answer["predicted"] - answer["average"], abs=60)


def test_a_saved_model_answers_the_same_elsewhere(run, folder, found, tmp_path):
    shutil.copytree(folder / "out" / "model", tmp_path / "moved")
    ended = run("drivers", "--model", tmp_path / "moved", "--what-if", "income=60000,member=yes", "--json")
    assert json.loads(ended.out)["what_if"] == found["what_if"]
    assert (
        fs.load_drivers(tmp_path / "moved").what_if(income=60_000, member="yes").predicted
        == (found["what_if"]["predicted"])
    )
    assert not [path for path in (tmp_path / "moved").rglob("*") if path.suffix in (".pkl", ".joblib")]


def test_a_damaged_model_is_refused(folder, found, tmp_path):
    shutil.copytree(folder / "out" / "model", tmp_path / "moved")
    with (tmp_path / "moved" / "background.npz").open("ab") as file:
        file.write(b"x")
    with pytest.raises(SavedModelError, match=r"background\.npz is missing, or was changed"):
        fs.load_drivers(tmp_path / "moved")


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("--what-if", "incme=3"), "There is no column 'incme'"),
        (("--what-if", "commission=3"), "Commission plays no part: made from Sales"),
        (("--what-if", "member=maybe"), "Member is never 'maybe'"),
        (("--what-if", "income=much"), "Income is 'much', which is no number"),
        (("--what-if", "income"), "says no value"),
        (("--target", "Saless"), "There is no column 'Saless', which --target names"),
        (("--unit", "shop"), "There is no column 'shop', which --unit names"),
        (("--models", "liner"), "There is no regression 'liner'"),
        (("--hidden", "0"), "A network can't have hidden layers of 0 neurons"),
        (("--publish", "localhost:9092"), "'localhost:9092' names no topic"),
        (("--folds", "1"), "Folds of 1 can't be"),
    ],
)
def test_what_cannot_be_is_refused_in_words(run, folder, tmp_path, words, problem):
    ended = run(
        "drivers", folder / "customers.csv", *(() if "--target" in words else ("--target", "Sales")), *QUICK,
        *words, "--out", tmp_path / "out", "--json",
    )  # fmt: skip
    assert ended.code == 1
    error = json.loads(ended.out)["error"]
    assert problem in error["problem"]
    assert error["fix"]
    assert not (tmp_path / "out" / "report.html").exists()


def test_a_table_without_a_total_is_told_so_and_not_in_words_of_sales(run, tmp_path):
    (tmp_path / "names.csv").write_text("name,code\nAnn,11\nBob,12\nCem,13\n")
    ended = run("drivers", tmp_path / "names.csv", "--out", tmp_path / "out", "--json")
    assert ended.code == 1
    error = json.loads(ended.out)["error"]
    assert error["problem"] == "No column looks like a total to explain. The columns are: name, code."
    assert error["fix"] == "Name a column of numbers with --target."


def test_a_folder_with_somebody_elses_files_is_left_alone(run, folder, tmp_path):
    (tmp_path / "models.csv").write_text("mine")
    ended = run("drivers", folder / "customers.csv", "--target", "Sales", *QUICK, "--out", tmp_path)
    assert ended.code == 1
    assert "models.csv" in ended.err
    assert (tmp_path / "models.csv").read_text() == "mine"


def test_terminal_says_the_same_as_the_page(run, folder, tmp_path):
    ended = run("drivers", folder / "customers.csv", "--target", "Sales", *QUICK, "--out", tmp_path / "out")
    assert ended.code == 0, ended.err
    said = " ".join(ended.out.split())
    assert "Commission is left out: made from Sales" in said
    assert "of the differences in Sales between customers it hadn't seen" in said
    assert "Member yes instead of no" in said


def test_a_file_with_decimal_commas_and_words_for_yes_is_read_as_sales_are(run, tmp_path):
    rows = make_customers().with_columns(
        pl.col("Income").map_elements(lambda value: f"{value:.2f}".replace(".", ","), pl.String),
        pl.col("Sales").map_elements(lambda value: f"{value:.2f}".replace(".", ","), pl.String),
    )
    (tmp_path / "kunden.csv").write_text(rows.drop("Commission").write_csv(separator=";"), encoding="utf-8")
    ended = run(
        "drivers", tmp_path / "kunden.csv", "--target", "Sales", *QUICK, "--out", tmp_path / "o", "--json"
    )
    assert ended.code == 0, ended.err
    assert json.loads(ended.out)["finding"] == "something"


def test_every_held_out_prediction_is_in_the_topic_and_confirmed(run, folder, tmp_path):
    kafka = pytest.importorskip("confluent_kafka")
    from tests.kafka_cluster import MockCluster, read_all

    del kafka
    cluster = MockCluster()
    try:
        ended = run(
            "drivers", folder / "customers.csv", "--target", "Sales", *QUICK, "--out", tmp_path / "out",
            "--publish", f"kafka://{cluster.address}/sales_predictions", "--json",
        )  # fmt: skip
        assert ended.code == 0, ended.err
        messages = [json.loads(one.value()) for one in read_all(cluster.address, "sales_predictions", 160)]
    finally:
        cluster.close()
    told = json.loads(ended.out)["published"]
    assert told["messages"] == 160
    assert sum(last - first + 1 for first, last in told["offsets"].values()) == 160
    held = pl.read_csv(tmp_path / "out" / "held_out.csv")
    by_index = {one["prediction_index"]: one for one in messages}
    assert sorted(by_index) == list(range(160))
    for row in held.iter_rows(named=True):
        message = by_index[row["row"]]
        assert set(message) == {"prediction_index", "predicted_sales", "actual_sales", "error"}
        assert message["predicted_sales"] == pytest.approx(row["predicted"], abs=1e-3)
        assert message["actual_sales"] == pytest.approx(row["actual"], abs=1e-3)
        assert message["error"] == pytest.approx(message["predicted_sales"] - message["actual_sales"])


def test_a_topic_without_a_broker_is_refused_before_any_work(run, folder, tmp_path, monkeypatch):
    pytest.importorskip("confluent_kafka")
    monkeypatch.setattr("foresale.kafka_topic._BROKER_SECONDS", 0.5)
    began = time.monotonic()
    ended = run(
        "drivers", folder / "customers.csv", "--target", "Sales", *QUICK, "--out", tmp_path / "out",
        "--publish", "kafka://127.0.0.1:9/sales_predictions",
    )  # fmt: skip
    assert ended.code == 1
    assert "No broker answers" in ended.err
    assert time.monotonic() - began < 20
    assert not (tmp_path / "out" / "report.html").exists()


@pytest.mark.skipif(not CUSTOMERS.exists(), reason="The customers' file isn't there.")
def test_on_the_customers_file_nothing_is_found_and_it_is_said(run, tmp_path):
    ended = run(
        "drivers", CUSTOMERS, "--target", "Sales", "--unit", "customer", "--models", "linear,ridge,boosting",
        "--repeats", "2", "--out", tmp_path / "out", "--json",
    )  # fmt: skip
    assert ended.code == 0, ended.err
    found = json.loads(ended.out)
    assert (found["finding"], found["model"], found["effects"]) == ("nothing", "mean", [])
    spend = next(
        one for one in found["associations"] if {one["first"], one["second"]} == {"Sales", "Marketing_Spend"}
    )
    assert spend["size"] == pytest.approx(0.04, abs=0.005)
    assert not spend["stands"]
    assert found["verdict"][0].startswith("Nothing to learn there")
