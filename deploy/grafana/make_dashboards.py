"""Writes the dashboards: `python deploy/grafana/make_dashboards.py`. A test holds that the files are these."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parent / "dashboards"
_WIDTH, _HEIGHT = 12, 8
_SOURCE = {"type": "prometheus", "uid": "prometheus"}


class Panel(NamedTuple):
    """One picture.

    Attributes:
        title: What it shows.
        queries: PromQL by legend.
        unit: As Grafana names it.
        about: What to make of it.
    """

    title: str
    queries: dict[str, str]
    unit: str = "short"
    about: str = ""


_RATE = "sum by ({by}) (rate(foresale_http_requests_total[5m]))"
_SLOWER = "histogram_quantile({share}, sum by (le) (rate(foresale_http_request_seconds_bucket[5m])))"
_NONE = ' or on() label_replace(vector(0), "kind", "none", "", "")'
_FEED = "histogram_quantile({share}, sum by (le) (rate(foresale_live_feed_seconds_bucket[5m])))"

BOARDS = {
    "service": ("Foresale: service", [
        Panel("Requests a second", {"{{status}}": _RATE.format(by="status")}, "reqps"),
        Panel("Share that failed", {
            "5xx": '(sum(rate(foresale_http_requests_total{status=~"5.."}[5m])) or vector(0)) / sum(rate(foresale_http_requests_total[5m]))',
        }, "percentunit", "Above 2 % somebody is called."),
        Panel("Time to answer", {
            f"p{share}": _SLOWER.format(share=share / 100) for share in (50, 95, 99)
        }, "s"),
        Panel("Busiest routes", {"{{method}} {{path}}": "topk(10, sum by (method, path) (rate(foresale_http_requests_total[5m])))"}, "reqps"),
        Panel("Slowest routes (p95)", {
            "{{method}} {{path}}": "topk(10, histogram_quantile(0.95, sum by (le, method, path) (rate(foresale_http_request_seconds_bucket[15m]))))",
        }, "s"),
        Panel("API processes that answer", {"up": 'sum(up{job="foresale"})'}),
    ]),
    "live": ("Foresale: live path", [
        Panel("Loops that nobody runs", {"{{loop}}": "max by (loop) (foresale_live_lease_seconds) < bool 0"}, about="1 is bad."),
        Panel("Loops that can't go on", {"{{loop}}": "max by (loop) (foresale_live_loop_failing_seconds)"}, "s"),
        Panel("Not yet seen to", {"{{loop}}": "max by (loop) (foresale_live_loop_lag)"}, about="Events, or messages of Kafka."),
        Panel("How long the oldest event waits", {
            "for its place": "max(foresale_live_unsequenced_oldest_seconds)",
            "for Kafka": "max(foresale_live_unsent_oldest_seconds)",
        }, "s"),
        Panel("From writing an event to handing it on", {f"p{share}": _FEED.format(share=share / 100) for share in (50, 99)}, "s"),
        Panel("Who listens", {"listeners": "sum(foresale_live_subscribers)"}),
        Panel("Dead letters", {"{{state}}": "max by (state) (foresale_live_dead_letters)"}),
        Panel("Forecasts made anew", {
            "the newest took": "max(foresale_live_refresh_seconds)",
            "waited for": "max(foresale_live_refresh_waiting_seconds)",
        }, "s"),
    ]),
    "jobs": ("Foresale: jobs", [
        Panel("Waiting and running", {"{{kind}} {{state}}": "max by (kind, state) (foresale_jobs)" + _NONE}),
        Panel("How long the oldest waits", {"oldest": "max(foresale_jobs_oldest_queued_seconds)"}, "s"),
        Panel("Ended in 24 hours", {"{{kind}} {{state}}": "max by (kind, state) (foresale_jobs_ended_24h)"}),
        Panel("Jobs whose worker is silent", {"silent": "max(foresale_jobs_silent)"}),
    ]),
    "forecasts": ("Foresale: quality of forecasts", [
        Panel("Error by days ahead", {"{{version}} {{lag_days}}": "max by (version, lag_days) (foresale_forecast_wape)"}, "percentunit",
              "Absolute error as a share of sales, four weeks."),
        Panel("Bias by days ahead", {"{{version}} {{lag_days}}": "max by (version, lag_days) (foresale_forecast_bias)"}, "percentunit",
              "Above 0 too much was forecast."),
        Panel("Coverage of 80 % ranges", {"{{version}} {{lag_days}}": "max by (version, lag_days) (foresale_forecast_coverage)"}, "percentunit",
              "Should lie near 80 %."),
        Panel("Age of the newest forecast", {"{{version}}": "max by (version) (foresale_forecast_age_seconds)"}, "s"),
        Panel("Open alerts", {"{{kind}}": "max by (kind) (foresale_alerts_open)" + _NONE}),
        Panel("Stock that has run out", {
            "share": "max(foresale_stock_places_empty) / max(foresale_stock_places)",
        }, "percentunit"),
    ]),
}  # fmt: skip


def dashboard(name: str) -> dict[str, Any]:
    """A dashboard as Grafana reads it.

    Args:
        name: A key of `BOARDS`.
    """
    title, panels = BOARDS[name]
    return {
        "uid": f"foresale-{name}",
        "title": title,
        "tags": ["foresale"],
        "timezone": "browser",
        "schemaVersion": 39,
        "version": 1,
        "refresh": "30s",
        "time": {"from": "now-24h" if name == "forecasts" else "now-3h", "to": "now"},
        "panels": [_panel(place, panel) for place, panel in enumerate(panels)],
    }


def _panel(place: int, panel: Panel) -> dict[str, Any]:
    return {
        "id": place + 1,
        "type": "timeseries",
        "title": panel.title,
        "description": panel.about,
        "datasource": _SOURCE,
        "gridPos": {"h": _HEIGHT, "w": _WIDTH, "x": place % 2 * _WIDTH, "y": place // 2 * _HEIGHT},
        "fieldConfig": {"defaults": {"unit": panel.unit, "min": None}, "overrides": []},
        "options": {
            "legend": {"displayMode": "list", "placement": "bottom"},
            "tooltip": {"mode": "multi", "sort": "desc"},
        },
        "targets": [
            {"refId": chr(ord("A") + at), "datasource": _SOURCE, "expr": query, "legendFormat": legend}
            for at, (legend, query) in enumerate(panel.queries.items())
        ],
    }


def main() -> None:
    """Write them all."""
    for name in BOARDS:
        text = json.dumps(dashboard(name), indent=2) + "\n"
        (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
