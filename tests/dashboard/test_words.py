"""What a reviewer reads about an event."""

import pytest

from eye.dashboard.words import EVENTS, FLAGS, event_sentence
from eye.events.types import TYPES
from eye.flags.rules import RULES

TOLD_BY_THEIR_DATA = {
    "FULLSCREEN_CHANGE",
    "TAB_FOCUS_CHANGE",
    "COPY",
    "CUT",
    "PASTE",
    "SCREENS",
    "NETWORK_BACK",
    "IDLE",
    "IDENTITY_CHECKED",
}


@pytest.mark.parametrize(
    ("type", "data", "sentence"),
    [
        ("TAB_FOCUS_CHANGE", {"focused": False}, "The exam page lost the focus"),
        ("TAB_FOCUS_CHANGE", {"focused": False, "hidden": True}, "The exam page was hidden"),
        ("TAB_FOCUS_CHANGE", {"focused": True}, "The exam page has the focus"),
        (
            "TAB_FOCUS_CHANGE",
            {"focused": True, "hidden": True, "awaySeconds": 61.4},
            "The exam page has the focus again after 61 seconds",
        ),
        ("COPY", {"length": 1}, "1 character copied"),
        ("CUT", {"length": 0}, "0 characters cut out"),
        ("PASTE", {"length": 1234, "long": True, "own": False}, "1,234 characters pasted"),
        ("SCREENS", {"extended": "yes"}, "More than one screen is connected"),
        ("SCREENS", {"extended": "unknown"}, "The browser does not tell how many screens are connected"),
        ("SCREENS", {}, "The browser does not tell how many screens are connected"),
        ("NETWORK_BACK", {"offlineSeconds": 600.2}, "The network is back after 600 seconds"),
        ("IDLE", {"idle": True}, "The candidate does nothing with the page"),
        ("IDLE", {"idle": False, "idleSeconds": 301}, "The candidate is active again after 301 seconds"),
        (
            "IDENTITY_CHECKED",
            {"distance": 0.312, "limit": 0.5, "match": True, "reference": "image"},
            "Face distance 0.31 to the candidate's picture (match below 0.5)",
        ),
        ("REFERENCE_UNAVAILABLE", {"reason": "none_given"}, "The exam page gave no picture of the candidate"),
        ("REFERENCE_UNAVAILABLE", {"reason": "http_404"}, "The candidate's picture could not be used"),
        ("MICROPHONE_SILENT", {"cleared": True}, "The microphone gives a signal again"),
        ("WINDOW_SMALL", {"cleared": True}, "The window fills the screen again"),
    ],
)
def test_an_event_is_told_in_a_few_words(type: str, data: dict[str, object], sentence: str) -> None:
    assert event_sentence(type, data) == sentence


def test_every_event_and_every_flag_has_its_words() -> None:
    assert set(TYPES) - set(EVENTS) - TOLD_BY_THEIR_DATA == set()
    assert {rule.type for rule in RULES} - set(FLAGS) == set()
