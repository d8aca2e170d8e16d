"""Numbers that name things, such as a store's, taken for amounts."""

from __future__ import annotations

from foresale.data.reading.columns.words.names import words_of
from foresale.panel import Panel
from foresale.reports import wording
from foresale.reports.warning import ReportWarning

_CODE_WORDS = frozenset(
    [
        *("id", "ids", "code", "codes", "no", "nr", "num", "number", "zip", "postal", "postcode"),
        *("plz", "cap", "sku", "ean", "gtin", "upc", "plu", "barcode"),
    ]
)


def warn_of_codes(panel: Panel) -> ReportWarning | None:
    """Whether a column that names things, such as a store's number, was taken for an amount."""
    if _is_code(panel.target_name):
        name = wording.words(panel.target_name)
        return ReportWarning(
            "names_as_numbers",
            f"The forecast adds up “{name}”, which reads like a number that names something.",
            "Adding such numbers up makes no sense.",
            "Choose the column that holds units or money as the target.",
        )
    columns = [name for name in (*panel.known_ahead, *panel.past_only) if name not in panel.categories]
    names = [wording.words(name) for name in columns if _is_code(name)]
    if not names:
        return None
    quoted = ", ".join(f"“{name}”" for name in names)
    return ReportWarning(
        "names_as_numbers",
        f"{quoted} may name things, but {'was' if len(names) == 1 else 'were'} used as an amount.",
        "A model that takes a code for an amount sees an order where there is none.",
        "Say which part the column plays: a key if it tells series apart, or ignored.",
    )


def _is_code(name: str) -> bool:
    words = words_of(name)
    return bool(words) and words[-1] in _CODE_WORDS
