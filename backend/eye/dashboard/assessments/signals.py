"""What the signals are called on pages: one line each. One without a line is spelt out."""

from eye.assessments.signals import SIGNALS
from eye.dashboard.words import spelt_out

NAMES = {
    "tab-focus": "Leaving the exam page",
    "fullscreen": "Leaving fullscreen",
    "camera": "Camera",
    "identity": "Comparing faces",
    "microphone": "Microphone",
    "copy": "Copying",
    "cut": "Cutting",
    "paste": "Pasting",
    "context-menu": "Context menu",
    "print": "Printing",
    "screenshot": "Screenshot keys",
    "screens": "Second screen",
    "window-size": "Small window",
    "several-tabs": "Several tabs of the exam",
    "network": "Lost connection",
    "idle": "No input for long",
}


def signal_name(signal: str) -> str:
    return NAMES.get(signal, spelt_out(signal.replace("-", "_")))


def signal_choices() -> tuple[tuple[str, str], ...]:
    return tuple((signal, signal_name(signal)) for signal in SIGNALS)
