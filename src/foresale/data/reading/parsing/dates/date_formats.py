# ruff: noqa: E501, RUF001 (a pattern or a language a line, in its own letters)
"""The ways people write dates, as patterns that are matched on whole columns."""

from __future__ import annotations

import re

import polars as pl

from foresale.data.reading.parsing.dates.date_outlines import likely_families
from foresale.data.reading.parsing.dates.month_names import months_by_name
from foresale.data.reading.parsing.dates.other_calendars import to_gregorian
from foresale.data.reading.parsing.dates.weekday_names import weekday_words
from foresale.data.reading.parsing.plain_text import latin_digits, plain_text
from foresale.data.reading.parsing.times.zone_names import AMBIGUOUS, OFFSETS

_ZONE = r"(?P<z>(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|" + "|".join([*OFFSETS, *AMBIGUOUS]) + ")"
_TIME = (
    r"(?:(?:T|:|,?\s+)(?:(?:at|um|klo?|a las|alle|as|a|в)\.?\s+)?(?P<H>\d{1,2})[:h.](?P<M>\d{2})(?:[:.](?P<S>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?:uhr|h|hrs)?\s*(?P<ap>[AaPp]\.?\s?[Mm]\.?)?)?\s*(?i:" + _ZONE + r")?\s*(?:\[[A-Za-z0-9_/+-]+\])?$"
)
_CLOCK = r"(?:T(?P<H>\d{2}):?(?P<M>\d{2})(?::?(?P<S>\d{2})(?:[.,]\d+)?)?|(?P<H2>\d{2})(?P<M2>\d{2})(?P<S2>\d{2})?)?"
_NAME = r"(?P<mon>[\p{L}\p{M}]{3,14}|[\p{Devanagari}\p{Thai}\p{M}]{2,3})"
_TO_NAME = r"(?:st|nd|rd|th|er|º|°|ª|\.)?[-\s/.]*(?:de\s+|di\s+|of\s+)?"
_FROM_NAME = r"\.?[-\s/.,']*(?:de\s+|del\s+)?"
_YEAR = r"(?P<y>(?:19|20)\d{2})"
_SHORT_YEAR = r"'?(?P<y>(?:19|20)\d{2}|\d{2})"
_WEEK = (
    r"(?:w|wk|week|weeks|kw|cw|woche|s|sem|semaine|semana|settimana|sett|v|vecka|uke|uge|hafta|неделя|нед)\.?"
)
_QUARTER = r"(?:q|qtr|quarter|quartal|t|trim|trimestre|trimester|kwarta[lł]|kwartaal|kvartal|kv|ceyrek|квартал|кв)\.?"
_ORDINAL = r"(?:st|nd|rd|th|er|ere|e|eme|o|º|°|ª|a|\.|-й|-ий)?"


def _latin(pattern: str) -> str:
    """A pattern for text that has no other digits left: those of all scripts take five times as long to compile."""
    return pattern.replace(r"\d", "[0-9]").replace(r"\D", "[^0-9]")


