"""What codes are called on pages: statuses, reasons, events, flags, refusals. One without a line is spelt out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eye.sessions import model as sessions


@dataclass(frozen=True, slots=True)
class Badge:
    """`tone` is one of good, warn, bad, info, quiet; it never says anything that `label` does not."""

    label: str
    tone: str


STATUSES = {
    "created": Badge("Created", "info"),
    "active": Badge("Active", "good"),
    "paused": Badge("Paused", "warn"),
    "ended": Badge("Ended", "quiet"),
}

CONNECTIVITY = {
    "live": Badge("Live", "good"),
    "unstable": Badge("Unstable", "warn"),
    "lost": Badge("Lost", "bad"),
}

IDENTITIES = {
    "signed": Badge("Signed", "good"),
    "unsigned": Badge("Unsigned", "quiet"),
    "invalid": Badge("Bad token", "warn"),
}

SEVERITIES = {
    "high": Badge("High", "bad"),
    "medium": Badge("Medium", "warn"),
    "low": Badge("Low", "info"),
    "info": Badge("Note", "quiet"),
}

END_REASONS = {
    "host": "ended by the exam page",
    "candidate": "ended by the candidate",
    "duration": "the exam time was over",
    "proctor": "ended by a proctor",
    "abandoned": "nothing was heard from the candidate's browser for too long",
    "expired": "monitoring never started",
    "revoked": "ended together with its API key",
}

EVENTS = {
    "STARTED": "Monitoring started",
    "END_PROCTORING": "Monitoring ended",
    "SET_CONFIG": "The exam page set its configuration",
    "CONSENT_GIVEN": "The candidate agreed to being watched",
    "EXIT_FULLSCREEN": "Fullscreen was left",
    "TAB_NOT_FOCUS": "The exam page was left",
    "FACE_ABSENCE": "No face in front of the camera",
    "MULTIPLE_FACE": "Several faces in front of the camera",
    "CAMERA_COVERED": "The camera was covered",
    "CAMERA_FROZEN": "The camera showed the same picture all the time",
    "CAMERA_LOST": "The camera was lost",
    "CAMERA_UNAVAILABLE": "There is no camera",
    "CAMERA_CHANGED": "Another camera is used",
    "CAMERA_VIRTUAL": "The camera is likely a program",
    "MICROPHONE_MUTED": "The microphone was muted",
    "MICROPHONE_SILENT": "The microphone gave no signal at all",
    "MICROPHONE_LOST": "The microphone was lost",
    "MICROPHONE_UNAVAILABLE": "There is no microphone",
    "MICROPHONE_CHANGED": "Another microphone is used",
    "REFERENCE_UNAVAILABLE": "The candidate's picture could not be used",
    "REFERENCE_PICTURE": "The picture with which faces are compared",
    "FACE_MISMATCH": "The face differs from the reference picture",
    "DETECTOR_UNAVAILABLE": "A detector does not run",
    "SOUND_DETECTED": "Sound was heard",
    "CONTEXT_MENU": "The context menu was opened",
    "PRINT_ATTEMPT": "The page was about to be printed",
    "SCREENSHOT_KEY": "A key that takes a screenshot was pressed",
    "SECOND_SCREEN": "A second screen is connected",
    "WINDOW_SMALL": "The window fills only a part of the screen",
    "SEVERAL_TABS": "The exam is open in another tab or window as well",
    "NETWORK_LOST": "The network was lost",
    "PERIODIC_SNAPSHOT": "A snapshot was taken",
    "SYSTEM_CHECK_STARTED": "The system check began",
    "SYSTEM_CHECK_COMPLETED": "The system check was completed",
    "HEARTBEAT": "The browser reported that it is there",
    "COMMAND_DONE": "The browser carried out a command",
}

# After the number of characters.
CLIPBOARD = {"COPY": "copied", "CUT": "cut out", "PASTE": "pasted"}

# What the same events say when their data carries `cleared`.
CLEARED = {
    "FACE_ABSENCE": "A face is in front of the camera again",
    "MULTIPLE_FACE": "One face is in front of the camera again",
    "CAMERA_COVERED": "The camera is free again",
    "CAMERA_FROZEN": "The camera shows moving pictures again",
    "CAMERA_LOST": "The camera is back",
    "MICROPHONE_MUTED": "The microphone is on again",
    "MICROPHONE_SILENT": "The microphone gives a signal again",
    "MICROPHONE_LOST": "The microphone is back",
    "FACE_MISMATCH": "The face is like the reference picture again",
    "SOUND_DETECTED": "It is quiet again",
    "WINDOW_SMALL": "The window fills the screen again",
    "SEVERAL_TABS": "The exam is open in one tab only",
}

FLAGS = {
    "TAB_NOT_FOCUS": "Exam page left",
    "EXIT_FULLSCREEN": "Fullscreen left",
    "FACE_ABSENCE": "No face",
    "MULTIPLE_FACE": "Several faces",
    "CAMERA_COVERED": "Camera covered",
    "CAMERA_FROZEN": "Camera frozen",
    "CAMERA_LOST": "Camera taken away",
    "MICROPHONE_MUTED": "Microphone muted",
    "MICROPHONE_LOST": "Microphone taken away",
    "FACE_MISMATCH": "Face differs",
    "SOUND_DETECTED": "Sound",
    "PASTE": "Text pasted",
    "PRINT_ATTEMPT": "Printing",
    "SCREENSHOT_KEY": "Screenshot key",
    "SECOND_SCREEN": "Second screen",
    "WINDOW_SMALL": "Small window",
    "SEVERAL_TABS": "Several tabs",
    "EVENTS_MISSING": "Events missing",
    "DETECTOR_STALLED": "Detector stood still",
    "SESSION_TAKEOVER": "Taken over by another page",
}

SCREENS = {
    "yes": "More than one screen is connected",
    "no": "One screen is connected",
    "unknown": "The browser does not tell how many screens are connected",
}

# How a start that was refused is mended, for the person who put the tag into the exam page.
REFUSED_STARTS = {
    "origin_not_allowed": "The website is not registered. Add it under Domains if it is yours.",
    "origin_scheme_or_port": "The website is registered with another scheme or port. Add this one under Domains.",
    "no_domains_registered": "No domain is registered yet. Add the one of your exam page under Domains.",
    "origin_missing": "The request came without an Origin header: it was not sent by a browser.",
    "origin_null": "The page has no origin, as a local file or a sandboxed frame. Serve it from your website.",
    "key_inactive": "The key is deactivated. Reactivate it, or use another one in the exam page.",
    "key_expired": "The key has expired. Put a new one into the exam page.",
    "key_revoked": "The key was revoked. Put a new one into the exam page.",
    "ip_not_allowed": "The address is not on the IP list of the key. Add it if it is your server.",
    "permission_missing": "The key lacks a permission that the call needs. Give it a role that has it.",
    "key_secret_in_browser": "A secret key stands in a web page, where everybody can read it. Revoke it now.",
    "assessment_not_found": "There is no assessment with the id that the page gives. Create it, or correct the page.",
    "assessment_not_open": "The assessment is not open at this time.",
    "attempts_exhausted": "The candidate has no attempt left.",
    "candidate_token_required": "The page gave no candidate token. Mint one on your server, and pass it to the widget.",
    "candidate_token_invalid": "The candidate token was not made by this Eye, or its key was revoked since.",
    "candidate_token_expired": "The candidate token was too old. Mint one each time the exam page is served.",
    "candidate_token_mismatch": "The candidate token was minted for somebody or something else.",
    "candidate_token_used": "The candidate token had started a session already. Mint one for each page.",
    "credits_exhausted": "No credits are left. Top up, so that exams can start.",
    "organisation_suspended": "The organisation is suspended. Ask the operator of this Eye.",
    "session_active_elsewhere": "The same candidate was taking the same assessment in another page.",
    "session_ended": "The session had ended; it cannot go on.",
}


def status_badge(status: str) -> Badge:
    return STATUSES.get(status, Badge(spelt_out(status), "quiet"))


def severity_badge(severity: str) -> Badge:
    return SEVERITIES.get(severity, Badge(spelt_out(severity), "quiet"))


def identity_badge(standing: str) -> Badge:
    """How a session was identified: by a candidate token, without one, or with one that was not good."""
    return IDENTITIES.get(standing, Badge(spelt_out(standing), "quiet"))


def connectivity_badge(session: dict[str, Any], now: int) -> Badge | None:
    """Whether the candidate's browser is heard from; None for a session that has ended."""
    found = sessions.connectivity(session, now)
    return CONNECTIVITY[found] if found else None


