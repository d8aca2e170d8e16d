"""The ways people write dates, as patterns that are matched on whole columns."""

from __future__ import annotations

import polars as pl

_TIME = (
    r"(?:(?:T|,?\s+)(?P<H>\d{1,2})[:h.](?P<M>\d{2})(?:[:.](?P<S>\d{2})(?:[.,]\d+)?)?\s*(?P<ap>[AaPp]\.?\s?[Mm]\.?)?)?"
    r"\s*(?P<z>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?$"
)
_NAME = r"(?P<mon>[a-zà-ÿ]{3,10})"
_TO_NAME, _FROM_NAME = r"(?:st|nd|rd|th|er|º|\.)?[-\s/.]*(?:de\s+|di\s+)?", r"\.?[-\s/.,']*(?:de\s+|del\s+)?"

#: Family name → pattern. `a` and `b` are day and month in an order that the column must tell.
PATTERNS = {
    "ymd": r"^(?P<y>\d{4})[-/. ](?P<m>\d{1,2})[-/. ](?P<d>\d{1,2})" + _TIME,
    "numeric": r"^(?P<a>\d{1,2})(?P<sep>[-/. ])(?P<b>\d{1,2})[-/. ](?P<y>\d{4}|\d{2})" + _TIME,
    "compact": r"^(?P<y>(?:19|20)\d{2})(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?:\.0)?$",
    "week": r"^(?P<y>\d{4})[-\s/]?(?:W|w|KW|kw|S|s)(?P<w>\d{1,2})(?:-(?P<wd>[1-7]))?$",
    "year_month": r"^(?P<y>(?:19|20)\d{2})[-/.](?P<m>\d{1,2})$",
    "month_year": r"^(?P<m>\d{1,2})[-/.](?P<y>(?:19|20)\d{2})$",
    "year_month_compact": r"^(?P<y>(?:19|20)\d{2})(?P<m>0[1-9]|1[0-2])$",
    "day_name": r"^(?P<d>\d{1,2})" + _TO_NAME + _NAME + _FROM_NAME + r"(?P<y>\d{4}|\d{2})" + _TIME,
    "name_day": r"^" + _NAME + r"\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>\d{4})" + _TIME,
    "name_year": r"^" + _NAME + r"\.?[-\s,/']*(?P<y>\d{4})$",
    "year_name": r"^(?P<y>\d{4})[-\s/]" + _NAME + r"(?:[-\s/](?P<d>\d{1,2}))?$",
}
#: Families that a column of plain numbers could also match by chance.
NUMERIC_LOOKS = ("compact", "year_month_compact", "serial", "epoch")

_MONTHS = (
    ("jan", "jän", "ene", "gen"),
    ("feb", "fév", "fev", "fbr"),
    ("mar", "mär", "mae", "mrz"),
    ("apr", "avr", "abr"),
    ("may", "mai", "mag"),
    ("jun", "juin", "giu"),
    ("jul", "juil", "lug"),
    ("aug", "aoû", "aou", "ago"),
    ("sep", "set"),
    ("oct", "okt", "ott", "out"),
    ("nov",),
    ("dec", "dez", "déc", "dic"),
)
_MONTH_OF = {name: str(number) for number, names in enumerate(_MONTHS, start=1) for name in names}
_WEEKDAY = (
    r"(?i)^(?:(?:mon|tue|wed|thu|fri|sat|sun|mo|fr|sa|so|lun|mardi|martes|marted|mer|mi[eé]|jeu|jue|gio|ven|vie|sam|"
    r"s[aá]b|dim|dom)[a-zà-ÿ]*|di(?:enstag)?|mi(?:ttwoch)?|do(?:nnerstag)?)\.?,?\s+(?:den\s+)?(\d)"
)
_FIELDS = ("y", "m", "d", "a", "b", "sep", "w", "wd", "mon", "H", "M", "S", "ap", "z")


def match_dates(cells: pl.Series) -> pl.DataFrame:
    """The parts of each cell by the first family it fits; `family` is null where it fits none.

    Args:
        cells: Distinct text cells.
    """
    text = cells.str.strip_chars().str.replace(_WEEKDAY, "$1")
    lower = text.str.to_lowercase()
    found = pl.DataFrame({"cell": cells, "text": text}).with_columns(
        pl.lit(None, dtype=pl.String).alias(name) for name in ("family", *_FIELDS)
    )
    for family, wanted in PATTERNS.items():
        named = "?P<mon>" in wanted
        source, pattern = (lower, "(?i)" + wanted) if named else (text, wanted)
        hits = source.str.contains(pattern) & found["family"].is_null()
        if not hits.any():
            continue
        parts = source.filter(hits).str.extract_groups(pattern).struct.unnest()
        rows = hits.arg_true()
        for name in parts.columns:
            found = found.with_columns(_placed(found[name], rows, parts[name]))
        found = found.with_columns(_placed(found["family"], rows, pl.Series([family] * len(rows))))
        if found["family"].null_count() == 0:
            break
    month = pl.coalesce(
        pl.col("mon").str.slice(0, 4).replace_strict(_MONTH_OF, default=None),
        pl.col("mon").str.slice(0, 3).replace_strict(_MONTH_OF, default=None),
        pl.col("m"),
    )
    return _plain_numbers(found.with_columns(month.alias("m")))


