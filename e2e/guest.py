"""An exam page that writes down what Eye does to it, and how it is watched."""

from pathlib import Path

# Runs in the page before everything else.
BOOK = (Path(__file__).parent / "guest_book.js").read_text()
POLICY = {"camera": True, "microphone": True, "snapshotSeconds": 10}
WATCHED = ["camera", "microphone"]
