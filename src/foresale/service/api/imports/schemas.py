"""Imports as they are sent and shown."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from foresale.service.api.kit.field_types import Code, RequestBody, TimeZone, printable, text
from foresale.workflows.importing.options import ImportOptions

Field_ = Literal[
    "product", "store", "timestamp", "quantity", "unit_price", "revenue", "customer_group", "promotion",
    "transaction_id", "product_name", "category",
]  # fmt: skip
Constant = Literal["product", "store", "customer_group", "promotion", "category"]
ColumnName = Annotated[str, text(500)]


_QuestionName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=1_500),
    AfterValidator(printable),  # a pattern of keys would leave clients without the type of the values
]
Answers = (
    Annotated[dict[_QuestionName, Annotated[str, text(500)]], Field(max_length=50)]
    | Annotated[list[Annotated[str, text(2_000)]], Field(max_length=50)]
)
"""Answers by the names of the questions; a list holds answers that fit one question each."""


class ImportOptionsGiven(RequestBody):
    """What the caller knows better than the file; everything left out is inferred."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "columns": {"quantity": "Pieces", "promotion": None},
                    "constants": {"store": "S01"},
                    "answers": {"date_order:Sold on": "day first"},
                }
            ]
        }
    )

    columns: dict[Field_, ColumnName | None] = Field(
        {}, description="The file's column for a field; null for a field that no column is for."
    )
    constants: dict[Constant, Code] = Field(
        {}, description="A value for every row where no column holds it, as the store of a single shop."
    )
    answers: Answers = Field(
        [],
        description="Answers to the preview's questions, by their names; or a list of answers, where each "
        "fits one question only. An answer to what isn't asked is refused.",
        examples=[{"date_order:Sold on": "day first", "total_rows:Product": "They are sales: keep them"}],
    )
    day_first: bool | None = Field(None, description="Whether 05/06/2019 is the fifth of June.")
    date_format: Annotated[str, text(50)] | None = Field(None, examples=["%d.%m.%Y"])
    year: Annotated[int, Field(ge=1950, le=2100)] | None = Field(
        None, description="The year of months, weeks or days that say none."
    )
    decimal: Literal[".", ","] | None = None
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = Field(
        None, description="What parts the cells of a text file."
    )
    encoding: Annotated[str, text(30)] | None = Field(None, examples=["cp1252"])
    sheet: Annotated[str, text(100)] | None = Field(None, description="The workbook's sheet.")
    time_zone: TimeZone | None = Field(
        None, description="Whose clock the file's times are; by default each store's own."
    )

    only: list[Annotated[str, text(2_000)]] = Field(
        [], max_length=50, description="Rows to keep.", examples=[["Status=paid,shipped"]]
    )
    without: list[Annotated[str, text(2_000)]] = Field(
        [], max_length=50, description="Rows to leave out.", examples=[["Product=Total,Grand Total"]]
    )

    names: list[ColumnName] = Field(
        [], max_length=500, description="The columns' names, for a file without a header."
    )
    fill_down: bool | None = Field(
        None, description="Whether labels hold for the blank rows below them; proved from the cells if null."
    )
    key_spelling: Literal["merge", "merge-likely", "keep"] = Field(
        "merge",
        description="Products and stores written in several ways: one if certain, also if likely, or never.",
    )
    cumulative: bool | None = Field(
        None, description="Whether amounts add up from period to period, such as year to date."
    )
    duplicates: Literal["drop", "keep"] | None = Field(
        None, description="Lines repeated in every column: once, or each; told from the file if null."
    )
    rates: list[Annotated[str, Field(pattern=r"^[^=]{1,10}=[0-9.]{1,20}$")]] = Field(
        [],
        max_length=200,
        description="What one unit of each currency is worth.",
        examples=[["EUR=1", "USD=0.92"]],
    )
    number_words: list[Annotated[str, Field(pattern=r"^[^=]{1,20}=[0-9.]{1,20}$")]] = Field(
        [],
        max_length=20,
        description="What words beside numbers make of them.",
        examples=[["mil=1000"]],
    )
    any_age: bool = Field(
        False, description="Whether sales are meant that lie years before all that are stored."
    )

    def options(self) -> ImportOptions:
        """The same for the importer."""
        return ImportOptions.from_json(self.model_dump())


