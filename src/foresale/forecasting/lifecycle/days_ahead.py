"""What is said of the days ahead of a forecast: closed ones, and holidays that it may not know."""

from __future__ import annotations

from foresale.arrays import Floats
from foresale.data.calendar.calendars import CalendarOptions
from foresale.forecasting.lifecycle.closure_notes import closure_notes
from foresale.forecasting.lifecycle.week_before_holiday import week_before_holiday_notes
from foresale.notes import Note
from foresale.panel import Panel


def notes_of_days_ahead(panel: Panel, mean: Floats, calendar: CalendarOptions) -> tuple[Note, ...]:
    """Notes of days ahead.

    Args:
        panel: The history, with its calendar.
        mean: The forecast, S × H.
        calendar: Whose holidays count.
    """
    return (*closure_notes(panel, mean), *week_before_holiday_notes(panel, mean, calendar))
