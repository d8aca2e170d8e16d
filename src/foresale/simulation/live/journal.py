"""What was sent and what became of it, kept beside a stream so that it can go on and be judged."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from foresale.errors import OptionError
from foresale.messages import option
from foresale.simulation.live.senders import MessageResult, Sent
from foresale.simulation.live.shares import Shares
from foresale.simulation.live.stream import Message
from foresale.simulation.options import ChainOptions
from foresale.writing.atomic_file import whole_file

SENT_FILE, STATE_FILE = "sent.jsonl", "state.json"
_DONE = frozenset({"added", "corrected", "cancelled"})
"""What becomes `known` where it is done again."""
_ABOUT = "Foresale's simulated stream: how far it is"


class Journal:
    """The truth of a stream, a line a message: what was sent, what must become of it, and what did.

    Of what was sent but not noted when a run was killed, nothing is lost: it is sent again, and known then.

    Args:
        folder: Where; made if it isn't there.
        chain: What the stream is made from, with `shares`: another stream can't go on here.
        shares: Of how many sales trouble comes.
        resume: Whether an earlier run goes on.

    Attributes:
        sent: How many messages were sent and noted.
        kinds: How many of each kind.
        became: How many became what.
        unexpected: How many became something else than they must.

    Raises:
        OptionError: There is a run that isn't to go on, or none that could.
    """

    def __init__(self, folder: Path, chain: ChainOptions, shares: Shares, *, resume: bool) -> None:
        self.sent, self.unexpected = 0, 0
        self.kinds: Counter[str] = Counter()
        self.became: Counter[str] = Counter()
        self._folder, self._key = folder, _key(chain, shares)
        self._state, self.truth = folder / STATE_FILE, folder / SENT_FILE
        self._resumed = resume
        size = self._read() if resume else self._begin()
        self._file = self.truth.open("ab")
        self._file.truncate(size)

    def add(self, messages: Sequence[Message], sent: Sent) -> None:
        """Note messages that are with the server.

        Args:
            messages: In order of the stream.
            sent: What became of them.
        """
        became: Sequence[MessageResult | None] = sent.became or [None] * len(messages)
        again = sent.again or self._resumed
        self._resumed = False
        lines = []
        for message, answer in zip(messages, became, strict=True):
            fits = answer is None or _fits(message, answer, again=again)
            self.unexpected += not fits
            self.kinds[message.kind] += 1
            if answer is not None:
                self.became[answer.status] += 1
            lines.append(_line(message, answer, fits=fits))
        self._file.write("".join(lines).encode())
        self._file.flush()
        self.sent = messages[-1].number
        self._write()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def _begin(self) -> int:
        self._folder.mkdir(parents=True, exist_ok=True)
        if self.truth.exists() and self.truth.stat().st_size:
            raise OptionError(
                f"{self._folder} holds a stream that was played before.",
                fix=f"Go on with it by {option('resume')}, or give another {option('out')}.",
            )
        self._write(size=0)
        return 0

    def _read(self) -> int:
        try:
            state: Mapping[str, Any] = json.loads(self._state.read_text(encoding="utf-8"))
            if state["about"] != _ABOUT:
                raise ValueError("another file")
            self.sent, self.unexpected = int(state["sent"]), int(state["unexpected"])
            self.kinds, self.became = Counter(state["kinds"]), Counter(state["became"])
            size, key = int(state["bytes"]), state["stream"]
        except (OSError, ValueError, LookupError, TypeError):
            raise OptionError(
                f"{self._folder} holds no stream that could go on.", fix=f"Leave {option('resume')} out."
            ) from None
        if key != self._key:
            raise OptionError(
                f"{self._folder} holds a stream of other options.",
                fix=f"Give the same chain, seed and shares, or another {option('out')}.",
            )
        return size

    def _write(self, size: int | None = None) -> None:
        state = {
            "about": _ABOUT,
            "stream": self._key,
            "sent": self.sent,
            "bytes": self._file.tell() if size is None else size,
            "unexpected": self.unexpected,
            "kinds": dict(sorted(self.kinds.items())),
            "became": dict(sorted(self.became.items())),
        }
        with whole_file(self._state, _ABOUT, "a stream's state") as draft:
            draft.write_text(json.dumps(state, indent=1), encoding="utf-8")


def true_sales(truth: Path) -> dict[str, float]:
    """The quantities that a ledger has to hold, by number; `cancels NUMBER` for what takes a sale back.

    Args:
        truth: The file that tells what was sent.
    """
    held: dict[str, float] = {}
    with truth.open(encoding="utf-8") as lines:
        for line in lines:
            told = json.loads(line)
            message = told["message"]  # of those that are refused, some are no objects
            if told["expected"] in ("added", "corrected"):
                held[message["transaction_id"]] = float(message["quantity"])
            elif told["expected"] == "cancelled":
                name = message["transaction_id"]
                held[f"cancels {name}"] = -held[name]
    return held


def _key(chain: ChainOptions, shares: Shares) -> str:
    """Tells streams apart."""
    said = json.dumps([asdict(chain), asdict(shares)], sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _fits(message: Message, answer: MessageResult, *, again: bool) -> bool:
    if message.expected in _DONE:
        # Sent again, a sale may have been edited by what came behind it.
        done = ("known", "conflicting") if message.expected == "added" else ("known",)
        return answer.status == message.expected or (again and answer.status in done)
    return answer.status == message.expected and answer.column == message.column


def _line(message: Message, answer: MessageResult | None, *, fits: bool) -> str:
    """A message as a line of JSON; its own JSON is in it as it was sent."""
    told = {
        "number": message.number, "send_at": message.send_at.isoformat(), "kind": message.kind,
        "expected": message.expected, "column": message.column,
        "became": None if answer is None else answer.status,
        "reason": None if answer is None else answer.reason, "fits": fits,
    }  # fmt: skip
    return f'{json.dumps(told, ensure_ascii=False)[:-1]}, "message": {message.body}}}\n'