_FAMILIES = {
    "ymd": r"^(?P<y>\d{4})(?:[-/.]\s?| )(?P<m>\d{1,2})(?:[-/.]\s?| )(?P<d>\d{1,2})\.?" + _TIME,
    "numeric": r"^(?P<a>\d{1,2})(?:(?P<sep>[-/.])\s?| )(?P<b>\d{1,2})(?:[-/.]\s?| )(?P<y>\d{4}|\d{2})" + _TIME,
    "short_ymd": r"^'?(?P<y>\d{2})/(?P<m>\d{1,2})/(?P<d>\d)$",
    "compact": r"^" + _YEAR + r"(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])" + _CLOCK + rf"(?:\.0)?{_ZONE}?$",
    "compact_time": r"^" + _YEAR + r"(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])" + _TIME,
    "week": r"^(?P<y>\d{4})[-\s/_.,]*" + _WEEK + r"\s?(?P<w>\d{1,2})(?:-(?P<wd>[1-7]))?$",
    "week_year": r"^" + _WEEK + r"\s?-?(?P<w>\d{1,2})[-\s,/._]+(?:of\s|de\s|in\s)?" + _SHORT_YEAR + "$",
    "week_first": r"^(?P<w>\d{1,2})\.?\s?(?:kw|week|woche|semaine|semana|hafta|неделя)[-\s,/.]*" + _SHORT_YEAR + "$",
    "year_roman": r"^" + _YEAR + r"[-\s/_.,]+(?P<q>i{1,3}|iv)(?:[-\s.]+(?:kw\.?|" + _QUARTER + "))?$",
    "roman_year": r"^(?P<q>i{1,3}|iv)[-\s/_.,]+(?:(?:kw\.?|" + _QUARTER + r")[-\s/_.,]*)?(?:de\s|del\s)?" + _YEAR + "$",
    "year_quarter": r"^" + _YEAR + r"[-\s/_.,]*(?:k|" + _QUARTER + ")" + r"\s?(?P<q>[1-4])$",
    "quarter_year": r"^" + _QUARTER + r"\s?(?P<q>[1-4])[-\s,/._]*(?:of\s|de\s|del\s)?" + _SHORT_YEAR + "$",
    "quarter_first": r"^(?P<q>[1-4]|i{1,3}|iv)\s?" + _ORDINAL + r"\s?" + _QUARTER
    + r"[-\s,/.]*(?:of\s|de\s|del\s|du\s)?" + _SHORT_YEAR + "$",
    "year_m": r"^" + _YEAR + r"[-\s/_]?(?:m|month|monat|mois|mes|mese)\s?(?P<m>\d{1,2})$",
    "m_year": r"^(?:m|month|monat|mois|mes|mese|thang)\s?(?P<m>\d{1,2})[-\s/_]+" + _YEAR + "$",
    "fiscal": r"^(?:(?:fy|gj|wj|ej)\s?'?" + _SHORT_YEAR + r"(?:/\d{2})?"
    r"(?:[-\s/_]*(?P<fu>p|m|q|w|c|period|month|week|quarter)\s?|[-\s/_]+)(?P<fp>\d{1,2})|" + _SHORT_YEAR.replace("<y>", "<y2>") + r"[-/._ ]?p(?P<fp2>\d{2})|"
    + _SHORT_YEAR.replace("<y>", "<y3>") + r"[/-]\d{2}[-\s/_]*(?P<fu3>p|m|q|quarter)\s?(?P<fp3>\d{1,2}))$",
    "fiscal_first": r"^(?P<fu>p|m|q|w|period|month|week|quarter)\s?(?P<fp>\d{1,2})[-\s/_]*(?:fy|gj|wj|ej)\s?'?"
    + _SHORT_YEAR + "$",
    "sap_period": r"^(?P<fp>0\d{2})[./]" + _YEAR + "$",
    "year_month": r"^" + _YEAR + r"[-/.:](?P<m>\d{1,2})$",
    "month_year": r"^(?P<m>\d{1,2})[-/.]" + _YEAR + "$",
    "six": r"^" + _YEAR + r"(?P<p>\d{2})(?:\.0)?$",
    "digits6": r"^(?P<a>\d{2})(?P<b>\d{2})(?P<y>\d{2})$",
    "digits8": r"^(?P<a>[0-3]\d)(?P<b>[0-3]\d)(?P<y>(?:19|20)\d{2})$",
    "day_name": r"^(?P<d>\d{1,2})" + _TO_NAME + _NAME + _FROM_NAME + r"(?P<y>\d{4}|\d{2})" + _TIME,
    "name_day": r"^" + _NAME + r"\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th|\.)?,?\s+(?P<y>\d{4})" + _TIME,
    "name_day_year": r"^" + _NAME + r"\.?(?P<sep>[-/.])(?P<d>\d{1,2})[-/.](?P<y>\d{4}|\d{2})" + _TIME,
    "ordinal": r"^" + _YEAR + r"[-./]?(?P<yd>[0-3]\d{2})$",
    "name_year": r"^" + _NAME + r"\.?[-\s,/'_]*(?:de\s+|del\s+)?(?P<y>\d{4})$",
    "year_name": r"^(?P<y>\d{4})[-\s/_.,]*" + _NAME + r"\.?(?:[-\s/](?P<d>\d{1,2})\.?)?$",
    "name_two": r"^" + _NAME + r"(?:\.?[-\s,/'_]+|\.)(?P<n>\d{1,2})$",
    "two_name": r"^(?P<n>\d{1,2})\.?[-\s/_]+" + _NAME + r"\.?$",
    "unix": r"^" + _NAME + r"\s+(?P<d>\d{1,2})\s+(?P<H>\d{2}):(?P<M>\d{2}):(?P<S>\d{2})\s+" + _ZONE + r"?\s*(?P<y>\d{4})$",
}  # fmt: skip
#: Family name → pattern. `a` and `b` are day and month in an order that the column must tell.
PATTERNS = {family: _latin(pattern) for family, pattern in _FAMILIES.items()}
#: Families that a column of plain numbers could also match by chance.
NUMERIC_LOOKS = ("compact", "six", "digits6", "digits8", "ordinal", "serial", "epoch")
#: Families whose cells name a whole period, and its length.
PERIOD_FAMILIES = {
    "week": "week", "week_year": "week", "week_first": "week", "year_quarter": "quarter",
    "year_roman": "quarter", "roman_year": "quarter", "year_week": "week",
    "quarter_year": "quarter", "quarter_first": "quarter", "year_m": "month", "m_year": "month",
    "year_month": "month", "month_year": "month", "name_year": "month", "name_two": "month",
    "two_name": "month", "year_name": "month", "fiscal": "month", "fiscal_first": "month", "sap_period": "month",
}  # fmt: skip
#: Those of them that count from a fiscal year's beginning.
FISCAL_FAMILIES = ("fiscal", "fiscal_first", "sap_period")

