"""What a decision about a flag comes to: its reviews, folded into what stands. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eye.flags.rules import BY_TYPE

CONFIRM, DISMISS, LOOK = "confirm", "dismiss", "second_look"
DECISIONS = (CONFIRM, DISMISS, LOOK)
UNDO = "undo"

WAITING = "waiting"  # nobody has decided
SECOND_LOOK = "second_look"  # somebody wants another person to look
CONFIRMED_ONCE = "confirmed_once"  # confirmed, and counts when a second reviewer agrees
CONFIRMED = "confirmed"
DISMISSED = "dismissed"

TECHNICAL = "technical"
DECIDED = "decided"
# The lists that a flag can stand in; each flag stands in one.
QUEUES = (WAITING, SECOND_LOOK, DECIDED, TECHNICAL)
OPEN = (WAITING, SECOND_LOOK)

LONGEST_NOTE = 2_000  # characters

Review = dict[str, Any]  # a row of `reviews`: `decision`, `state` (after it), `actor`, `note`, `at`


@dataclass(frozen=True, slots=True)
class Standing:
    """`by` decided last, at `at` (milliseconds UTC). `first_by` confirmed before, where two had to agree."""

    state: str = WAITING
    by: str | None = None
    at: int | None = None
    note: str | None = None
    first_by: str | None = None


def in_force(reviews: Sequence[Review]) -> list[Review]:
    """The decisions that were not taken back, oldest first; `reviews` is the whole history in its order."""
    kept: list[Review] = []
    for review in reviews:
        if review["decision"] != UNDO:
            kept.append(review)
        elif kept:
            kept.pop()
    return kept


def standing_of(kept: Sequence[Review]) -> Standing:
    """What stands after the decisions `kept`."""
    if not kept:
        return Standing()
    last = kept[-1]
    others = [review["actor"] for review in kept[:-1] if _confirmed_by_another(review, last["actor"])]
    first_by = others[-1] if others and last["state"] == CONFIRMED else None
    return Standing(last["state"], last["actor"], last["at"], last["note"], first_by)


def state_after(decision: str, kept: Sequence[Review], actor: str, second_review: bool) -> str | None:
    """The state after `actor` has decided; None where another person has to agree first."""
    if decision != CONFIRM:
        return DISMISSED if decision == DISMISS else SECOND_LOOK
    if not second_review or any(_confirmed_by_another(review, actor) for review in kept):
        return CONFIRMED
    return None if kept and kept[-1]["state"] == CONFIRMED_ONCE else CONFIRMED_ONCE


def _confirmed_by_another(review: Review, actor: str) -> bool:
    return bool(review["state"] == CONFIRMED_ONCE and review["actor"] != actor)


def queue_of(state: str, type: str) -> str:
    """The list in which a flag of this state stands. What is technical waits for nobody."""
    if state == WAITING:
        return first_queue(type)
    return SECOND_LOOK if state in (SECOND_LOOK, CONFIRMED_ONCE) else DECIDED


def first_queue(type: str) -> str:
    """The list in which a new flag stands."""
    return TECHNICAL if is_technical(type) else WAITING


def is_technical(type: str) -> bool:
    return type in BY_TYPE and BY_TYPE[type].technical


def is_decided(state: str) -> bool:
    return state in (CONFIRMED, DISMISSED)
