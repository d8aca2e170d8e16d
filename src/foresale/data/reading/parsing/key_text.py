"""Codes and names as text: what is the same although it is written otherwise."""

from __future__ import annotations

import html

import polars as pl

_INVISIBLE = "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff]"
_JOINERS = "[\u200c\u200d]"
_BLANKS = r"[\s\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+"
_WIDE = "[\uff00-\uffef\u3000]"
_SINGLE_QUOTES = "[\u2018\u2019\u201a\u201b\u2032\u02bc`\u00b4]"
_DOUBLE_QUOTES = "[\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb]"
_DASHES = "[\u2010-\u2015\u2212\ufe58\ufe63]"
_PLAIN = r"^[!-~]+( [!-~]+)*$"
#: ="0017" and '0017, as people make a spreadsheet keep zeros, and "0017" with quotes of its own.
_AS_TEXT = r"""^(?:=\s*"(.*)"|'(\d.*)|"([^"]*)")$"""
_ENTITY = (
    "&(?:amp|lt|gt|quot|apos|nbsp|[aeiouAEIOU](?:acute|grave|circ|uml)|[cC]cedil|[nN]tilde|szlig|"
    "#[0-9]{2,5}|#x[0-9a-fA-F]{2,5});"
)
_PARTED = r"^\d{1,3}([,.'’  ]\d{3})+$"
_WHOLE = r"^\d+\.0{1,2}$|^\d{4,}\.0+$"
_POWER = r"(?i)^(\d)(?:[.,](\d+))?E\+(\d{1,2})$"


def clean_text(labels: pl.Series) -> pl.Series:
    r"""Labels without what nobody sees: composed letters, plain single blanks, no zero-width characters.

    A spreadsheet's ="0017" and '0017 are 0017, and a web page's M&amp;M is M&M.

    Examples:
        >>> clean_text(pl.Series(["Cafe\u0301\u00a0 noir ", '="0017"', "'0450"])).to_list()
        ['Café noir', '0017', '0450']
    """
    named = labels.str.contains(_ENTITY).fill_null(value=False)
    if named.any():
        labels = labels.replace({label: html.unescape(label) for label in labels.filter(named).unique()})
    untidy = ~labels.str.contains(_PLAIN).fill_null(value=True)
    if untidy.any():
        tidy = (
            labels.str.normalize("NFC")
            .str.replace_all(_INVISIBLE, "")
            .str.replace_all(_BLANKS, " ")
            .str.strip_chars()
        )
        labels = tidy.zip_with(untidy & (tidy != ""), labels)
    marked = labels.str.contains("^[=\"']").fill_null(value=False)
    if not marked.any():
        return labels
    groups = [labels.str.extract(_AS_TEXT, group) for group in (1, 2, 3)]
    inner = pl.select(pl.coalesce(*groups)).to_series().str.strip_chars()
    return inner.zip_with((inner.str.len_chars() > 0).fill_null(value=False), labels).alias(labels.name)


def fold_text(labels: pl.Series) -> pl.Series:
    r"""Labels as a person compares them: without case, forms of quotes and dashes, or full-width letters.

    Examples:
        >>> fold_text(pl.Series(["\uff2dilk", "Milk ", "O\u2019Neil"])).to_list()
        ['milk', 'milk', "o'neil"]
    """
    labels = clean_text(labels)
    foreign = labels.str.contains(r"[^ -~]").fill_null(value=False)
    if foreign.any():
        wide = labels.str.contains(_WIDE).fill_null(value=False)
        folded = labels.str.normalize("NFKC").zip_with(wide, labels)
        for pattern, plain in (
            (_SINGLE_QUOTES, "'"),
            (_DOUBLE_QUOTES, '"'),
            (_DASHES, "-"),
            (_JOINERS, ""),
        ):
            folded = folded.str.replace_all(pattern, plain)
        folded = folded.str.to_lowercase().str.replace_all("i\u0307", "i").str.replace_all("ς", "σ")
        return clean_text(folded.zip_with(foreign, labels.str.to_lowercase()))
    return labels.str.to_lowercase()


def bare_text(labels: pl.Series) -> pl.Series:
    """Labels without marks and blanks that don't stand between two digits; null where nothing else is left.

    Examples:
        >>> bare_text(pl.Series(["Coca-Cola", "AB 100", "1-10", "--"])).to_list()
        ['cocacola', 'ab100', '1 10', None]
    """
    words = fold_text(labels).str.replace_all(r"[^\pL\pM\pN]+", " ").str.strip_chars()
    bare = words.str.replace_all(r" ?([\pL\pM]) ?", "$1")
    return bare.set(bare == "", None)


def is_parted(labels: pl.Series) -> pl.Series:
    """Whether each label is digits with marks between thousands, such as 1,001."""
    return labels.str.contains(_PARTED).fill_null(value=False)


def is_whole_decimal(labels: pl.Series) -> pl.Series:
    """Whether each label is a whole number with zeros behind a point, such as 1001.0."""
    return labels.str.contains(_WHOLE).fill_null(value=False)


def is_power(labels: pl.Series) -> pl.Series:
    """Whether each label is a number in scientific notation, such as 4.00638E+12."""
    return labels.str.contains(_POWER).fill_null(value=False)


def expand_powers(labels: pl.Series) -> pl.Series:
    """Labels in scientific notation as the digits they stand for; null where digits were lost.

    Examples:
        >>> expand_powers(pl.Series(["4.006381333931E+12", "4.00638E+12", "A1"])).to_list()
        ['4006381333931', None, None]
    """
    first, rest = labels.str.extract(_POWER, 1), labels.str.extract(_POWER, 2).fill_null("")
    power = labels.str.extract(_POWER, 3).cast(pl.Int64)
    table = pl.DataFrame({"digits": first + rest, "rest": rest.str.len_chars(), "power": power})
    whole = pl.col("rest") == pl.col("power")
    return table.select(pl.when(whole).then("digits")).to_series().alias(labels.name)


def code_number(labels: pl.Series) -> pl.Series:
    """Digits of a code without marks, leading zeros and a point with zeros; null for any other label.

    Examples:
        >>> code_number(pl.Series(["0017", "17.0", "1,001", "1001", "A1", "0"])).to_list()
        ['17', '17', '1001', '1001', None, '0']
    """
    whole = labels.str.replace(r"\.0+$", "").zip_with(is_whole_decimal(labels), labels)
    plain = whole.str.replace_all(r"\D", "").zip_with(is_parted(whole), whole)
    powers = expand_powers(plain)
    plain = powers.zip_with(powers.is_not_null(), plain)
    digits = plain.str.contains(r"^[0-9]+$").fill_null(value=False)
    number = plain.str.replace(r"^0+([0-9])", "$1")
    return number.set(~digits, None).alias(labels.name) if not digits.all() else number.alias(labels.name)
