"""Options of `foresale drivers`: which column is explained, how the table is read, how drivers are found."""

from __future__ import annotations

from foresale.cli.options.setting import Setting, SettingGroup
from foresale.cli.options.shared import COLUMNS, READING

_READING = (
    "day_first", "date_format", "decimal", "delimiter", "encoding", "sheet", "names", "fill_down", "only",
    "without", "number_words", "sql_url", "query", "max_bad_share", "today",
)  # fmt: skip

TABLE_COLUMNS = SettingGroup(
    COLUMNS.table,
    COLUMNS.panel,
    (
        Setting("target", "text", "Column to explain, such as Sales.", metavar="COLUMN"),
        *(setting for setting in COLUMNS.settings if setting.name == "ignored"),
    ),
)
TABLE_READING = SettingGroup(
    READING.table, READING.panel, tuple(setting for setting in READING.settings if setting.name in _READING)
)

DRIVERS = SettingGroup(
    "drivers",
    "Drivers",
    (
        Setting(
            "unit",
            "text",
            "Column that names a row, such as Customer_ID; where it has several rows they are added up. "
            "Also day, week, month, quarter or year of the table's dates.",
            metavar="COLUMN",
        ),
        Setting(
            "models",
            "names",
            "Compared with the average: linear, ridge, elastic_net, random_forest, boosting, network; by "
            "default all but elastic_net.",
            metavar="NAME,…",
        ),
        Setting(
            "outliers",
            "choice",
            "Count values far out, set them to the fence, or leave their rows out of learning.",
            default="flag",
            choices=("flag", "winsorise", "drop"),
        ),
        Setting("singles", "switch", "Try each column alone, too.", flag="--singles/--no-singles"),
        Setting(
            "hidden", "numbers", "Neurons of the network's hidden layers.", default="32,16", metavar="N,…"
        ),
        Setting(
            "keep", "names", "Use a column although it seems to be made from the target.", metavar="COLUMN,…"
        ),
        Setting(
            "folds",
            "whole",
            "Parts of the rows, each judged by models of the others.",
            default="5",
            metavar="N",
        ),
        Setting("repeats", "whole", "How often the rows are parted anew.", default="3", metavar="N"),
        Setting("seed", "whole", "Same seed, same answer.", default="0", metavar="N"),
    ),
)
