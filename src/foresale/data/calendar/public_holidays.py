"""Public holidays of any country and region."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Any

import polars as pl

from foresale.errors import OptionError, closest
from foresale.messages import option

_NAMED_YEARS = (1990, 2040)


def holiday_table(
    first: date, last: date, country: str, subdivision: str | None = None, language: str | None = None
) -> pl.DataFrame:
    """A country's public holidays from `first` to `last`, as `date` and `name` (in English if it can).

    Args:
        first: The first day.
        last: The last day, included.
        country: Two- or three-letter code, or the country's name.
        subdivision: State or region, for its own holidays.
        language: Two letters, such as "de": the names', where the country's calendar has them in it.

    Raises:
        OptionError: The country or subdivision isn't known.

    Examples:
        >>> holiday_table(date(2024, 12, 20), date(2024, 12, 31), "germany")["name"].to_list()
        ['Christmas Day', 'Second Day of Christmas']
    """
    found = _country_calendar(country, subdivision, first.year, last.year, language)
    rows = sorted((day, name) for day, name in found.items() if first <= day <= last)
    return pl.DataFrame(rows, schema={"date": pl.Date, "name": pl.String}, orient="row")


@lru_cache(maxsize=32)
def holiday_names(country: str, subdivision: str | None = None) -> tuple[str, ...]:
    """The names behind `holiday_id`: id 1 is the first name, 0 no holiday, one past the last any other.

    Taken over fixed years, so that an id means the same holiday whatever dates are asked for.

    Args:
        country: Two- or three-letter code, or the country's name.
        subdivision: State or region, for its own holidays.
    """
    found = _country_calendar(country, subdivision, *_NAMED_YEARS)
    return tuple(sorted({plain_name(name) for name in found.values()}))


def weekend_days(country: str) -> tuple[int, ...]:
    """The days that make a country's weekend, Monday being 0.

    Examples:
        >>> weekend_days("GB"), weekend_days("SA")
        ((5, 6), (4, 5))
    """
    import holidays

    return tuple(sorted(holidays.country_holidays(find_country(country)).weekend))


def find_country(text: str) -> str:
    """The two-letter code of a country given by code or name.

    Raises:
        OptionError: No country is called that; the message offers the closest.

    Examples:
        >>> find_country("uk"), find_country("Germany"), find_country("ECU")
        ('GB', 'DE', 'EC')
    """
    from holidays.registry import COUNTRIES

    names = {key.replace("_", " "): values[1] for key, values in COUNTRIES.items()}
    codes = {"UK": "GB"} | {alias.upper(): values[1] for values in COUNTRIES.values() for alias in values}
    wanted = text.strip()
    code = names.get(wanted.lower()) or codes.get(wanted.upper())
    if code is not None:
        return str(code)
    close = [names[name] for name in closest(wanted, names)]
    if not close:
        two_letters = [key for key in codes if len(key) == 2]
        close = [codes[key] for key in closest(wanted, two_letters)]
    title = {values: name.title() for name, values in names.items()}
    offer = ", ".join(f"{code} ({title[code]})" for code in dict.fromkeys(close)) or "GB, US, DE, FR …"
    raise OptionError(
        f"No country is known as {text!r}.", fix=f"Give {option('country')} a code such as {offer}."
    )


def _country_calendar(
    country: str, subdivision: str | None, first_year: int, last_year: int, wanted: str | None = None
) -> dict[date, str]:
    """Holidays of whole years, within the years that the library knows for the country."""
    import holidays

    code = find_country(country)
    known: Any = holidays.country_holidays(code)
    if subdivision is not None:
        subdivision = _find_subdivision(subdivision, code, known)
    years = range(max(first_year, known.start_year), min(last_year, known.end_year) + 1)
    # Without a language the names would follow the machine's own, and ids with them.
    language = "en_US" if "en_US" in known.supported_languages else known.default_language
    if wanted in known.supported_languages:
        language = wanted
    calendar: Any = holidays.country_holidays(code, subdiv=subdivision, years=years, language=language)
    return {day: name for day, name in calendar.items() if first_year <= day.year <= last_year}


def _find_subdivision(text: str, country: str, known: Any) -> str:
    """The code of a subdivision given by code or name."""
    aliases = {alias.lower(): code for alias, code in known.subdivisions_aliases.items()}
    codes = {code.lower(): code for code in known.subdivisions} | aliases
    code = codes.get(text.strip().lower())
    if code is not None:
        return str(code)
    if not codes:
        raise OptionError(
            f"{country} has no regions with holidays of their own, but {text!r} was given.",
            fix=f"Leave {option('subdivision')} out.",
        )
    close = [codes[key] for key in closest(text, codes)]
    offer = ", ".join(dict.fromkeys(close)) or ", ".join(list(known.subdivisions)[:10])
    raise OptionError(
        f"{country} has no region known as {text!r}.",
        fix=f"Give {option('subdivision')} a code such as {offer}, or leave it out.",
    )


def plain_name(name: str) -> str:
    """A holiday's name without the remark that it is observed, estimated or moved; the first of several.

    Examples:
        >>> plain_name("Boxing Day (observed); Saint Stephen's Day")
        'Boxing Day'
    """
    return re.sub(r"\s*\([^)]*\)", "", name.split(";", maxsplit=1)[0]).strip()
