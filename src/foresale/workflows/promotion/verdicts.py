"""What the gate said of versions, kept with each in the registry."""

from __future__ import annotations

from foresale.workflows.ports import ModelRegistry, ModelVersion
from foresale.workflows.promotion.gate import Verdict

GATE_PASSED, GATE_REASON, CHAMPION_THEN = "gate_passed", "gate_reason", "gate_champion"
"""What a version's notes hold of the gate: true or false, why, and the champion's number then, or none."""
_GATE_SENTENCE = "gate"
"""One note that versions registered by 0.9 and before hold instead: `passed: …` or `refused: …`."""


def note_verdict(
    registry: ModelRegistry, version: ModelVersion, verdict: Verdict, champion: int | None
) -> None:
    """Keep with a version what the gate said of it.

    Args:
        registry: Where the version is.
        version: The one that was judged.
        verdict: What was said.
        champion: Who served then; None where nobody did.
    """
    registry.note(version, GATE_PASSED, "true" if verdict.promote else "false")
    registry.note(version, GATE_REASON, verdict.reason)
    registry.note(version, CHAMPION_THEN, name_champion(champion))


def name_champion(number: int | None) -> str:
    """How a champion's number is noted, none among them."""
    return "none" if number is None else str(number)


def verdict_of(version: ModelVersion) -> Verdict | None:
    """What the gate said of a version when it was trained; None where it was never judged."""
    if GATE_PASSED in version.about:
        return Verdict(version.about[GATE_PASSED] == "true", version.about.get(GATE_REASON, ""))
    sentence = version.about.get(_GATE_SENTENCE)
    if sentence is None:
        return None
    word, _, reason = sentence.partition(": ")
    return Verdict(word == "passed", reason)
