"""What a caller may say about a file of sales that is to be imported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal, Self

from foresale.data.reading.answers import Answers
from foresale.data.reading.options import ReadOptions
from foresale.errors import ColumnsError, OptionError, did_you_mean
from foresale.workflows.importing.questions import read_answers, write_answers

FIELDS = (
    "product", "store", "timestamp", "quantity", "unit_price", "revenue", "customer_group", "promotion",
    "transaction_id", "product_name", "category",
)  # fmt: skip
CONSTANT_FIELDS = ("product", "store", "customer_group", "promotion", "category")
DEFAULT_STORE = "main"
_LISTS = ("only", "without", "names", "rates", "number_words")


@dataclass(frozen=True)
class ImportOptions:
    """What the caller knows better than the file; everything left out is inferred.

    Attributes:
        columns: The file's column for a field (`FIELDS`); None for a field that no column is for.
        constants: A value for every row where no column holds it, such as the store of a single shop.
        answers: Answers to the questions of an earlier preview, by their names.
        day_first: Whether 05/06/2019 is the fifth of June.
        date_format: The dates' strptime format, such as "%d.%m.%Y".
        decimal: "." or ",".
        delimiter: What parts the cells of a text file.
        encoding: The text file's encoding.
        sheet: The workbook's sheet.
        time_zone: Whose clock the file's times are; by default each store's own.
        only: Rows to keep, as `Column=value,value`.
        without: Rows to leave out, written the same way.
        names: The columns' names, for a file without a header.
        fill_down: Whether labels hold for the blank rows below them.
        key_spelling: Whether products and stores written in several ways are one where that is certain
            ("merge"), where it is likely too ("merge-likely"), or never ("keep").
        cumulative: Whether amounts add up from period to period.
        duplicates: Whether lines repeated in every column count once ("drop") or each ("keep").
        rates: What one unit of each currency is worth, such as `EUR=1`.
        year: The year of months, weeks or days that say none.
        number_words: What words beside numbers make of them, such as `mil=1000`.
        any_age: Whether sales are meant that lie years before all that are stored.
    """

    columns: Mapping[str, str | None] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    answers: Answers = ()
    day_first: bool | None = None
    date_format: str | None = None
    decimal: str | None = None
    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    time_zone: str | None = None
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    fill_down: bool | None = None
    key_spelling: Literal["merge", "merge-likely", "keep"] = "merge"
    cumulative: bool | None = None
    duplicates: Literal["drop", "keep"] | None = None
    rates: tuple[str, ...] = ()
    year: int | None = None
    number_words: tuple[str, ...] = ()
    any_age: bool = False

    def __post_init__(self) -> None:
        """Refuse fields that don't exist and columns with two parts."""
        _refuse_unknown(self.columns, FIELDS, "columns")
        _refuse_unknown(self.constants, CONSTANT_FIELDS, "constants")
        named = [column for column in self.columns.values() if column is not None]
        twice = next((column for column in named if named.count(column) > 1), None)
        if twice is not None:
            raise OptionError(f"Column '{twice}' is named for two fields.", fix="Name it for one of them.")
        both = next((name for name in self.constants if self.columns.get(name) is not None), None)
        if both is not None:
            raise OptionError(
                f"'{both}' has both a column and a constant.", fix="Give one: the column or the constant."
            )

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The options as `as_json` gave them."""
        known = {item.name for item in fields(cls)}
        given = {name: value for name, value in stored.items() if name in known and value is not None}
        listed = {name: tuple(given.get(name, ())) for name in _LISTS}
        return cls(**{**given, **listed, "answers": read_answers(given.get("answers", ()))})

    def as_json(self) -> dict[str, Any]:
        """The options as JSON has them."""
        stated = {item.name: getattr(self, item.name) for item in fields(self)}
        listed = {name: list(stated[name]) for name in _LISTS}
        mapped = {name: dict(stated[name]) for name in ("columns", "constants")}
        return {**stated, **listed, **mapped, "answers": write_answers(self.answers)}

    def read_options(self) -> ReadOptions:
        """The same for the library's readers and role finder."""
        named = {field: column for field, column in self.columns.items() if column is not None}
        return ReadOptions(
            date=named.get("timestamp"),
            target=named.get("quantity"),
            price=named.get("unit_price"),
            promotion=named.get("promotion"),
            transaction=named.get("transaction_id"),
            day_first=self.day_first,
            date_format=self.date_format,
            decimal=self.decimal,
            delimiter=self.delimiter,
            encoding=self.encoding,
            sheet=self.sheet,
            time_zone=self.time_zone,
            only=self.only,
            without=self.without,
            names=self.names,
            fill_down=self.fill_down,
            key_spelling=self.key_spelling,
            cumulative=self.cumulative,
            duplicates=self.duplicates,
            rates=self.rates,
            year=self.year,
            number_words=self.number_words,
        )

    def check_columns(self, present: Iterable[str]) -> None:
        """Stop when a column is named that the file doesn't have.

        Raises:
            ColumnsError: With the closest name there is.
        """
        known = list(present)
        for part, column in self.columns.items():
            if column is not None and column not in known:
                listed = ", ".join(known[:20])
                raise ColumnsError(
                    f"There is no column '{column}', which is named for {part}.",
                    fix=did_you_mean(column, known, f"The file has {listed}."),
                )


def _refuse_unknown(named: Iterable[str], known: tuple[str, ...], where: str) -> None:
    for name in named:
        if name not in known:
            raise OptionError(
                f"'{name}' in {where} is no field of a sale.",
                fix=did_you_mean(name, known, f"The fields are {', '.join(known)}."),
            )
