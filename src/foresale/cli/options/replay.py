"""Options of playing rules of ordering on the past."""

from __future__ import annotations

from foresale.cli.options.order import DUPLICATE_STOCK, POLICY_NAMES, STOCK_COLUMNS
from foresale.cli.options.setting import Setting, SettingGroup

REPLAY = SettingGroup(
    "replay",
    "Replay",
    (
        Setting(
            "periods",
            "whole",
            "Last periods that are played; by default 28 days, 8 weeks or 6 months.",
            metavar="N",
        ),
        Setting("lead_time", "whole", "Periods until an order can be sold.", default="2", metavar="N"),
        Setting(
            "review",
            "whole",
            "Periods from one order to the next; by default a week of days, else one.",
            metavar="N",
        ),
        Setting(
            "stock",
            "path",
            "Stock when the stretch began, or shortly before; else mean sales are assumed.",
            metavar="FILE",
        ),
        STOCK_COLUMNS,
        DUPLICATE_STOCK,
        Setting("shortage", "number", "What a lost sale costs.", default="1", metavar="MONEY"),
        Setting(
            "holding",
            "number",
            "What a unit costs that lies for a period; by default a fifth of a lost sale a week.",
            metavar="MONEY",
        ),
        Setting("waste", "number", "What a unit costs that spoils.", default="0", metavar="MONEY"),
        Setting("pack", "number", "Units that can only be ordered together.", default="1", metavar="UNITS"),
        Setting(
            "shelf_life",
            "whole",
            "Periods that a unit can be sold; 0 where it keeps.",
            default="0",
            metavar="N",
        ),
        Setting(
            "backorders",
            "switch",
            "Whether customers wait for what isn't there.",
            flag="--backorders/--lost-sales",
        ),
        Setting("policies", "names", "Policies to play; by default all.", metavar="NAME,…"),
        Setting(
            "today",
            "choice",
            "The policy that stands for today's rule.",
            default="cover_days",
            choices=POLICY_NAMES,
        ),
    ),
)
