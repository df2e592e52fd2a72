"""Reads what somebody wants an assessment to be, for the API and the dashboard's form; each refusal names a field."""

from typing import Any

import msgspec

from eye.assessments.model import (
    CHECK,
    DISTANCES,
    LONGEST,
    LONGEST_CONSENT,
    LONGEST_KEPT,
    LONGEST_PASTE,
    LONGEST_SIGHT,
    LONGEST_SOUND,
    RISES,
    SETTING,
    SHORTEST_ABANDON,
    Checks,
    Policy,
    policy_of,
)
from eye.assessments.signals import SIGNALS, unknown_signals
from eye.clock import DAY, HOUR, SECOND, iso
from eye.db import Row
from eye.http.fields import Fields, wrong

MOST_ATTEMPTS = 1000
# The numbers of a policy, with the least and the most that each may be. A new one is a line here, in `Policy`, and in
# the form of the dashboard.
NUMBERS = {
    "abandonAfter": (SHORTEST_ABANDON, DAY),
    "retentionDays": (1, LONGEST_KEPT),
    "faceAbsenceSeconds": (1, LONGEST_SIGHT),
    "multipleFaceSeconds": (1, LONGEST_SIGHT),
    "snapshotSeconds": (0, HOUR // SECOND),
    "soundSeconds": (1, LONGEST_SOUND),
    "soundRiseDb": RISES,
    "pasteLength": (0, LONGEST_PASTE),
    "windowShare": (0, 100),
    "idleSeconds": (0, HOUR // SECOND),
}
SWITCHES = ("requireFullscreen", "camera", "microphone", "consent", "clipboardText", "secondReview")
CHECKS = ("browser", "webcam", "microphone", "internetSpeed")


def read_assessment(fields: Fields) -> Row:
    """The columns of a new assessment out of what was sent."""
    opens_at, closes_at = fields.time("opensAt"), fields.time("closesAt")
    if opens_at is not None and closes_at is not None and closes_at <= opens_at:
        raise wrong("closesAt", "must lie after opensAt")
    asked = fields.inner("features")
    return {
        "id": fields.outside_id("id"),
        "title": fields.required_text("title"),
        "duration_ms": fields.seconds("examDuration", most=LONGEST),
        "attempts": fields.integer("attempts", least=1, most=MOST_ATTEMPTS),
        "opens_at": opens_at,
        "closes_at": closes_at,
        "ai_proctoring": asked.choice("aiProctoring", SETTING) or "host",
        "facial_recognition": asked.choice("facialRecognition", SETTING) or "host",
        "policy": msgspec.json.encode(_policy(fields.inner("policy"))).decode(),
    }


def _policy(asked: Fields) -> Policy:
    wanted: dict[str, Any] = {
        **{name: bounded(asked, name) for name in NUMBERS},
        **{name: asked.switch(name) for name in SWITCHES},
        "identityDistance": asked.decimal("identityDistance", least=DISTANCES[0], most=DISTANCES[1]),
        "consentText": asked.text("consentText", most=LONGEST_CONSENT, lines=True),
        "checks": _checks(asked.inner("checks")),
        "off": read_off(asked),
    }
    return msgspec.convert({name: value for name, value in wanted.items() if value is not None}, Policy)


def _checks(asked: Fields) -> Checks:
    wanted = {name: asked.choice(name, CHECK) for name in CHECKS}
    return msgspec.convert({name: value for name, value in wanted.items() if value is not None}, Checks)


def bounded(asked: Fields, name: str) -> int | None:
    """A number of a policy within its bounds."""
    least, most = NUMBERS[name]
    return asked.integer(name, least=least, most=most)


def read_off(asked: Fields) -> list[str]:
    """The names of signals that are switched off, each once, in the order of the table."""
    names = asked.texts("off")
    if unknown_signals(names):
        raise wrong("off", f"must be a list of names out of {', '.join(SIGNALS)}")
    return [name for name in SIGNALS if name in names]


def wanted_of(row: Row) -> dict[str, Any]:
    """What one would send to create the assessment of `row`, with every field."""
    return {
        "id": row["id"],
        "title": row["title"],
        "examDuration": None if row["duration_ms"] is None else row["duration_ms"] / 1000,
        "attempts": row["attempts"],
        "opensAt": iso(row["opens_at"]),
        "closesAt": iso(row["closes_at"]),
        "features": {"aiProctoring": row["ai_proctoring"], "facialRecognition": row["facial_recognition"]},
        "policy": msgspec.to_builtins(policy_of(row)),
    }


def overlaid(base: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """`base` with the fields of `change`, object by object; null is kept, and means the default."""
    found = dict(base)
    for name, value in change.items():
        inner = found.get(name)
        found[name] = overlaid(inner, value) if isinstance(inner, dict) and isinstance(value, dict) else value
    return found