def _placed(column: pl.Series, rows: pl.Series, values: pl.Series) -> pl.Series:
    return column.clone().scatter(rows, values)


def _plain_numbers(found: pl.DataFrame) -> pl.DataFrame:
    """Mark Excel's day numbers and Unix times among the cells that no pattern fitted."""
    serial = pl.col("text").str.contains(r"^[2-7]\d{4}(\.\d+)?$")
    epoch = pl.col("text").str.contains(r"^1\d{9}(\d{3})?(\.0+)?$")
    family = pl.when(serial).then(pl.lit("serial")).when(epoch).then(pl.lit("epoch"))
    return found.with_columns(pl.coalesce(pl.col("family"), family).alias("family"))


def build_datetimes(found: pl.DataFrame, *, day_first: bool) -> pl.DataFrame:
    """Matched parts as times: `wall` as written, `offset` in minutes east, and whether they are `timed`.

    `wall` is null where there is no such date. A week begins on its Monday, a month on its first day.
    Years of two digits lie between 1970 and 2069.
    """
    day, month = ("a", "b") if day_first else ("b", "a")
    number = {name: pl.col(name).cast(pl.Int64, strict=False) for name in ("y", "w", "wd", "H", "M", "S")}
    year = pl.when(number["y"] < 70).then(number["y"] + 2000).when(number["y"] < 100).then(number["y"] + 1900)
    iso = pl.concat_str(
        year.otherwise(number["y"]).cast(pl.String).str.zfill(4),
        pl.coalesce("m", month).str.zfill(2),
        pl.coalesce("d", day, pl.lit("1")).str.zfill(2),
        separator="-",
    )
    first_of_week_year = pl.concat_str("y", pl.lit("-01-04")).str.to_date("%Y-%m-%d", strict=False)
    monday = first_of_week_year - pl.duration(days=first_of_week_year.dt.weekday() - 1)
    week = monday + pl.duration(days=(number["w"] - 1) * 7 + number["wd"].fill_null(1) - 1)
    date = (
        pl.when(pl.col("w").is_null())
        .then(iso.str.to_date("%Y-%m-%d", strict=False))
        .otherwise(pl.when(number["w"].is_between(1, 53)).then(week))
    )
    pm, noon = pl.col("ap").str.to_lowercase().str.starts_with("p"), number["H"] == 12
    hour = pl.when(pm & ~noon).then(number["H"] + 12).when(~pm & noon).then(0).otherwise(number["H"])
    seconds = hour * 3600 + number["M"] * 60 + number["S"].fill_null(0)
    real_time = pl.col("H").is_null() | ((hour < 24) & (number["M"] < 60) & (number["S"].fill_null(0) < 60))
    wall = pl.when(real_time).then(date.cast(pl.Datetime("us")) + pl.duration(seconds=seconds.fill_null(0)))
    value = pl.col("text").cast(pl.Float64, strict=False)
    serial = pl.datetime(1899, 12, 30) + pl.duration(seconds=(value * 86_400).round())
    epoch = pl.from_epoch(pl.when(value > 1e11).then(value / 1000).otherwise(value).cast(pl.Int64), "s")
    family = pl.col("family")
    moment = (
        pl.when(family == "serial")
        .then(serial)
        .when(family == "epoch")
        .then(epoch.cast(pl.Datetime("us")))
        .otherwise(wall)
    )
    digits = pl.col("z").str.replace(":", "").str.slice(1)
    hours, rest = (digits.str.slice(at, 2).cast(pl.Int64, strict=False) for at in (0, 2))
    minutes = hours * 60 + rest.fill_null(0)
    offset = (
        pl.when(family == "epoch")
        .then(0)
        .when(pl.col("z").str.contains(r"^[+-]"))
        .then(pl.when(pl.col("z").str.starts_with("-")).then(-minutes).otherwise(minutes))
        .when(pl.col("z").is_not_null())
        .then(0)
    )
    timed = pl.col("H").is_not_null() | (family == "epoch") | ((family == "serial") & (value % 1 > 0))
    return found.select(
        "cell", moment.alias("wall"), offset.alias("offset"), timed.fill_null(value=False).alias("timed")
    )