FIELDS = (
    "y",
    "m",
    "d",
    "a",
    "b",
    "sep",
    "w",
    "wd",
    "yd",
    "q",
    "p",
    "n",
    "fp",
    "fu",
    "mon",
    "H",
    "M",
    "S",
    "ap",
    "z",
)
_DOUBLED = {"H2": "H", "M2": "M", "S2": "S", "y2": "y", "y3": "y", "fp2": "fp", "fp3": "fp", "fu3": "fu"}
_MANY = 20_000  # distinct cells from which days and times of day are matched apart
_FEW_DAYS = 0.1  # distinct days, as a share of the cells
_DAY_AND_CLOCK = r"^\s*(?P<day>\S.*?\S)(?P<clock>(?:[T:]|,?\s+)\d{1,2}[:h.]\d{2}.*?)\s*$"
_MAX_AT_ONCE = 10_000  # distinct cells that are held against all families in one go
_FEW = 1_000  # distinct cells that match sooner than patterns compile
_QUICK = ("ymd", "numeric", "compact")
#: Cells of no family: words, short numbers, codes such as S1. Asked first, as there are many families.
_NEVER = _latin(r"^\s*(?:\D*|[-+]?\d{1,3}(?:[.,]\d{1,3})?|\d{4}|[\p{L}\p{M}]{1,2}\d{1,2})\s*$")
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_REWRITTEN = (
    (r"พ\.?\s?ศ\.?\s*(\d{4})", "$1"),
    (r"([ก-ฮ][ิี]?)\.\s?([ก-ฮ])\.", "$1$2"),
    (r'^="(.*)"$', "$1"),
    (r"/date\((-?\d+)(?:[+-]\d{4})?\)/", "$1"),
    (r"\b(am|上午|午前|오전)\s*(\d{1,2}:\d{2}(?::\d{2})?)", "$2 am"),
    (r"(下午|午後|오후)\s*(\d{1,2}:\d{2}(?::\d{2})?)", "$2 pm"),
    (r"(\d)\s*ص$", "$1 am"),
    (r"(\d)\s*م$", "$1 pm"),
    (r"(\d)\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日号號일]", "$1-$2-$3"),
    (r"(\d)\s*[年년]\s*(\d{1,2})\s*[月월]", "$1-$2"),
    (r"(\d)\s*[年년]\s*第?\s*(\d{1,2})\s*[周週주]", "$1-w$2"),
    (r"(\d)\s*[年년]\s*第?\s*([1-4])\s*(?:季度?|四半期|분기)", "$1-q$2"),
    (r"(\d)\s*[年년]\s*0?1\s*[-–〜～~]\s*0?3\s*[月월]期?$", "$1-q1"),
    (r"(\d)\s*[年년]\s*0?4\s*[-–〜～~]\s*0?6\s*[月월]期?$", "$1-q2"),
    (r"(\d)\s*[年년]\s*0?7\s*[-–〜～~]\s*0?9\s*[月월]期?$", "$1-q3"),
    (r"(\d)\s*[年년]\s*10\s*[-–〜～~]\s*12\s*[月월]期?$", "$1-q4"),
    (r"^(?:jan|ene|gen|янв)\p{L}*\.?\s*[-–/]\s*(?:mar|mrz|mrt|мар)\p{L}*\.?\s+(?:de\s+)?(\d{4})$", "$1-q1"),
    (r"^(?:apr|abr|avr|апр)\p{L}*\.?\s*[-–/]\s*(?:jun|juin|giu|июн)\p{L}*\.?\s+(?:de\s+)?(\d{4})$", "$1-q2"),
    (r"^(?:jul|juil|lug|июл)\p{L}*\.?\s*[-–/]\s*(?:sep|set|сен)\p{L}*\.?\s+(?:de\s+)?(\d{4})$", "$1-q3"),
    (r"^(?:o[ck]t|out|ott|окт)\p{L}*\.?\s*[-–/]\s*(?:de[cz]|dic|дек)\p{L}*\.?\s+(?:de\s+)?(\d{4})$", "$1-q4"),
    (r"(\d{1,2})\s*[月월][/\s]*(\d{4})$", "$2-$1"),
    (r"(\d)[時时点시]\s*(\d{1,2})[分분]", "$1:$2"),
    (r"\s*\((?:[^()]*)\)$", ""),
    (r"(\d)\s*(?:г\.?|года|год|року|р\.|r\.|roku|yil|yili)$", "$1"),
    (r"^(?:le|den|der|the|am|el|il|on)\s+", ""),
    (
        r"^(?:w/?[ec]|wk|week|woche)[\s.:]*(?:ending|ended|end|commencing|beginning|of|vom|ab)?[\s.:]+(\d{1,4}[-/.]\d.*)$",
        "$1",
    ),
)


