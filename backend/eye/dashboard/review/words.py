"""What pages say about decisions: the states of a flag, the outcomes of a session, who decided."""

from typing import Any

from eye.dashboard.words import Badge, spelt_out
from eye.flags.decisions import is_decided

STATES = {
    "waiting": Badge("Waiting", "info"),
    "second_look": Badge("Second look", "warn"),
    "confirmed_once": Badge("Confirmed once", "warn"),
    "confirmed": Badge("Confirmed", "bad"),
    "dismissed": Badge("Dismissed", "quiet"),
}
QUEUES = {
    "waiting": "Waiting",
    "second_look": "Second look",
    "decided": "Decided",
    "technical": "Technical",
    "all": "All",
}
SEVERITIES = {"": "All", "high": "High", "medium": "Medium", "low": "Low"}
DONE = {
    "confirm": "confirmed it",
    "dismiss": "dismissed it",
    "second_look": "wants a second look",
    "undo": "took the last decision back",
}
OUTCOMES = {
    "clean": Badge("Clean", "good"),
    "suspicious": Badge("Suspicious", "warn"),
    "violation": Badge("Violation", "bad"),
}
NOT_REVIEWED = Badge("Not reviewed yet", "quiet")
GONE = "a removed member"


def state_badge(state: str) -> Badge:
    return STATES.get(state, Badge(spelt_out(state), "quiet"))


def outcome_badge(outcome: str | None) -> Badge:
    """A session that nobody has decided about is never clean."""
    return NOT_REVIEWED if outcome is None else OUTCOMES.get(outcome, Badge(spelt_out(outcome), "quiet"))


def who(member: str | None, key: str | None) -> str:
    """By the name that the member or key has now."""
    return member or (f"the API key {key}" if key else GONE)


def decided_by(flag: dict[str, Any]) -> str:
    """`Ada`, or `Ada and Bob` where two had to agree."""
    last = who(flag["reviewer_member"], flag["reviewer_key"])
    return f"{who(flag['first_member'], flag['first_key'])} and {last}" if flag["first_by"] else last


def open_to(flag: dict[str, Any], actor: str) -> frozenset[str]:
    """Which decisions `actor` can take about the flag as it stands."""
    if is_decided(flag["review"]):
        return frozenset()
    if flag["review"] == "confirmed_once" and flag["reviewed_by"] == actor:
        return frozenset({"dismiss"})
    if flag["review"] == "second_look":
        return frozenset({"confirm", "dismiss"})
    return frozenset({"confirm", "dismiss", "second_look"})


def can_be_picked(flag: dict[str, Any]) -> bool:
    """Whether it may be dismissed together with others."""
    return bool(flag["severity"] == "low" and flag["review"] == "waiting")


def ways(actor: str) -> dict[str, Any]:
    """What the templates of flags use; `actor` is who looks at the page."""
    return {
        "state_badge": state_badge,
        "outcome_badge": outcome_badge,
        "decided_by": decided_by,
        "who": who,
        "done_words": DONE,
        "open_to": lambda flag: open_to(flag, actor),
        "can_be_picked": can_be_picked,
    }
