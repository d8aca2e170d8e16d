"""Days, amounts and files that tests of odd tables are made of."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import polars as pl

from foresale.sales import Sales

DAYS = [date(2024, 1, 1) + timedelta(days=i) for i in range(121)]
MONTHS = [date(2022 + i // 12, i % 12 + 1, 1) for i in range(24)]


def amount(day: date, item: int = 0) -> int:
    return 20 + (day.toordinal() * (7 + item)) % 31


def swapped(day: date) -> date:
    return date(day.year, day.day, day.month) if day.day <= 12 else day


def saved(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def span(sales: Sales) -> tuple[date, date]:
    days = sales.frame[sales.roles.date].cast(pl.Date)
    return days.min(), days.max()
