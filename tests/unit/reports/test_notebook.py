"""The summary that a notebook shows."""

from __future__ import annotations

from foresale.reports import wording
from foresale.reports.notebook import forecast_html_summary


def test_the_summary_gives_the_total_the_weeks_and_the_accuracy_without_script_or_style_sheets(made, read):
    forecast = made.make_forecast()
    page = read(forecast_html_summary(forecast))
    assert wording.number(float(forecast.mean.sum())) in page.text
    assert "5–11 Feb 2024" in page.text
    assert "which no model had seen" in page.text
    assert page.count("script") == page.count("style") == page.count("html") == 0
    assert len(page.html) < 10_000


def test_the_summary_says_when_no_model_beat_naive(made, read):
    assert (
        "No model beat repeating the past."
        in read(forecast_html_summary(made.make_forecast(beats_naive=False))).text
    )


def test_the_summary_escapes_the_target_name(made, read):
    page = read(forecast_html_summary(made.make_forecast(made.make_panel(target_name="<script>x</script>"))))
    assert page.count("script") == 0


def test_a_forecast_without_any_test_says_so(made, read):
    assert "too short to test it" in read(forecast_html_summary(made.make_forecast(n_folds=0))).text