class ImportUndone(RequestBody):
    """Why an import is undone."""

    reason: Annotated[str, text(200)] = Field(description="Kept in the audit log.")


class ImportColumn(BaseModel):
    """A column of the file."""

    column: str
    field: str | None = Field(description="What it is taken for; null for nothing.")
    samples: list[str] = Field(description="Its first cells.")


class ImportReading(BaseModel):
    """One way to read what the file holds."""

    meaning: str
    total: float | None = Field(None, description="What the quantity would then add up to.")


class ImportQuestion(BaseModel):
    """Something that the file leaves open."""

    name: str = Field(
        "",
        description="What it is about, and the file or column that it is of: the same whenever the file is "
        "read. Its answer is sent under it.",
        examples=["date_order:Sold on"],
    )
    text: str
    answers: list[str] = Field(description="Send one of them in `answers`; the first holds until then.")
    answer: str | None = Field(None, description="What was answered; null while it is open.")
    readings: list[ImportReading] = Field(
        [], description="What the file would add up to, read in each way, where that tells them apart."
    )
    fix: str | None = Field(None, description="How to settle it by an option instead.")


class ImportEvidence(BaseModel):
    """What a decision rests on."""

    seen: str
    readings: list[ImportReading] = Field([], description="The chosen one first.")
    certainty: Literal["proven", "likely", "told", "asked"] = "proven"


class ImportNote(BaseModel):
    """Something that was decided while reading."""

    rule: str
    count: int
    text: str
    evidence: ImportEvidence | None = None


class ImportCounts(BaseModel):
    """A file in numbers."""

    read: int
    usable: int
    rejected: int
    products: int
    stores: int
    first_day: str | None
    last_day: str | None
    quantity: float
    revenue: float | None


class ImportPreview(BaseModel):
    """What a file would become."""

    is_ready: bool = Field(description="Whether it can be committed.")
    is_whole: bool = Field(True, description="Whether all of it was read, not only a sample of it.")
    problem: str | None = Field(None, description="Why nothing of it can be read.")
    fix: str | None = Field(None, description="What to do about that.")
    columns: list[ImportColumn] = []
    mapping: dict[str, str] = Field({}, description="Each field's column.")
    constants: dict[str, str] = {}
    missing: list[str] = Field([], description="Required fields without a column.")
    questions: list[ImportQuestion] = Field(
        [], description="What is open: each is answered by itself, and asked again until it is."
    )
    answered: list[ImportQuestion] = Field([], description="What was open, and is answered.")
    unasked: list[str] = Field([], description="Answers that nothing was asked for: leave them out.")
    notes: list[ImportNote] = []
    counts: ImportCounts | None = None
    rows: list[dict[str, Any]] = Field([], description="The first rows as they would be stored.")
    rejects: list[dict[str, Any]] = Field([], description="The first rows that can't be.")


class ImportResult(BaseModel):
    """What an import did."""

    new: int = Field(description="Sales added.")
    known: int = Field(description="Sales that were there already.")
    conflicting: int = Field(description="Rows whose number is stored with other values, which stay.")
    rejected: int = Field(description="Rows set aside.")
    products: int = Field(description="Products seen for the first time.")
    stores: int = Field(description="Stores seen for the first time.")
    out_of_use: int = Field(0, description="Rows of products or stores out of use, which aren't forecast.")
    removed: int = Field(0, description="Sales removed again, where the import was undone.")
    message: str = Field(description="The same in words.")


class Import(BaseModel):
    """An uploaded file."""

    id: str
    file_name: str
    size: int = Field(description="Its bytes.")
    digest: str = Field(description="Its SHA-256.")
    state: Literal["previewed", "committed", "done", "failed", "undoing", "undone"]
    already_imported: str | None = Field(
        None, description="The import that brought in the very same file: this one would change nothing."
    )
    options: dict[str, Any]
    preview: ImportPreview
    result: ImportResult | None = None
    job: str | None = Field(None, description="Where to watch the commit.")
    rejects: str | None = Field(None, description="Where to download the rows set aside.")
    created_at: datetime
