"""Options agree with the library's own: every field can be decided, every default told is true."""

from __future__ import annotations

from dataclasses import MISSING, Field, asdict, fields
from typing import Any, get_args, get_type_hints

import pytest

from foresale.cli.options.chain import CHAIN
from foresale.cli.options.forecasting import CALENDAR, CLEANING, FORECASTING
from foresale.cli.options.setting import Setting, SettingGroup
from foresale.cli.options.shared import COLUMNS, READING, RULES
from foresale.data.calendar.calendars import CalendarOptions
from foresale.data.cleaning.clean import CleaningOptions
from foresale.data.panel.options import PanelOptions
from foresale.data.reading.options import ReadOptions
from foresale.sales import SaidOfRows
from foresale.simulation.options import ChainOptions
from foresale.workflows.files.forecast_options import ForecastOptions

# Fields that are no business of a user's, or that another option fills.
ELSEWHERE = {
    ReadOptions: {"key_spelling", "duplicates"},  # said once, among the rules
    PanelOptions: {"time_zone", "max_cells"},
    CalendarOptions: {"holiday_reach"},
    ForecastOptions: {"panel", "cleaning", "calendar", "events", "tune_trials"},
}
PAIRS = [
    ((COLUMNS, READING), ReadOptions),
    ((RULES,), PanelOptions),
    ((CLEANING,), CleaningOptions),
    ((CALENDAR,), CalendarOptions),
    ((FORECASTING,), ForecastOptions),
    ((CHAIN,), ChainOptions),
]
NAMES = [options.__name__ for _, options in PAIRS]


def settings(groups: tuple[SettingGroup, ...]) -> dict[str, Setting]:
    found = {setting.name: setting for group in groups for setting in group.settings}
    found.pop("events", None)  # a file here, a table there
    return found


def default_of(field: Field[Any]) -> object:
    return field.default if field.default_factory is MISSING else field.default_factory()


@pytest.mark.parametrize(("groups", "options"), PAIRS, ids=NAMES)
def test_every_field_of_the_library_has_an_option_and_no_option_is_without_field(groups, options):
    wanted = {field.name for field in fields(options)} - ELSEWHERE.get(options, set())
    assert set(settings(groups)) == wanted


@pytest.mark.parametrize(("groups", "options"), PAIRS, ids=NAMES)
def test_a_default_told_in_the_help_is_the_librarys(groups, options):
    defaults = {field.name: default_of(field) for field in fields(options)}
    if options is PanelOptions:  # some defaults hold only where nothing was said at reading either
        defaults = asdict(PanelOptions().completed_by(SaidOfRows()))
    for name, setting in settings(groups).items():
        if setting.default:
            default = defaults[name]
            if isinstance(default, int | float):
                assert float(setting.default) == default, name
            else:
                text = ",".join(map(str, default)) if isinstance(default, tuple) else str(default)
                assert setting.default == text, name


@pytest.mark.parametrize(("groups", "options"), PAIRS, ids=NAMES)
def test_choices_are_the_ones_the_library_knows(groups, options):
    hints = get_type_hints(options)
    compared = 0
    for name, setting in settings(groups).items():
        parts = (hints[name], *get_args(hints[name]))  # choices may be optional
        known = {choice for part in parts for choice in get_args(part) if isinstance(choice, str)}
        if setting.kind == "choice" and known:
            assert set(setting.choices) == known, name
            compared += 1
    assert compared or options not in (PanelOptions, CleaningOptions)


def test_no_two_options_of_a_command_are_spelled_alike():
    groups = (FORECASTING, COLUMNS, READING, RULES, CLEANING, CALENDAR)
    spelled = [part for group in groups for s in group.settings for part in s.spelling.split("/")]
    assert len(spelled) == len(set(spelled))
