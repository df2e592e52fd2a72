"""What a browser calls itself, in the few words by which a person recognises it."""

import re

# In this order: most browsers also name those they descend from.
_BROWSERS = (
    ("Edge", r"Edg(?:e|A|iOS)?/(\d+)"),
    ("Opera", r"OPR/(\d+)"),
    ("Samsung Internet", r"SamsungBrowser/(\d+)"),
    ("Firefox", r"(?:Firefox|FxiOS)/(\d+)"),
    ("Chrome", r"(?:Chrome|CriOS|HeadlessChrome)/(\d+)"),
    ("Safari", r"Version/(\d+)[^ ]* .*Safari/"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("ChromeOS", "CrOS"),
    ("Windows", "Windows"),
    ("macOS", "Mac OS X"),
    ("Linux", "Linux"),
)


def browser_in_words(user_agent: str | None) -> str:
    """`Firefox 140 on Windows`; `Unknown browser` where it does not say."""
    text = user_agent or ""
    found = ((name, re.search(pattern, text)) for name, pattern in _BROWSERS)
    browser = next((f"{name} {match[1]}" for name, match in found if match), "Unknown browser")
    system = next((name for name, sign in _SYSTEMS if sign in text), None)
    return f"{browser} on {system}" if system else browser
