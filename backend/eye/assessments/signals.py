"""The names of everything that can be watched, as the widget calls them, so that each can be switched off by name."""

SIGNALS = (
    "tab-focus",
    "fullscreen",
    "camera",
    "identity",
    "microphone",
    "copy",
    "cut",
    "paste",
    "context-menu",
    "print",
    "screenshot",
    "screens",
    "window-size",
    "several-tabs",
    "network",
    "idle",
)


def unknown_signals(names: list[str]) -> list[str]:
    return [name for name in names if name not in SIGNALS]
