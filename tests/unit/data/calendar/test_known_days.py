"""Days that a country's calendar names by itself."""

from datetime import date

from foresale.data.calendar.known_days import list_known_days


def names(countries: list[str], language: str | None = None) -> dict[str, str]:
    found = list_known_days(date(2026, 3, 1), date(2026, 12, 31), countries, language)
    return {str(day.first): day.name for day in found}


def test_holidays_are_named_in_the_language_asked_for_where_the_country_has_it():
    assert names(["DE"], "de")["2026-04-06"] == "Ostermontag"
    assert names(["DE"], "en")["2026-04-06"] == names(["DE"])["2026-04-06"] == "Easter Monday"
    assert names(["US"], "de")["2026-11-26"] == "Thanksgiving Day"


def test_stores_in_several_countries_share_only_what_all_have():
    both = names(["DE", "US"])
    assert "2026-12-25" in both
    assert "2026-07-04" not in both
    assert "2026-10-03" not in both


def test_black_friday_is_known_everywhere_and_an_unknown_country_has_nothing_else():
    assert names([]) == names(["QQ"]) == {"2026-11-27": "Black Friday"}