def event_sentence(type: str, data: Mapping[str, Any]) -> str:
    """What an event means, in a few words."""
    if type == "FULLSCREEN_CHANGE":
        return "Fullscreen was entered" if data.get("fullscreen") else "Fullscreen ended"
    if type == "TAB_FOCUS_CHANGE":
        return _focus(data)
    if type in CLIPBOARD:
        return f"{_count(data.get('length'), 'character')} {CLIPBOARD[type]}"
    if type == "REFERENCE_UNAVAILABLE" and data.get("reason") == "none_given":
        return "The exam page gave no picture of the candidate"
    if type == "IDENTITY_CHECKED":
        return _compared(data)
    if type == "SCREENS":
        return SCREENS.get(str(data.get("extended")), SCREENS["unknown"])
    if type == "NETWORK_BACK":
        return f"The network is back after {_count(data.get('offlineSeconds'), 'second')}"
    if type == "IDLE":
        return _idle(data)
    if type == "SYSTEM_CHECK_COMPLETED" and data.get("success") is False:
        return "The system check found a problem"
    if type in CLEARED and data.get("cleared") is True:
        return CLEARED[type]
    return EVENTS.get(type, spelt_out(type))


REFERENCES = {
    "image": "the candidate's picture",
    "check": "the picture taken before the exam",
    "snapshot": "the first picture of the exam",
}


def _compared(data: Mapping[str, Any]) -> str:
    """Both numbers, so that nobody has to trust the word of a program."""
    reference = REFERENCES[data["reference"]]
    return f"Face distance {data['distance']:.2f} to {reference} (match below {data['limit']:g})"


def _focus(data: Mapping[str, Any]) -> str:
    if not data.get("focused"):
        return "The exam page was hidden" if data.get("hidden") else "The exam page lost the focus"
    away = data.get("awaySeconds")
    return (
        f"The exam page has the focus again after {_count(away, 'second')}" if away else "The exam page has the focus"
    )


def _idle(data: Mapping[str, Any]) -> str:
    if data.get("idle"):
        return "The candidate does nothing with the page"
    return f"The candidate is active again after {_count(data.get('idleSeconds'), 'second')}"


def _count(number: Any, noun: str) -> str:
    """A number as a person would say it; the page reports seconds to a tenth."""
    whole = round(number) if isinstance(number, int | float) else 0
    return f"1 {noun}" if whole == 1 else f"{whole:,} {noun}s"


def flag_title(type: str) -> str:
    return FLAGS.get(type, spelt_out(type))


def spelt_out(code: str) -> str:
    return code.replace("_", " ").capitalize()
