"""How a file of sales is understood by both imports: the local one, and that of a server elsewhere."""

from __future__ import annotations

from foresale.cli.options.setting import Setting
from foresale.cli.options.shared import READING, RULES

_READING = (
    "day_first",
    "date_format",
    "year",
    "decimal",
    "delimiter",
    "encoding",
    "sheet",
    "time_zone",
    "only",
    "without",
    "names",
    "fill_down",
    "key_spelling",
    "cumulative",
    "duplicates",
    "rates",
    "number_words",
)

MAPPING = (
    Setting(
        "columns",
        "names",
        "The file's column for a field, such as quantity=Pieces; nothing after = for no column. Fields: "
        "product, store, timestamp, quantity, unit_price, revenue, customer_group, promotion, "
        "transaction_id, product_name, category.",
        flag="--column",
        metavar="FIELD=COLUMN",
    ),
    Setting(
        "constants",
        "names",
        "A value for every row, such as store=S01 for a single shop.",
        flag="--constant",
        metavar="FIELD=VALUE",
    ),
    Setting(
        "any_age",
        "switch",
        "Take sales that lie years before all that are stored: they are meant.",
        flag="--any-age",
    ),
)
WRITING = tuple(setting for setting in (*READING.settings, *RULES.settings) if setting.name in _READING)
