"""An example of each fact, for a test delivery: made up, and marked as a test."""

from typing import Any

from eye.clock import MINUTE, iso

_ABOUT = {
    "sessionId": "ses_06example0session",
    "candidateId": "student-42",
    "examId": "algebra-1",
}
_FLAG = {
    "flagId": "flg_06example0flag",
    **_ABOUT,
    "type": "TAB_NOT_FOCUS",
    "severity": "medium",
    "mediaId": None,
    "domain": "exam.example.com",
    "description": "The exam page was left for another tab or window.",
}
_EXTRA: dict[str, dict[str, Any]] = {
    "flag.raised": _FLAG,
    "flag.reviewed": {
        **_FLAG,
        "decision": "dismissed",
        "decidedBy": "mem_06example0member",
        "decidedAt": "2026-01-31T09:00:00.000Z",
        "undone": False,
    },
    "session.started": _ABOUT,
    "session.ended": {**_ABOUT, "endReason": "host"},
    "report.ready": {
        **_ABOUT,
        "endedAt": "2026-01-31T10:00:00.000Z",
        "missingMedia": 0,
        "report": "/v1/sessions/ses_06example0session/report",
    },
    "credits.low": {"creditsLeft": 20, "creditsHeld": 3, "lowCredits": 20},
    "credits.exhausted": {"creditsLeft": 0, "creditsHeld": 0, "keyId": None},
    "key.exposed": {"keyId": "key_06example0key"},
    "key.rotated": {"keyId": "key_06example0old", "rotatedTo": "key_06example0new"},
    "domain.denied": {"origin": "https://unknown.example.com", "code": "origin_not_allowed"},
    "webhook.disabled": {"webhookId": "whk_06example0hook", "url": "https://example.com/eye", "reason": "failing"},
}


def sample(type: str, now: int) -> dict[str, Any]:
    """The payload of an example of `type`, from a minute ago (`now` in milliseconds UTC)."""
    return {**_EXTRA[type], "createdAt": iso(now - MINUTE)}
