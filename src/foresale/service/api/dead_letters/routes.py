"""`/dead-letters`: look at what couldn't be used, correct it and send it again, or dismiss it."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Path, Query
from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from foresale.error_reasons import Reason
from foresale.errors import ConflictError, NotFoundError, OptionError
from foresale.service.api.auth.dependencies import Audited
from foresale.service.api.dead_letters.schemas import DeadLetter, Dismissed, Resent
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading, Services, Writing
from foresale.service.api.kit.field_types import RowId, Word
from foresale.service.api.kit.pagination import Page, Paged, SortKey, read_page
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.sales.messages import Fault, read_object
from foresale.service.api.sales.queries import plausible_days
from foresale.storage.database.inbox.letters import LetterState, Source, settle_letter
from foresale.storage.database.inbox.messages import GOOD, MessageOutcome, SaleMessage, apply_messages
from foresale.storage.database.sales.add_each import SaleRules
from foresale.storage.database.tables.inbox import DeadLetterRow

router = APIRouter(prefix="/dead-letters", tags=["dead letters"])
Corrector = Annotated[Caller, needs(Permission.CORRECT_SALES)]
LetterId = Annotated[RowId, Path(description="The letter's id.")]


@router.get("", summary="List dead letters")
def list_dead_letters(
    session: Reading,
    caller: Corrector,
    paging: Paged,
    state: Annotated[list[LetterState], Query(max_length=4, description="Only of these states.")] = [],  # noqa: B006
    source: Annotated[Source | None, Query(description="Only from there.")] = None,
    transaction_id: Annotated[Word | None, Query(max_length=64, description="Of this sale.")] = None,
) -> Page[DeadLetter]:
    """What streams brought and couldn't be used, the newest first.

    Who is limited to stores sees letters that name one of them, and those that it sent itself.
    """
    wanted = select(DeadLetterRow).where(_visible(caller))
    if state:
        wanted = wanted.where(DeadLetterRow.state.in_(state))
    if source is not None:
        wanted = wanted.where(DeadLetterRow.source == source)
    if transaction_id is not None:
        wanted = wanted.where(DeadLetterRow.transaction_id == transaction_id)
    rows, following = read_page(session, wanted, [SortKey(DeadLetterRow.id, descending=True)], paging)
    return Page(items=[DeadLetter.model_validate(row) for row in rows], next=following)


@router.get("/{letter_id}", summary="One dead letter")
def read_dead_letter(session: Reading, caller: Corrector, letter_id: LetterId) -> DeadLetter:
    """A message that couldn't be used, with the reason."""
    return DeadLetter.model_validate(_letter(session, caller, letter_id))


@router.post("/{letter_id}/resend", summary="Send a dead letter again")
def resend_dead_letter(
    held: Writing,
    caller: Corrector,
    container: Services,
    letter_id: LetterId,
    given: Resent,
    audit: Audited,
) -> DeadLetter:
    """Do what it says, corrected or as it was; what still can't be used is refused, and the letter stays."""
    letter = _hold(held, caller, letter_id)
    message = read_object(_content(letter, given))
    if isinstance(message, Fault):
        where = f"{message.column}: " if message.column else ""
        raise OptionError(f"{where}{message.reason}", fix="Correct it in `message`.")
    plausible = plausible_days(held, container, any_age=given.any_age)
    rules = SaleRules(container.settings.time_zone, caller.store_ids, plausible)
    (outcome,) = apply_messages(held.connection(), [message], rules)
    _refuse(message, outcome)
    corrected = None if given.message is None else orjson.dumps(given.message).decode()
    settle_letter(held.connection(), letter_id, "resent", corrected=corrected, user_id=caller.user_id)
    details = {"transaction_id": message.transaction_id, "status": outcome.status}
    audit.write(held, "dead_letter.resent", f"dead letter {letter_id}", details)
    return _now(held, letter)


@router.post("/{letter_id}/dismiss", summary="Dismiss a dead letter")
def dismiss_dead_letter(
    held: Writing, caller: Corrector, letter_id: LetterId, given: Dismissed, audit: Audited
) -> DeadLetter:
    """Leave a letter as it is: nothing is to be done with it."""
    letter = _hold(held, caller, letter_id)
    settle_letter(held.connection(), letter_id, "dismissed", user_id=caller.user_id)
    audit.write(held, "dead_letter.dismissed", f"dead letter {letter_id}", {"reason": given.reason})
    return _now(held, letter)


def _visible(caller: Caller) -> ColumnElement[bool]:
    if caller.store_ids is None:
        return true()
    own = DeadLetterRow.user_id == caller.user_id
    return or_(DeadLetterRow.store_id.in_(caller.store_ids), own)


def _letter(session: Session, caller: Caller, letter_id: int, *, hold: bool = False) -> DeadLetterRow:
    wanted = select(DeadLetterRow).where(DeadLetterRow.id == letter_id, _visible(caller))
    row = session.scalars(wanted.with_for_update() if hold else wanted).one_or_none()
    if row is None:
        raise NotFoundError(
            f"There is no dead letter {letter_id}.",
            fix="GET /api/dead-letters lists them.",
            reason=Reason("no_such_letter", name=letter_id),
        )
    return row


def _hold(session: Session, caller: Caller, letter_id: int) -> DeadLetterRow:
    row = _letter(session, caller, letter_id, hold=True)
    if row.state not in ("open", "waiting"):
        raise ConflictError(f"This letter was {row.state}.", fix="Nothing is left to be done with it.")
    return row


def _now(session: Session, letter: DeadLetterRow) -> DeadLetter:
    session.refresh(letter)
    return DeadLetter.model_validate(letter)


def _content(letter: DeadLetterRow, given: Resent) -> Any:
    if given.message is not None:
        return given.message
    if letter.is_cut:
        raise OptionError("It said more than was kept.", fix="Say all of it in `message`.")
    try:
        return orjson.loads(letter.raw)
    except orjson.JSONDecodeError:
        raise OptionError("It isn't JSON.", fix="Say what was meant in `message`.") from None


def _refuse(message: SaleMessage, outcome: MessageOutcome) -> None:
    if outcome.status in GOOD:
        return
    if outcome.status == "rejected":
        raise OptionError(f"{outcome.column}: {outcome.reason}", fix="Correct it in `message`.")
    fix = (
        "Add the sale first."
        if outcome.status == "waiting"
        else "Say a correction in `message`, or dismiss it."
    )
    raise ConflictError(outcome.reason or f"'{message.transaction_id}' can't be stored.", fix=fix)
