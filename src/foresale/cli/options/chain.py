"""What a made-up chain of shops is like, for `foresale simulate`."""

from __future__ import annotations

from foresale.cli.options.setting import Setting, SettingGroup

CHAIN = SettingGroup(
    "chain",
    "Chain",
    (
        Setting("stores", "whole", "Number of stores.", default="5", metavar="N"),
        Setting("products", "whole", "Number of products.", default="40", metavar="N"),
        Setting("days", "whole", "Days of history.", default="1096", metavar="N"),
        Setting("start", "day", "First day.", default="2022-01-01", metavar="DATE"),
        Setting(
            "future_days", "whole", "Days after it whose prices are told too.", default="28", metavar="N"
        ),
        Setting("seed", "whole", "Same seed, same chain.", default="0", metavar="N"),
        Setting("country", "text", "Whose holidays move demand, '' for none.", default="GB", metavar="CODE"),
        Setting(
            "promotion_share",
            "number",
            "Share of product-days on promotion.",
            default="0.06",
            metavar="SHARE",
        ),
        Setting(
            "intermittent_share",
            "number",
            "Share of products that sell on few days.",
            default="0.2",
            metavar="SHARE",
        ),
        Setting(
            "new_share", "number", "Share of products launched on the way.", default="0.1", metavar="SHARE"
        ),
        Setting(
            "dying_share",
            "number",
            "Share of products that leave on the way.",
            default="0.05",
            metavar="SHARE",
        ),
        Setting(
            "stockout_share", "number", "Share of product-days that run out.", default="0.03", metavar="SHARE"
        ),
        Setting(
            "mess", "number", "Share of rows repeated, returned or unreadable.", default="0", metavar="SHARE"
        ),
    ),
)
