"""Options of what is made of series: how they are cleaned, whose calendar counts, how they are forecast."""

from __future__ import annotations

from foresale.cli.options.setting import Setting, SettingGroup

COUNTRY = Setting("country", "text", "Whose holidays count, such as DE.", metavar="CODE")
MODELS = Setting("models", "names", "Models to try; by default all that the budget allows.", metavar="NAME,…")
BUDGET = Setting(
    "budget_seconds",
    "number",
    "Rough seconds for testing models; reading, the training on everything and the report come on top.",
    default="30",
    flag="--budget",
    metavar="SECONDS",
)

CLEANING = SettingGroup(
    "cleaning",
    "Cleaning",
    (
        Setting(
            "one_offs",
            "choice",
            "Single orders out of all proportion: hide them from models, or let these learn them.",
            default="hide",
            choices=("hide", "keep"),
        ),
        Setting(
            "outliers",
            "choice",
            "Count outliers, leave them, set them to the fence, or treat them as unknown.",
            default="flag",
            choices=("flag", "none", "winsorise", "drop"),
        ),
        Setting(
            "outlier_method",
            "choice",
            "Outliers by quartiles, or by what trend and season leave.",
            default="iqr",
            choices=("iqr", "seasonal"),
        ),
        Setting(
            "imputation",
            "choice",
            "What fills unknown periods.",
            flag="--impute",
            default="none",
            choices=("none", "mean", "median", "mode", "last", "seasonal"),
        ),
        Setting(
            "stockouts",
            "choice",
            "Hide sales while stock ran out, estimate what would have been sold, or take them for demand.",
            default="mask",
            choices=("mask", "estimate", "keep"),
        ),
    ),
)

CALENDAR = SettingGroup(
    "calendar",
    "Calendar",
    (
        COUNTRY,
        Setting("subdivision", "text", "State or region, for its own holidays.", metavar="CODE"),
        Setting(
            "paydays",
            "numbers",
            "Days of the month on which wages are paid.",
            default="1,15",
            flag="--payday",
            metavar="DAY,…",
        ),
        Setting(
            "last_working_day_pays",
            "switch",
            "Whether a month's last working day is a pay day.",
            flag="--month-end-payday/--no-month-end-payday",
        ),
        Setting("events", "path", "File of events: name, date or start and end, and keys.", metavar="FILE"),
    ),
)

FORECASTING = SettingGroup(
    "forecast",
    "Forecast",
    (
        Setting(
            "horizon",
            "whole",
            "Periods ahead; by default 28 days, 13 weeks or 6 months.",
            metavar="N",
        ),
        MODELS,
        Setting("folds", "whole", "Pasts on which models are chosen.", default="3", metavar="N"),
        Setting(
            "keep_known_ahead",
            "switch",
            "Keep columns known ahead even where they made the past's forecasts worse.",
            flag="--keep-known-ahead",
        ),
        BUDGET,
        Setting(
            "metric",
            "choice",
            "What models are chosen by; score is the geometric mean of RMSSE and WQL over those of repeating "
            "the last season.",
            default="score",
            choices=("score", "wape", "mae", "rmse", "mape", "smape", "mase", "rmsse", "wql"),
        ),
        Setting(
            "hierarchy",
            "names",
            "Levels that series are added up by, each a path of columns such as 'region>store'; by default "
            "one level a column.",
            metavar="PATH,…",
        ),
        Setting("tune", "number", "Minutes to search for better parameters of models.", metavar="MINUTES"),
        Setting(
            "tune_by",
            "text",
            "Column whose groups, such as product groups, get parameters of their own in that search.",
            metavar="COLUMN",
        ),
        Setting("seed", "whole", "Same seed, same forecast.", default="0", metavar="N"),
        Setting(
            "engine",
            "text",
            "Where the work is done: local, or a Dask scheduler such as dask://scheduler:8786.",
            default="local",
            metavar="ENGINE",
        ),
        Setting(
            "engine_folder",
            "path",
            "Folder that all workers of a cluster share; by default that for temporary files.",
            metavar="DIR",
        ),
    ),
)
