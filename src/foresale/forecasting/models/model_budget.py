"""Which models a large job can afford."""

from __future__ import annotations

from collections.abc import Iterable

from foresale.forecasting.models.catalog import load_model_class

WORTH_SAVING = 0.02  # of the budget; leaving out what costs less saves nothing


def affordable_models(
    names: Iterable[str], n_series: int, n_periods: int, budget_seconds: float
) -> tuple[tuple[str, ...], dict[str, str]]:
    """The models that a job can afford together, and those left out with the reason.

    Models with `always_tried` are kept whatever they cost, and so are those that cost next to
    nothing. Of the others the cheapest are kept first, until the next would take all of them
    together over the budget. It rests on costs measured once on one core, not on this machine,
    so the same job tries the same models everywhere.

    Args:
        names: Models to choose from; those kept keep this order.
        n_series: How many series.
        n_periods: Points of each.
        budget_seconds: Seconds for one round of all models (one cutoff of a backtest).

    Examples:
        >>> affordable_models(["tsb", "auto_arima"], 1_000_000, 1000, 1000)[0]
        ('tsb',)
    """
    kinds = {name: load_model_class(name) for name in names}
    costs = {name: kind.expected_seconds(n_series, n_periods) for name, kind in kinds.items()}
    spent = sum(costs[name] for name, kind in kinds.items() if kind.always_tried)
    left_out: dict[str, str] = {}
    for name in sorted(costs, key=lambda name: costs[name]):
        if kinds[name].always_tried:
            continue
        if spent + costs[name] > budget_seconds and costs[name] > WORTH_SAVING * budget_seconds:
            left_out[name] = _reason(costs[name], spent, budget_seconds, n_series)
        else:
            spent += costs[name]
    return tuple(name for name in kinds if name not in left_out), left_out


def _reason(cost: float, spent: float, budget: float, n_series: int) -> str:
    together = f" besides the {spent:,.0f} s of others" if spent >= 1 else ""
    return (
        f"about {cost:,.0f} s a cutoff on one core for {n_series:,} series{together}, "
        f"over the {budget:,.0f} s a cutoff that the time budget allows"
    )