def match_dates(cells: pl.Series) -> pl.DataFrame:
    """The parts of each cell by the first family it fits; `family` is null where it fits none.

    Args:
        cells: Distinct text cells.
    """
    if len(cells) > _MANY:
        apart = _match_days_and_clocks(cells)
        if apart is not None:
            return apart
    text, _ = to_gregorian(latin_digits(cells).str.strip_chars())
    found = pl.DataFrame({"cell": cells, "text": text}).with_columns(
        pl.lit(None, dtype=pl.String).alias(name) for name in ("family", *FIELDS)
    )
    if text.str.contains(_NEVER).all():
        return found
    found = _match(found, text, _QUICK)
    if found["family"].null_count():
        rest = found["family"].is_null()
        plain = _rewrite(plain_text(text.filter(rest)))
        whole = text.scatter(rest.arg_true(), plain)
        found = _match(found.with_columns(whole.alias("text")), whole, tuple(PATTERNS))
        found = _number_months(found)
    return _plain_numbers(found)


def _match_days_and_clocks(cells: pl.Series) -> pl.DataFrame | None:
    """The same for many cells of few days: each day is matched once; None where the two don't come apart."""
    parts = _split_at_a_blank(cells)
    if parts is None:
        parts = cells.str.extract_groups(_DAY_AND_CLOCK).struct.unnest()
    if parts["day"].null_count() or parts["day"].n_unique() > _FEW_DAYS * len(cells):
        return None
    days = match_dates(parts["day"].unique().alias(cells.name))
    clocks = parts["clock"].unique()
    own = ("H", "M", "S", "ap", "z")
    times = clocks.str.extract_groups("(?i)^" + _TIME).struct.unnest().select(*own, clock=clocks)
    if times["M"].null_count():
        return None
    table = parts.join(
        days.drop("text", *own), left_on="day", right_on="cell", how="left", maintain_order="left"
    ).join(times, on="clock", how="left", maintain_order="left")
    found = table.with_columns(cells.alias("cell"), cells.alias("text"))
    return found.select("cell", "text", "family", *FIELDS)


def _split_at_a_blank(cells: pl.Series) -> pl.DataFrame | None:
    """Day and clock on the two sides of the only blank, many times quicker than a pattern."""
    parts = cells.str.splitn(" ", 2).struct.unnest()
    parts.columns = ["day", "clock"]
    clocks = parts["clock"].unique()
    if parts["clock"].null_count() or not clocks.str.contains(r"^\d{1,2}[:h.]\d{2}[^ ]*$").all():
        return None
    return parts.with_columns((" " + pl.col("clock")).alias("clock"))


