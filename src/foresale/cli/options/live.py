"""How a made-up chain is played as a stream, for `foresale simulate --live`."""

from __future__ import annotations

from foresale.cli.options.setting import Setting, SettingGroup

LIVE = SettingGroup(
    "live",
    "Live",
    (
        Setting(
            "live",
            "switch",
            "Play its days as a stream of sales to a server or a Kafka topic; Ctrl-C stops.",
            "--live",
        ),
        Setting(
            "to",
            "text",
            "Where sales go: http:// or ws://HOST:PORT of a server, or kafka://HOST:PORT/TOPIC.",
            metavar="URL",
        ),
        Setting("rate", "number", "Messages a second at most.", default="100", metavar="N"),
        Setting(
            "speed",
            "number",
            "Seconds of the chain's day in one of ours; 0 for as fast as --rate allows.",
            default="60",
            metavar="N",
        ),
        Setting("resume", "switch", "Go on where the stream in --out stopped.", "--resume"),
        Setting(
            "api_key_stdin",
            "switch",
            "Read an API key from standard input; by default the login of foresale login.",
            "--api-key-stdin",
        ),
        Setting("messages", "whole", "Stop after so many; by default after all days.", metavar="N"),
        Setting("late_share", "number", "Share sent hours late.", default="0.005", metavar="SHARE"),
        Setting("out_of_order_share", "number", "Share sent minutes late.", default="0.02", metavar="SHARE"),
        Setting("repeated_share", "number", "Share sent twice.", default="0.01", metavar="SHARE"),
        Setting(
            "corrected_share",
            "number",
            "Share sent again with another quantity.",
            default="0.002",
            metavar="SHARE",
        ),
        Setting("cancelled_share", "number", "Share taken back by a line.", default="0.005", metavar="SHARE"),
        Setting(
            "broken_share",
            "number",
            "Share followed by an unusable message.",
            default="0.002",
            metavar="SHARE",
        ),
        Setting("edited_share", "number", "Share corrected afterwards.", default="0.002", metavar="SHARE"),
        Setting("voided_share", "number", "Share cancelled afterwards.", default="0.002", metavar="SHARE"),
    ),
)
"""Where to, how fast, and how much goes wrong."""
