"""Takes flags of switched-off signals out again: what was agreed not to be watched is not held against anybody.

A widget that follows its policy sends nothing of the kind; a page that does not follow it changes nothing.
"""

import msgspec

from eye.flags.fold import Folded

# The flags of each signal, by the names of `assessments.signals`.
FLAGS_OF = {
    "tab-focus": ("TAB_NOT_FOCUS",),
    "fullscreen": ("EXIT_FULLSCREEN",),
    "camera": ("FACE_ABSENCE", "MULTIPLE_FACE", "CAMERA_COVERED", "CAMERA_FROZEN", "CAMERA_LOST", "FACE_MISMATCH"),
    "identity": ("FACE_MISMATCH",),
    "microphone": ("SOUND_DETECTED", "MICROPHONE_MUTED", "MICROPHONE_LOST"),
    "paste": ("PASTE",),
    "print": ("PRINT_ATTEMPT",),
    "screenshot": ("SCREENSHOT_KEY",),
    "screens": ("SECOND_SCREEN",),
    "window-size": ("WINDOW_SMALL",),
    "several-tabs": ("SEVERAL_TABS",),
}


class _Policy(msgspec.Struct):
    off: list[str] = []


_decoder = msgspec.json.Decoder(_Policy)


def mute(folded: Folded, policy: str) -> None:
    """`policy` is the session's, as JSON."""
    if not folded.raised:
        return
    muted = {type for signal in _decoder.decode(policy).off for type in FLAGS_OF.get(signal, ())}
    if not muted:
        return
    folded.raised = [flag for flag in folded.raised if flag.type not in muted]
    folded.open = {name: id for name, id in folded.open.items() if name not in muted}
