"""`foresale simulate --live`: plays a made-up chain to a server, and compares its answers with the truth."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from foresale.cli.declared_options import ParsedOptions
from foresale.cli.failures import report_failures
from foresale.errors import OptionError

if TYPE_CHECKING:
    from foresale.cli.output.screen import Screen
    from foresale.client import Client
    from foresale.simulation.chain import SimulatedChain
    from foresale.simulation.live.journal import Journal
    from foresale.simulation.live.pace import Clock
    from foresale.simulation.live.senders import Sender
    from foresale.simulation.live.stream import Message

_TOPIC = "sales"
_KEY = "api_key_stdin"
_SHARE = "_share"
_SHOWN_SECONDS = 0.2


def play_live(given: ParsedOptions, out: Path) -> None:
    """Play the chain that was asked for until its end or Ctrl-C.

    Args:
        given: What was typed.
        out: Folder for the truth and the state.
    """
    screen = given.screen
    with report_failures(screen):
        from foresale.cli.resolved_options import ResolvedOptions
        from foresale.simulation.chain import simulate_chain
        from foresale.simulation.live.journal import Journal
        from foresale.simulation.live.pace import WallClock
        from foresale.simulation.live.play import PlaySpeed, play
        from foresale.simulation.live.shares import Shares
        from foresale.simulation.live.stream import Stream

        said = dict(given.options["live"])
        if not said.pop("live", False):
            raise OptionError(f"{_spell_option(said)} is about a stream.", fix="Add --live, or leave it out.")
        address, resume, from_stdin = said.pop("to", None), said.pop("resume", False), said.pop(_KEY, False)
        shares = Shares(
            **{name.removesuffix(_SHARE): said.pop(name) for name in tuple(said) if name.endswith(_SHARE)}
        )
        speed = PlaySpeed(**said)
        options = ResolvedOptions.from_given(given).chain_options()
        open_sender = _find_sender(address, from_stdin=from_stdin)
        chain, clock = simulate_chain(options), WallClock()
        stream = Stream(chain, shares)
        with (
            Journal(out, options, shares, resume=resume) as journal,
            closing(open_sender(chain, clock)) as sender,
        ):
            before, began, stopped = journal.sent, time.monotonic(), False
            try:
                with _watch_stream(screen, journal, began) as watch:
                    play(stream.messages(skip=before), sender, journal, speed, clock, watch)
            except KeyboardInterrupt:
                stopped = True
        seconds = time.monotonic() - began
        _tell(screen, journal, (journal.sent - before, seconds), stopped=stopped)


def _find_sender(address: str | None, *, from_stdin: bool) -> Callable[[SimulatedChain, Clock], Sender]:
    """How the sender that an address names is opened.

    Raises:
        OptionError: It names none.
    """
    parts = urlsplit(address or "")
    if not parts.netloc or parts.scheme not in ("http", "https", "ws", "wss", "kafka"):
        raise OptionError(
            f"--to is '{address}'." if address else "--live needs to know where to.",
            fix="Give --to http://HOST:PORT, --to ws://HOST:PORT, or --to kafka://HOST:PORT/TOPIC.",
        )
    if parts.scheme == "kafka":
        return lambda _chain, _clock: _kafka_sender(parts.netloc, parts.path.strip("/") or _TOPIC)
    is_stream = parts.scheme.startswith("ws")
    server = f"{parts.scheme.replace('ws', 'http')}://{parts.netloc}{parts.path}"
    key = sys.stdin.readline().strip() if from_stdin else None

    def open_sender(chain: SimulatedChain, clock: Clock) -> Sender:
        from foresale.simulation.live.senders import HttpSender, StreamSender, add_catalog

        client = _client(server, key)
        try:
            add_catalog(client, chain)
        except BaseException:
            client.close()
            raise
        return StreamSender(client) if is_stream else HttpSender(client, clock)

    return open_sender


def _client(server: str, key: str | None) -> Client:
    from foresale.client import Client

    return Client(server, api_key=key) if key else Client.from_stored(server)


def _kafka_sender(brokers: str, topic: str) -> Sender:
    from foresale.simulation.live.senders import KafkaSender

    return KafkaSender(brokers, topic)


@contextmanager
def _watch_stream(screen: Screen, journal: Journal, began: float) -> Iterator[Callable[[Message], None]]:
    """A line that says how far the stream is, where somebody watches."""
    if not screen.shows_progress:
        yield lambda _: None
        return
    before, shown = journal.sent, 0.0
    with screen.errors.status("") as status:

        def watch(message: Message) -> None:
            nonlocal shown
            now = time.monotonic()
            if now - shown < _SHOWN_SECONDS:
                return
            shown = now
            rate = (journal.sent - before) / max(now - began, 0.001)
            status.update(
                f"{message.send_at:%a %d %b %Y %H:%M} · {journal.sent:,} sent, {rate:,.0f} a second"
                + (f" · {journal.unexpected:,} unexpected answers" if journal.unexpected else "")
            )

        yield watch


def _tell(screen: Screen, journal: Journal, done: tuple[int, float], *, stopped: bool) -> None:
    """What was sent, and what became of it."""
    sent, seconds = done
    rate = sent / max(seconds, 0.001)
    ended = "Stopped" if stopped else "Done"
    screen.show(
        f"{ended}: {sent:,} messages in {seconds:,.1f} s, {rate:,.0f} a second; {journal.sent:,} in all.",
        f"Sent: {_format_counts(journal.kinds)}." if journal.kinds else None,
        f"Became: {_format_counts(journal.became)}." if journal.became else None,
        f"{journal.unexpected:,} became something else than they must: look for lines that don't fit."
        if journal.unexpected
        else None,
        "The same command with --resume goes on." if stopped else None,
    )  # fmt: skip
    screen.show_place("Truth", journal.truth)
    screen.answer(
        {
            "sent": journal.sent,
            "seconds": round(seconds, 3),
            "rate": round(rate, 1),
            "kinds": journal.kinds,
            "became": journal.became,
            "unexpected": journal.unexpected,
            "stopped": stopped,
            "files": {"truth": journal.truth},
        }
    )


def _format_counts(counts: Mapping[str, Any]) -> str:
    return ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in sorted(counts.items()))


def _spell_option(said: Mapping[str, Any]) -> str:
    return "--" + next(iter(said)).replace("_", "-")
