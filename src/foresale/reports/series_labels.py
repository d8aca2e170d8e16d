"""What series are called on a page: a product's name where the file has one beside its code."""

from __future__ import annotations

from collections import Counter

from foresale.data.reading.columns.words.names import words_of
from foresale.panel import Panel
from foresale.reports import wording

_NAME_WORDS = frozenset(
    [
        *("name", "names", "description", "descriptions", "desc", "title", "label", "bezeichnung"),
        *("beschreibung", "libelle", "designation", "nom", "intitule", "descripcion", "nombre"),
        *("denominacion", "nome", "descrizione", "denominazione", "descricao", "omschrijving", "naam"),
        *("benamning", "navn", "nazwa", "opis", "ad", "adi", "aciklama", "produktname", "artikelname"),
        *("productname", "itemname", "itemdescription", "productdescription", "artikelbezeichnung"),
    ]
)
MIN_DISTINCT_NAMES = 0.5  # of the codes; fewer names say a kind of product, not a product


def series_labels(panel: Panel) -> list[str]:
    """Each series by what its keys are called, joined; the one series of a file without keys is “All sales”.

    Args:
        panel: The series.
    """
    keys = panel.series.select(panel.keys).to_dict(as_series=False)
    if not keys or wording.is_one_total(keys):
        return ["All sales"] * panel.n_series
    columns = [column_labels(panel, key) for key in panel.keys]
    return [" · ".join(values) for values in zip(*columns, strict=True)]


def column_labels(panel: Panel, column: str) -> list[str]:
    """What each series' value of `column` is called: a name beside a code is used, never two codes alike."""
    values = ["(none)" if value is None else str(value) for value in panel.series[column].to_list()]
    beside = name_column(panel, column)
    if beside is None:
        return wording.label_values(column, values)
    names = {
        value: str(name).strip()
        for value, name in zip(values, panel.series[beside].to_list(), strict=True)
        if name is not None and str(name).strip()
    }
    uses = Counter(names.values())
    told = {value: name if uses[name] == 1 else f"{name} ({value})" for value, name in names.items()}
    return [told.get(value, value) for value in values]


def column_title(panel: Panel, column: str) -> str:
    """What a reader calls a column: a code that is shown by its product's name is a product."""
    return wording.words(column) if name_column(panel, column) is None else "product"


def name_column(panel: Panel, column: str) -> str | None:
    """The column that names the codes of key `column`; None where they are names, or nothing names them."""
    if column not in panel.keys or not _holds_codes(panel, column):
        return None
    codes = panel.series[column].n_unique()
    for other in panel.static_columns:
        if not _NAME_WORDS.intersection(words_of(other)):
            continue
        pairs = panel.series.select(column, other).n_unique()
        if pairs == codes and panel.series[other].n_unique() >= MIN_DISTINCT_NAMES * codes:
            return other
    return None


def _holds_codes(panel: Panel, column: str) -> bool:
    """Whether most values have a digit and no space, as codes have and names haven't."""
    values = panel.series[column].drop_nulls().cast(str).unique()
    coded = values.str.contains(r"\d") & ~values.str.contains(r"\s")
    return bool(len(values)) and int(coded.sum()) > 0.5 * len(values)
