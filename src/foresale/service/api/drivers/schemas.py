"""Analyses of drivers as they are sent and shown."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from foresale.error_reasons import Argument
from foresale.service.api.imports.schemas import Answers, ImportNote, ImportQuestion
from foresale.service.api.kit.field_types import RequestBody, text
from foresale.service.api.kit.stored_reason import StoredReason
from foresale.workflows.drivers.options import TableOptions

ColumnName = Annotated[str, text(500)]
ModelName = Literal["linear", "ridge", "elastic_net", "random_forest", "boosting", "network"]
FileName = Literal[
    "report.html", "drivers.json", "models.csv", "effects.csv", "curves.csv", "held_out.csv", "rejects.csv"
]


class TableOptionsGiven(RequestBody):
    """What the caller knows better than the file, and how drivers are looked for."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"target": "Sales", "unit": "Customer_ID", "outliers": "drop"}]}
    )

    target: ColumnName | None = Field(None, description="The column to explain; found by its name if null.")
    unit: ColumnName | None = Field(
        None, description="The column that names a row; or day, week, month, quarter or year of its dates."
    )
    ignored: list[ColumnName] = Field([], max_length=200, description="Columns to leave out.")
    keep: list[ColumnName] = Field(
        [], max_length=200, description="Columns to use although they seem to be made from the target."
    )
    models: list[ModelName] = Field(
        [],
        max_length=6,
        description="Compared with the average; by default linear, ridge, random_forest and boosting.",
    )
    outliers: Literal["flag", "winsorise", "drop"] = Field(
        "flag",
        description="Values far out: count them, set them to the fence, or don't learn from their rows.",
    )
    folds: Annotated[int, Field(ge=2, le=10)] = Field(
        5, description="Parts of the rows, each judged by models that learned from the others."
    )
    repeats: Annotated[int, Field(ge=1, le=10)] = Field(3, description="How often they are parted anew.")
    hidden: list[Annotated[int, Field(ge=1, le=256)]] = Field(
        [32, 16], min_length=1, max_length=4, description="Neurons of the network's hidden layers."
    )
    singles: bool = Field(False, description="Whether each column is tried alone, too.")
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = Field(0, description="Same seed, same answer.")
    answers: Answers = Field(
        [],
        description="Answers to the preview's questions, by their names; or a list of answers, where each "
        "fits one question only. An answer to what isn't asked is refused.",
    )
    day_first: bool | None = Field(None, description="Whether 05/06/2019 is the fifth of June.")
    date_format: Annotated[str, text(50)] | None = Field(None, examples=["%d.%m.%Y"])
    decimal: Literal[".", ","] | None = None
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = Field(
        None, description="What parts the cells of a text file."
    )
    encoding: Annotated[str, text(30)] | None = Field(None, examples=["cp1252"])
    sheet: Annotated[str, text(100)] | None = Field(None, description="The workbook's sheet.")
    names: list[ColumnName] = Field(
        [], max_length=200, description="The columns' names, for a file without a header."
    )
    fill_down: bool | None = Field(
        None, description="Whether labels hold for the blank rows below them; proved from the cells if null."
    )
    only: list[Annotated[str, text(2_000)]] = Field([], max_length=50, description="Rows to keep.")
    without: list[Annotated[str, text(2_000)]] = Field([], max_length=50, description="Rows to leave out.")
    number_words: list[Annotated[str, Field(pattern=r"^[^=]{1,20}=[0-9.]{1,20}$")]] = Field(
        [], max_length=20, description="What words beside numbers make of them.", examples=[["mil=1000"]]
    )

    def options(self) -> TableOptions:
        """The same for the analysis."""
        return TableOptions.from_json(self.model_dump())


class TableColumn(BaseModel):
    """A column of the table."""

    column: str
    part: Literal["target", "unit", "number", "class", "date", "left_out"] | None = Field(
        None, description="What it is taken for; null where the table can't be read yet."
    )
    reason: str | None = Field(None, description="Why it is left out.")
    samples: list[str] = Field(description="Its first values.")


