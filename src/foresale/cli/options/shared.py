"""Every option that commands share, by heading; a command takes the groups it needs."""

from __future__ import annotations

from foresale.cli.options.forecasting import CALENDAR, CLEANING, FORECASTING
from foresale.cli.options.order import ORDER_FILES, ORDERING
from foresale.cli.options.setting import Setting, SettingGroup

COLUMNS = SettingGroup(
    "columns",
    "Columns",
    (
        Setting("target", "text", "Column to forecast: units or revenue.", metavar="COLUMN"),
        Setting("date", "text", "Column of the day or time.", metavar="COLUMN"),
        Setting(
            "keys",
            "names",
            "Columns that tell series apart, such as store,product; '' for one total. "
            "Give it again or part names by commas.",
            metavar="COLUMN,…",
        ),
        Setting("price", "text", "Unit price.", metavar="COLUMN"),
        Setting("promotion", "text", "Promotion or discount.", metavar="COLUMN"),
        Setting("stockout", "text", "True where stock ran out.", metavar="COLUMN"),
        Setting("in_stock", "text", "True where there was stock.", metavar="COLUMN"),
        Setting("known_ahead", "names", "Known before they happen.", metavar="COLUMN,…"),
        Setting("past_only", "names", "Known only afterwards.", metavar="COLUMN,…"),
        Setting("static", "names", "Never change within a series.", metavar="COLUMN,…"),
        Setting("transaction", "text", "Invoice or order number.", metavar="COLUMN"),
        Setting("ignored", "names", "Left out.", flag="--ignore", metavar="COLUMN,…"),
    ),
)

READING = SettingGroup(
    "read",
    "Reading",
    (
        Setting(
            "day_first",
            "switch",
            "Whether 05/06/2019 is the 5th of June or May the 6th.",
            flag="--day-first/--month-first",
        ),
        Setting("date_format", "text", "How dates are written, such as %d.%m.%Y.", metavar="FORMAT"),
        Setting("year", "whole", "The year of months, weeks or days that say none.", metavar="YEAR"),
        Setting("decimal", "choice", "Decimal mark.", choices=(".", ",")),
        Setting("delimiter", "text", "What parts the cells of a text file.", metavar="CHARACTER"),
        Setting("encoding", "text", "A text file's encoding, such as windows-1252.", metavar="NAME"),
        Setting("sheet", "text", "A workbook's sheet; 'all' for all with the same columns.", metavar="NAME"),
        Setting("names", "names", "Names of the columns, for a file without a header.", metavar="NAME,…"),
        Setting("fill_down", "switch", "Labels hold for the blank rows below.", "--fill-down/--no-fill-down"),
        Setting(
            "layout",
            "choice",
            "Whether dates run down the rows or along the columns.",
            default="auto",
            choices=("auto", "long", "wide"),
        ),
        Setting(
            "only",
            "texts",
            "Rows to keep, such as Scenario=Actual; several values between commas.",
            metavar="COLUMN=VALUE,…",
        ),
        Setting(
            "without",
            "texts",
            "Rows to leave out, such as 'Product=Total,Grand Total'.",
            metavar="COLUMN=VALUE,…",
        ),
        Setting(
            "cumulative",
            "switch",
            "Whether amounts add up from period to period, such as year to date",
            flag="--cumulative/--not-cumulative",
        ),
        Setting("number_words", "names", "Size of a word beside numbers: mil=1000.", metavar="WORD=SIZE,…"),
        Setting(
            "rates",
            "names",
            "What currencies are worth, such as EUR=1,USD=0.92, or a file of rates.",
            metavar="CODE=RATE,…",
        ),
        Setting("future", "paths", "File with values known ahead, such as prices.", metavar="FILE"),
        Setting("join", "paths", "File with further columns, by date, place or key.", metavar="FILE"),
        Setting("sql_url", "text", "Database to read instead of files.", flag="--sql", metavar="URL"),
        Setting("query", "text", "The SELECT that gives the sales.", metavar="SQL"),
        Setting(
            "max_bad_share",
            "number",
            "Stop when more rows than this share can't be used.",
            default="0.05",
            metavar="SHARE",
        ),
        Setting("time_zone", "text", "Zone whose days count, such as Europe/Rome.", metavar="ZONE"),
        Setting(
            "week_scheme",
            "choice",
            "How weeks of a year are counted, where they aren't ISO weeks.",
            choices=("iso", "jan1", "sunday", "monday"),
        ),
        Setting(
            "swapped_dates",
            "choice",
            "Dates whose day and month a spreadsheet swapped.",
            default="auto",
            choices=("auto", "mend", "keep"),
        ),
        Setting(
            "fiscal_year_start",
            "text",
            "First month of the fiscal year (7), or of the file's first one (2019-07).",
            metavar="MONTH",
        ),
        Setting(
            "answers",
            "texts",
            "The answer to a question, such as 'date_order:day=month first'.",
            flag="--answer",
            metavar="NAME=ANSWER",
        ),
        Setting("today", "day", "Sales after this day are rejected; today by default.", metavar="DATE"),
    ),
)

RULES = SettingGroup(
    "rules",
    "Rules",
    (
        Setting(
            "freq",
            "choice",
            "Forecast by day, week, two or four weeks, month or quarter; by default what the file holds.",
            choices=("D", "W", "2W", "4W", "M", "Q"),
        ),
        Setting(
            "missing",
            "choice",
            "A period without a row: nothing sold, or not known",
            default="auto",
            choices=("auto", "zero", "unknown"),
        ),
        Setting(
            "closed_days",
            "choice",
            "Days without any sale are closed days, or ordinary ones.",
            default="auto",
            choices=("auto", "none"),
        ),
        Setting(
            "duplicates", "choice", "Rows repeated in every column.", default="drop", choices=("drop", "keep")
        ),
        Setting(
            "duplicate_keys",
            "choice",
            "Several rows of one series and date.",
            default="sum",
            choices=("sum", "last", "error"),
        ),
        Setting(
            "returns",
            "choice",
            "Returned lines: undo the sale they match, leave them out, or subtract them when booked.",
            default="match",
            choices=("match", "drop", "net"),
        ),
        Setting(
            "key_spelling",
            "choice",
            "Keys written in several ways: merge what is certain, also what is likely, or nothing.",
            default="merge",
            choices=("merge", "merge-likely", "keep"),
        ),
        Setting(
            "incomplete_last",
            "choice",
            "A first or last period covered only in part; newest leaves the last one out in any case.",
            default="drop",
            choices=("drop", "keep", "newest"),
        ),
        Setting(
            "min_observations",
            "whole",
            "Series with fewer periods are named as short.",
            default="2",
            metavar="N",
        ),
        Setting(
            "non_negative",
            "switch",
            "Whether sales can fall below zero; told from the file by default.",
            flag="--non-negative/--may-be-negative",
        ),
        Setting("week_start", "whole", "First day of the week, 1 (Monday) to 7.", metavar="DAY"),
        Setting(
            "assume_known_ahead",
            "switch",
            "Treat prices and promotions as known ahead although the file doesn't hold them.",
            flag="--assume-known-ahead/--only-known-ahead",
        ),
    ),
)

FILE_GROUPS = (COLUMNS, READING, RULES, CLEANING, CALENDAR, FORECASTING, ORDER_FILES, ORDERING)
"""Every group that a settings file may hold."""
