"""Products and stores of a file under the spelling that is stored: proven, asked, or set aside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from foresale.data.reading.parsing.key_text import (
    bare_text,
    code_number,
    fold_text,
    is_parted,
    is_power,
    is_whole_decimal,
)
from foresale.data.reading.questions import Ask, Question, settle
from foresale.data.reading.rows.cells.key_spelling import KeySpelling, list_pairs
from foresale.data.reading.rows.rejects import Rejects
from foresale.messages import option
from foresale.notes import Certainty, Evidence, Note, Reading, counted

MIN_PAIRS = 3
"""Codes that must all differ from stored ones alike before that proves how the file writes them."""

_KINDS = {"product": "products", "store": "stores"}


@dataclass(frozen=True)
class StoredKeys:
    """Products and stores that are stored, each code with its name.

    Attributes:
        products: SKU → name.
        stores: Code → name.
    """

    products: Mapping[str, str] = field(default_factory=dict)
    stores: Mapping[str, str] = field(default_factory=dict)


NOTHING_STORED = StoredKeys()


def spell_as_stored(
    rows: pl.DataFrame, stored: StoredKeys, spelling: KeySpelling, faults: Rejects, ask: Ask
) -> tuple[pl.DataFrame, list[Note]]:
    """Give products and stores that are stored under another spelling the stored one.

    Case, blanks and forms of letters never make another product. Leading zeros, marks between thousands
    and hyphens may: they don't where the names agree, or where three codes or more differ alike from stored
    ones and no code says otherwise. The rest is asked about, and what may be several stored products,
    or has lost its last digits, is set aside.

    Args:
        rows: Typed rows, with `product`, `store` and `product_name`.
        stored: What is stored.
        spelling: Whether what is likely is joined without asking ("merge-likely"), or nothing ("keep").
        faults: Takes up the rows that are set aside.
        ask: Asked whether codes that are likely the same are.
    """
    notes: list[Note] = []
    if spelling == "keep":
        return rows, notes
    for key, named in (("product", stored.products), ("store", stored.stores)):
        labels = rows[key].drop_nulls().unique()
        damaged = labels.filter(is_power(labels) & ~labels.is_in(list(named)))
        reason = (
            "is a code whose last digits a spreadsheet rounded away; export codes as text, or store it as "
            f"written with {option('key_spelling', 'keep')}"
        )
        faults.refuse(rows[key].is_in(damaged.implode()), key, rows[key], reason)
        if not named:
            continue
        fresh = labels.filter(~labels.is_in(list(named)) & ~labels.is_in(damaged.implode())).sort()
        pairs = _candidates(fresh, pl.Series(list(named), dtype=pl.String))
        several = pairs.filter(pl.col("several"))
        reason = (
            f"may be one of several stored {_KINDS[key]} that are written alike; write it as one of them, or "
            f"store it as another with {option('key_spelling', 'keep')}"
        )
        faults.refuse(rows[key].is_in(several["label"].implode()), key, rows[key], reason)
        pairs = _prove(pairs.filter(~pl.col("several")), labels, named, _names(rows, key))
        joined, said = _join(pairs, key, spelling, ask)
        rows = rows.with_columns(rows[key].replace(joined["label"], joined["stored"]))
        notes += said
    return rows, notes


def _candidates(fresh: pl.Series, known: pl.Series) -> pl.DataFrame:
    """New labels with the stored code each resembles most: `label`, `stored`, `by`, `several`."""
    found = []
    for by, form in (("text", fold_text), ("number", code_number), ("bare", bare_text)):
        mine = pl.DataFrame({"label": fresh, "form": form(fresh)}, schema_overrides={"form": pl.String})
        theirs = pl.DataFrame({"stored": known, "form": form(known)}, schema_overrides={"form": pl.String})
        both = mine.drop_nulls().join(theirs.drop_nulls(), on="form").sort("label", "stored")
        both = both.with_columns((pl.len().over("label") > 1).alias("several"), by=pl.lit(by))
        both = both.unique("label", keep="first", maintain_order=True)
        found.append(both.select("label", "stored", "by", "several"))
        fresh = fresh.filter(~fresh.is_in(both["label"].implode()))
    return pl.concat(found)


def _names(rows: pl.DataFrame, key: str) -> pl.DataFrame:
    """The one name that the file gives each code: `label`, `name`."""
    if key != "product" or rows["product_name"].null_count() == rows.height:
        return pl.DataFrame(schema={"label": pl.String, "name": pl.String})
    named = rows.select(pl.col("product").alias("label"), pl.col("product_name").alias("name")).drop_nulls()
    named = named.unique()
    return named.filter(named["label"].is_unique())


def _prove(
    pairs: pl.DataFrame, labels: pl.Series, named: Mapping[str, str], names: pl.DataFrame
) -> pl.DataFrame:
    """The pairs with `proof`: what shows that the two are one, null where nothing does."""
    known = pl.Series(list(named), dtype=pl.String)
    own = pl.DataFrame({"stored": known, "own": pl.Series(list(named.values()), dtype=pl.String)})
    pairs = pairs.join(names, on="label", how="left").join(own, on="stored", how="left")
    agree = (fold_text(pairs["name"]) == fold_text(pairs["own"])).fill_null(value=False)
    agree &= (pairs["own"] != pairs["stored"]) & (pairs["name"] != pairs["label"])
    whole = pairs["label"].str.replace(r"\.0+$", "") == pairs["stored"]
    decimals = labels.str.contains(r"^\d+\.\d*[1-9]\d*$").any()
    by_number = pairs["by"] == "number"
    style = _same_style(pairs.filter(by_number), labels, known)
    proof = (
        pl.when(pairs["by"] == "text")
        .then(pl.lit("only case, blanks or forms of letters differ"))
        .when(agree)
        .then(pl.lit("their names are the same"))
        .when(is_whole_decimal(pairs["label"]) & whole & pl.lit(not decimals))
        .then(pl.lit("they are whole numbers with a decimal point"))
        .when(by_number & pl.lit(style is not None))
        .then(pl.lit(style))
        .otherwise(pl.lit(None, dtype=pl.String))
    )
    return pairs.with_columns(proof.alias("proof"))


def _same_style(pairs: pl.DataFrame, labels: pl.Series, known: pl.Series) -> str | None:
    """How all codes of one side differ from those of the other, where that is proven; None where it isn't."""
    if pairs.height < MIN_PAIRS or pairs["stored"].is_duplicated().any():
        return None
    mine = labels.filter(labels.str.contains(r"^[0-9]+$"))
    theirs = known.filter(known.str.contains(r"^[0-9]+$"))
    for padded, plain, words in (
        (mine, theirs, "this file alone writes leading zeros, and all codes to one length"),
        (theirs, mine, "this file alone has lost the leading zeros of codes of one length"),
    ):
        zeros = padded.str.contains("^0[0-9]")
        if zeros.any() and not plain.str.contains("^0[0-9]").any():
            one_length = padded.str.len_chars().n_unique() == 1
            return words if one_length else None
    parted = is_parted(labels).any(), is_parted(known).any()
    return "one side writes marks between thousands throughout" if parted[0] != parted[1] else None