class TableRows(BaseModel):
    """The table's rows in numbers."""

    read: int
    usable: int = Field(description="Rows, or units where these have several, that are compared.")
    rejected: int = Field(description="Rows set aside.")


class TablePreview(BaseModel):
    """What a table is read as."""

    is_ready: bool = Field(description="Whether the analysis can be started.")
    problem: str | None = Field(None, description="Why it can't be read.")
    fix: str | None = Field(None, description="What to do about that.")
    target: str | None = None
    unit: str | None = None
    rows: TableRows | None = None
    columns: list[TableColumn] = []
    targets: list[str] = Field([], description="Columns of numbers, any of which could be explained.")
    questions: list[ImportQuestion] = []
    answered: list[ImportQuestion] = Field([], description="What was open, and is answered.")
    unasked: list[str] = Field([], description="Answers that nothing was asked for: leave them out.")
    notes: list[ImportNote] = []


class DriversSummary(BaseModel):
    """What was found, in short."""

    target: str
    unit: str | None
    noun: str = Field(description="What a row is, in the plural.")
    rows: int = Field(description="Rows that models were judged on.")
    finding: Literal["nothing", "unsure", "little", "something"]
    verdict: list[str] = Field(description="The same in sentences.")
    model: str
    model_label: str
    r2: float | None = Field(description="Share of the differences that it explains, on rows it hadn't seen.")
    drivers: list[str] = Field(description="The columns that make a difference, the strongest first.")


class PublishedPredictions(BaseModel):
    """Where held-out predictions were sent."""

    source: Literal["log", "kafka"]
    topic: str
    messages: int
    offsets: dict[str, tuple[int, int]] | None = Field(
        description="By partition, the first and last offset that Kafka's brokers confirmed."
    )
    at: datetime


class Analysis(BaseModel):
    """A table whose drivers are looked for."""

    id: str
    file_name: str
    size: int = Field(description="Its bytes.")
    digest: str = Field(description="Its SHA-256.")
    state: Literal["looked_at", "started", "done", "failed"]
    summary: DriversSummary | None = None
    version: str | None = Field(None, description="The registered model.")
    job: str | None = Field(None, description="Where to watch the analysis.")
    problem: str | None = Field(None, description="Why it failed.")
    fix: str | None = Field(None, description="What to do about that.")
    reason: StoredReason = Field(None, description="Why it failed, as a code, as of its job.")
    reason_arguments: dict[str, Argument] | None = Field(
        None, description="What stands in the sentence of `reason`, by name."
    )
    published: PublishedPredictions | None = None
    publish_job: str | None = Field(None, description="Where to watch the publishing.")
    is_own: bool = Field(description="Whether the caller uploaded it.")
    created_at: datetime


class AnalysisDetails(Analysis):
    """An analysis with all that is known of it."""

    options: dict[str, Any]
    preview: TablePreview
    result: dict[str, Any] | None = Field(
        None, description="Verdict, models, effects with curves, portrait, best and worst rows: see the docs."
    )
    files: list[FileName] = Field([], description="What can be downloaded.")


class CaseGiven(RequestBody):
    """A row, were it as somebody says."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"values": {"age": 40, "income": 52000}}]})

    values: dict[ColumnName, bool | float | Annotated[str, text(500)]] = Field(
        max_length=200, description="By column; those that aren't named are set to what is usual."
    )


class CaseAnswer(BaseModel):
    """What a row would come to."""

    predicted: float
    low: float = Field(description="80 of 100 such rows lie between `low` and `high`.")
    high: float
    average: float = Field(description="Of all rows.")
    given: dict[str, str] = Field(description="What was said, by column.")
    usual: dict[str, str] = Field(description="What the other columns are set to.")
    moves: dict[str, float] = Field(description="By column, how far it moves the answer from the average.")
    warnings: list[str] = Field(description="What makes the answer doubtful.")
    sentence: str = Field(description="The answer in words.")
