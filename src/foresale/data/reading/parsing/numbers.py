"""Text to numbers: decimal commas, thousands marks, currency signs, percent, accountants' minus."""

from __future__ import annotations

import polars as pl

# What people type where there is no value.
MISSING = (
    "",
    "na",
    "n/a",
    "#n/a",
    "nan",
    "null",
    "none",
    "nil",
    "-",
    "–",
    "—",
    "--",
    ".",
    "?",
    "missing",
    "unknown",
)
_CURRENCY = (
    r"(?i)^(us\$|r\$|a\$|c\$|[$€£¥₹₽₺₩₴]|eur|usd|gbp|chf|rs\.?|fr\.|kr\.?|zł|kč)\s*|"
    r"\s*([$€£¥₹₽₺₩₴]|eur|usd|gbp|chf|kr\.?|zł|kč|ft|lei|,-)$"
)
_SPACES = r"[\s\u00a0\u202f\u2009'’]"
_TRUE = (
    "true",
    "t",
    "yes",
    "y",
    "ja",
    "oui",
    "si",
    "sí",
    "sì",
    "1",
    "1.0",
    "x",
    "on",
    "wahr",
    "vrai",
    "vero",
)
_FALSE = ("false", "f", "no", "n", "nein", "non", "0", "0.0", "off", "falsch", "faux", "falso")


def is_missing(values: pl.Series) -> pl.Series:
    """True where a cell is empty, NaN, or holds a word for "no value" such as NA."""
    if values.dtype.is_float():
        return values.is_null() | values.is_nan().fill_null(value=False)
    if values.dtype != pl.String:
        return values.is_null()
    empty = values.is_null()
    if empty.all():
        return empty
    return empty | values.str.strip_chars().str.to_lowercase().is_in(MISSING).fill_null(value=False)


def parse_numbers(values: pl.Series, *, decimal: str | None = None) -> pl.Series:
    """Cells as float64; null where a cell is missing or can't be read as a number.

    Reads 1.234,56 and 1,234.56, 1 234, 1'234, $5, 5 €, 12 %, (7) and 7- as people mean them. A
    mark that thousands are parted by must stand before three digits, so that 1,5 is not taken for 15.

    Args:
        values: Cells of any type.
        decimal: "." or ","; told from the cells where it's None.

    Examples:
        >>> parse_numbers(pl.Series(["1.234,50 €", "(3)", "12%", "n/a"]), decimal=",").to_list()
        [1234.5, -3.0, 0.12, None]
    """
    if values.dtype != pl.String:
        return _typed(values)
    plain = values.cast(pl.Float64, strict=False)
    decimal = decimal or find_decimal(values) or "."
    settled = plain.is_not_null() | values.is_null()
    if decimal == "." and settled.all():
        return plain.fill_nan(None)
    cells = values.filter(~settled) if decimal == "." else values
    distinct = cells.unique()
    table = pl.DataFrame({"cell": distinct, "number": _read_cells(distinct, decimal)})
    read = pl.DataFrame({"cell": values}).join(table, on="cell", how="left", maintain_order="left")["number"]
    if decimal == ".":
        read = pl.select(pl.coalesce(plain, read)).to_series()
    return read.fill_nan(None).alias(values.name)


def _typed(values: pl.Series) -> pl.Series:
    if values.dtype.is_numeric() or values.dtype == pl.Boolean:
        return values.cast(pl.Float64).fill_nan(None)
    if values.dtype in (pl.Categorical, pl.Enum):
        return parse_numbers(values.cast(pl.String))
    return pl.Series(values.name, [None], dtype=pl.Float64).new_from_index(0, len(values))


def _read_cells(cells: pl.Series, decimal: str) -> pl.Series:
    """Each distinct cell as a number, by the decimal mark that is known."""
    text = cells.str.strip_chars().str.replace_all("−", "-")
    text = text.str.replace(_CURRENCY, "").str.strip_chars()
    negative = text.str.contains(r"^\(.*\)$") | text.str.contains(r"^[^-].*-$") | text.str.starts_with("-")
    text = (
        text.str.replace(r"^\((.*)\)$", "$1")
        .str.replace(r"^[-+]", "")
        .str.replace(r"-$", "")
        .str.strip_chars()
    )
    text = text.str.replace(_CURRENCY, "").str.replace(_CURRENCY, "").str.strip_chars()
    percent = text.str.ends_with("%")
    text = text.str.strip_chars_end("%").str.strip_chars()
    thousands = "." if decimal == "," else ","
    point, mark = f"[{decimal}]", f"(?:[{thousands}]|{_SPACES})"
    valid = text.str.contains(
        rf"^(\d{{1,3}}({mark}\d{{3}})+|\d+)?({point}\d*)?([eE][+-]?\d+)?$"
    ) & text.str.contains(r"\d")
    infinite = text.str.contains(r"(?i)^inf(inity)?$")
    digits = text.str.replace_all(mark, "").str.replace(point, ".")
    number = digits.cast(pl.Float64, strict=False)
    table = pl.DataFrame({"n": number, "ok": valid, "inf": infinite, "neg": negative, "pct": percent})
    sized = pl.when(pl.col("inf")).then(float("inf")).when(pl.col("ok")).then(pl.col("n"))
    shared = pl.when(pl.col("pct")).then(sized / 100).otherwise(sized)
    return table.select(pl.when(pl.col("neg")).then(-shared).otherwise(shared)).to_series()


def find_decimal(values: pl.Series) -> str | None:
    """The decimal mark that the cells prove, or None where they prove none.

    Proof is a cell with both marks (the last one is decimal), a mark before other than three
    digits, or a mark that comes twice (it parts thousands). 1.234 alone proves nothing.

    Examples:
        >>> find_decimal(pl.Series(["1.234", "0,5"]))
        ','
    """
    if values.dtype != pl.String:
        return None
    cells = values.drop_nulls()
    cells = cells.filter(cells.str.contains("[.,]"))
    if not len(cells):
        return None
    cells = (
        cells.gather_every(max(1, len(cells) // 20_000)).str.extract(r"(\d[\d.,]*|[.,]\d+)", 1).drop_nulls()
    )

    def count(pattern: str) -> int:
        return int(cells.str.contains(pattern).sum())

    comma = count(r"\..*,") + count(r"^[^.,]*,(\d{1,2}|\d{4,})$") + count(r"^0?,\d+$") + count(r"\.\d{3}\.")
    point = count(r",.*\.") + count(r"^[^.,]*\.(\d{1,2}|\d{4,})$") + count(r"^0?\.\d+$") + count(r",\d{3},")
    if comma == point:
        return None
    return "," if comma > point else "."


def parse_flags(values: pl.Series) -> pl.Series:
    """Yes and no, true and false, 1 and 0 as 1.0 and 0.0; null where a cell says neither.

    Examples:
        >>> parse_flags(pl.Series(["yes", "No", "?"])).to_list()
        [1.0, 0.0, None]
    """
    if values.dtype != pl.String:
        return _typed(values)
    text = values.str.strip_chars().str.to_lowercase()
    flags = pl.DataFrame({"t": text}).select(
        pl.when(pl.col("t").is_in(_TRUE)).then(1.0).when(pl.col("t").is_in(_FALSE)).then(0.0)
    )
    return flags.to_series().alias(values.name)
