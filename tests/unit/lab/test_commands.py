"""Files that are tried in the Lab go through the command line, and leave nothing behind."""

from __future__ import annotations

import tempfile
import zipfile
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

from foresale.lab.commands import run_command

QUICK = ["--models", "seasonal_naive", "--folds", "1", "--horizon", "7"]
ROWS = b"date,product,units\n" + b"".join(
    f"{date(2024, 1, 1) + timedelta(days=i)},{name},{i % 7 + 3}\n".encode()
    for i in range(90)
    for name in ("tea", "milk")
)


def test_a_file_is_forecast_and_can_be_taken_home(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    answer = run_command("forecast", "../../sales.csv", ROWS, QUICK)
    assert answer.problem == ""
    assert (answer.fields["rows"], answer.fields["series"], answer.fields["horizon"]) == (180, 2, 7)
    with zipfile.ZipFile(BytesIO(answer.archive())) as packed:
        assert {"report.html", "forecast.csv", "totals.csv"} <= set(packed.namelist())
    assert list(Path(tmp_path).glob("foresale-lab-*")) == []


def test_what_cannot_be_read_is_told_without_a_path_of_the_machine():
    answer = run_command("forecast", "sales.csv", b"a,b\n1,2\n", QUICK)
    assert "date" in answer.problem
    assert "foresale-lab-" not in answer.problem
    assert answer.files == {}