def _match(found: pl.DataFrame, text: pl.Series, families: tuple[str, ...]) -> pl.DataFrame:
    """Parts of the cells that no family fitted so far."""
    for family in _fitting(text.filter(found["family"].is_null()), families):
        if found["family"].null_count() == 0:
            break
        pattern = "(?i)" + PATTERNS[family]
        hits = text.str.contains(pattern) & found["family"].is_null()
        if not hits.any():
            continue
        parts = text.filter(hits).str.extract_groups(pattern).struct.unnest()
        rows = hits.arg_true()
        placed: dict[str, pl.Series] = {"family": _place(found["family"], rows, family)}
        for name in parts.columns:
            field = _DOUBLED.get(name, name)
            others = [parts[other] for other, same in _DOUBLED.items() if same == field and other in parts]
            values = pl.select(pl.coalesce(parts[field], *others)).to_series() if others else parts[name]
            placed[field] = _place(found[field], rows, values)
        found = found.with_columns(**placed)
    return found


def _fitting(text: pl.Series, families: tuple[str, ...]) -> tuple[str, ...]:
    """The families that some of the cells fit: one look at few cells is quicker than one a family."""
    if len(text) > _MAX_AT_ONCE:
        return families
    if len(text) <= _FEW:
        families = likely_families(text.drop_nulls().to_list(), families)
    if not families:
        return ()
    fits = text.alias("text").to_frame()
    looked = fits.select(
        pl.col("text").str.contains("(?i)" + PATTERNS[one]).any().alias(one) for one in families
    )
    return tuple(one for one in families if looked[one][0])


def _place(column: pl.Series, rows: pl.Series, values: pl.Series | str) -> pl.Series:
    return column.clone().scatter(rows, values)


def _rewrite(plain: pl.Series) -> pl.Series:
    """Cells without what only decorates a date: weekdays, brackets, the words for year and month."""
    rewritten = pl.col("text")
    for pattern, by in _REWRITTEN:
        rewritten = rewritten.str.replace(_latin(pattern), by)
    table = plain.alias("text").to_frame().select(rewritten)
    ends = table.select(
        pl.col("text").str.extract(pattern, 1).alias(pattern)
        for pattern in (r"^([\p{L}\p{M}’-]+)", r"[\s,]([\p{L}\p{M}’-]+)\.?$")
    )
    plain = table["text"].alias(plain.name)
    words = {word for end in ends for word in end.unique()} & weekday_words()
    if words:
        names = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
        tail = r"(\d{1,2}(?:[-/.]\s?\d|\.?[-\s]+\p{L}).*)"  # not of "Mar 5 2024", which needs its month
        plain = plain.str.replace(rf"^(?:{names})[.,]*\s+{tail}$", "$1")
        plain = plain.str.replace(rf"^(.*[^\d,\s].*)[,\s]+(?:{names})$", "$1")  # not of "2024 Mar"
        longer = "|".join(re.escape(word) for word in sorted(words - {"mar"}, key=len, reverse=True))
        if longer:
            plain = plain.str.replace(rf"^(?:{longer})[.,]*\s+(\S.*)$", "$1")
    return plain.str.replace(r"^(?:den|the|le|el)\s+", "")


def _number_months(found: pl.DataFrame) -> pl.DataFrame:
    """Month names as numbers; a cell whose word names no month fits no family."""
    if found["mon"].null_count() == found.height:
        return found.with_columns(pl.col("q").replace(_ROMAN))
    numbers = months_by_name(found["mon"].drop_nulls().unique(maintain_order=True).to_list())
    named = pl.col("mon").replace_strict(
        {word: str(number) for word, number in numbers.items()}, default=None, return_dtype=pl.String
    )
    unknown = pl.col("mon").is_not_null() & named.is_null()
    return found.with_columns(
        pl.coalesce(named, "m").alias("m"),
        pl.when(~unknown).then("family").alias("family"),
        pl.col("q").replace(_ROMAN),
    )


def _plain_numbers(found: pl.DataFrame) -> pl.DataFrame:
    """Mark Excel's day numbers and Unix times among the cells that no pattern fitted."""
    serial = pl.col("text").str.contains(r"^[2-7]\d{4}(?:[.,]\d+)?$")
    epoch = pl.col("text").str.contains(r"^1\d{9}(?:\d{3}|\d{6})?(?:\.\d+)?$")
    family = pl.when(serial).then(pl.lit("serial")).when(epoch).then(pl.lit("epoch"))
    return found.with_columns(pl.coalesce(pl.col("family"), family).alias("family"))
