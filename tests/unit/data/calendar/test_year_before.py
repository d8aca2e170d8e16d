"""Days beside those of last year."""

from datetime import date, timedelta

from foresale.data.calendar.year_before import NamedDays, match_year_before


def event(name: str, first: str, last: str | None = None) -> NamedDays:
    return NamedDays(name, date.fromisoformat(first), date.fromisoformat(last or first))


def told(day: str, *known: NamedDays) -> tuple[str, str | None, str | None]:
    """Where a day lies last year, what both are, and what it isn't beside."""
    asked = date.fromisoformat(day)
    (found,) = match_year_before(asked, asked, known)
    return str(found.before), found.event, found.instead_of


CHRISTMAS = [event("Christmas", f"{year}-12-25", f"{year}-12-26") for year in (2025, 2026)]
EASTER = [event("Easter Monday", "2025-04-21"), event("Easter Monday", "2026-04-06")]


def test_without_events_every_day_meets_its_weekday_52_weeks_earlier():
    found = match_year_before(date(2026, 3, 1), date(2026, 5, 30), [])
    assert {one.day - one.before for one in found} == {timedelta(days=364)}
    assert len(found) == 91


def test_an_event_meets_itself_and_the_day_that_would_have_met_it_meets_another_of_its_weekday():
    assert told("2026-04-06", *EASTER) == ("2025-04-21", "Easter Monday", None)
    assert told("2026-04-20", *EASTER) == ("2025-04-28", None, "Easter Monday")
    assert told("2026-04-13", *EASTER) == ("2025-04-14", None, None)


def test_before_an_event_of_a_fixed_date_the_same_date_is_met():
    assert told("2026-12-25", *CHRISTMAS) == ("2025-12-25", "Christmas", None)
    assert told("2026-12-24", *CHRISTMAS) == ("2025-12-24", None, "Christmas")


def test_an_event_that_only_one_year_knows_moves_nothing():
    assert told("2026-04-06", EASTER[1]) == ("2025-04-07", None, None)
    assert told("2026-04-20", EASTER[0]) == ("2025-04-21", None, None)


def test_the_same_name_far_from_its_season_is_another_event():
    assert told("2026-04-06", event("Sale", "2026-04-06"), event("Sale", "2025-07-21"))[1] is None


def test_names_differ_by_year_and_case_only_on_paper():
    both = event("Spring Fair 2025", "2025-05-02"), event("spring fair 2026", "2026-05-15")
    assert told("2026-05-15", *both) == ("2025-05-02", "spring fair 2026", None)


def test_long_events_meet_by_weekday_within_them_and_short_ones_by_their_beginning():
    weeks = event("Summer sale", "2025-07-07", "2025-07-20"), event("Summer sale", "2026-07-15", "2026-07-28")
    assert told("2026-07-15", *weeks) == ("2025-07-09", "Summer sale", None)
    assert told("2026-07-28", *weeks) == ("2025-07-15", "Summer sale", None)
    days = event("Fair", "2025-05-02", "2025-05-04"), event("Fair", "2026-05-09", "2026-05-12")
    assert told("2026-05-11", *days)[:2] == ("2025-05-04", "Fair")
    assert told("2026-05-12", *days)[:2] == ("2025-05-13", None)


def test_of_two_events_on_a_day_the_shorter_counts():
    season = [event("Spring", "2025-03-01", "2025-05-31"), event("Spring", "2026-03-01", "2026-05-31")]
    assert told("2026-04-06", *season, *EASTER)[:2] == ("2025-04-21", "Easter Monday")
    assert told("2026-04-07", *season, *EASTER)[1] == "Spring"


def test_another_day_of_a_season_is_not_set_beside_the_holiday_that_lay_in_it():
    season = [event("Spring", "2025-03-01", "2025-05-31"), event("Spring", "2026-03-01", "2026-05-31")]
    assert told("2026-04-20", *season, *EASTER)[:2] == ("2025-04-28", "Spring")
    assert told("2026-04-27", *season, *EASTER)[:2] == ("2025-04-28", "Spring")
    short = [event("Sale", "2025-04-15", "2025-04-21"), event("Sale", "2026-04-14", "2026-04-20")]
    assert told("2026-04-20", *short, *EASTER)[:2] == ("2025-04-21", "Sale")


def test_what_a_day_meets_does_not_depend_on_the_days_asked_for():
    season = [event("Year", f"{year}-01-01", f"{year}-12-31") for year in (2025, 2026)]
    for known in ([*EASTER, *CHRISTMAS], [*EASTER, *CHRISTMAS, *season]):
        whole = match_year_before(date(2026, 1, 1), date(2026, 12, 31), known)
        assert [match_year_before(one.day, one.day, known)[0] for one in whole] == whole


def test_29_february_before_an_event_of_a_fixed_date_has_a_day_last_year():
    known = [event("Fair", f"{year}-03-01") for year in (2023, 2024)]
    assert told("2024-02-29", *known)[0] in {"2023-02-28", "2023-03-02"}