def _join(pairs: pl.DataFrame, key: str, spelling: KeySpelling, ask: Ask) -> tuple[pl.DataFrame, list[Note]]:
    """The pairs that are one, after asking about those that nothing proves; and notes."""
    proven, open_pairs = (pairs.filter(pl.col("proof").is_not_null() == sure) for sure in (True, False))
    joined, notes = proven, []
    if proven.height:
        notes.append(_note(proven, key, "joined, as " + "; ".join(sorted(set(proven["proof"]))), "proven"))
    if open_pairs.is_empty():
        return joined, notes
    noun = _KINDS[key]
    same, other = f"the same {noun}", f"other {noun}"
    answer, sure = same, "told"
    if spelling != "merge-likely":
        short, every = _list_pairs(open_pairs)
        text = (
            f"{counted(open_pairs.height, noun[:-1])} of the file "
            f"{'is' if open_pairs.height == 1 else 'are'} not stored, but much alike "
            f"{'one that is' if open_pairs.height == 1 else 'ones that are'} ({short}): the same, or others?"
        )
        fix = (
            f"{option('key_spelling', 'merge-likely')} joins them, {option('key_spelling', 'keep')} makes "
            "them others."
        )
        readings = (Reading(f"{same}: {every}"), Reading(other))
        answer, sure = (
            settle(Question(f"stored_{key}_spelling", text, (same, other), fix, readings), ask),
            "asked",
        )
    if answer == same:
        joined = pl.concat([proven, open_pairs])
    outcome = "joined" if answer == same else f"kept as other {noun}"
    notes.append(_note(open_pairs, key, outcome, "told" if sure == "told" else "asked"))
    return joined, notes


def _note(pairs: pl.DataFrame, key: str, outcome: str, certainty: Certainty) -> Note:
    short, every = _list_pairs(pairs)
    text = f"{counted(pairs.height, _KINDS[key][:-1])} stored under another spelling ({short}): {outcome}."
    return Note(f"stored_{key}_spelling", pairs.height, text, Evidence(every, certainty=certainty))


def _list_pairs(pairs: pl.DataFrame) -> tuple[str, str]:
    return list_pairs(list(pairs.sort("label").select("label", "stored").iter_rows()))
