"""A browser whose camera shows a clip and whose microphone hears a sound; one for all tests of a file that ask."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright

from e2e.chromium import QUIET, chromium_path
from e2e.clips import draw_clip
from e2e.sounds import record

Start = Callable[..., Browser]


def devices(folder: Path, clip: str = "", sound: str = "") -> list[str]:
    """Flags for Chromium. The clip `missing` takes away all devices, the sound `missing` the microphone."""
    if clip == "missing":
        return ["--use-fake-device-for-media-stream=device-count=0"]
    if sound == "missing":
        return ["--disable-audio-input"]
    flags = ["--use-fake-device-for-media-stream"]
    if clip:
        flags.append(f"--use-file-for-fake-video-capture={draw_clip(clip, folder)}")
    if sound:
        flags.append(f"--use-file-for-fake-audio-capture={record(sound, folder)}")
    return flags


@pytest.fixture(scope="module")
def browsers(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Starts one by the names of a clip and a sound (`e2e.clips`, `e2e.sounds`)."""
    # The fake camera is called like its file: to the widget it is a virtual one.
    folder = tmp_path_factory.mktemp("virtual")
    started: dict[tuple[str, str], Browser] = {}

    def start(clip: str = "", sound: str = "") -> Browser:
        if (clip, sound) not in started:
            args = [*QUIET, *devices(folder, clip, sound)]
            started[clip, sound] = playwright.chromium.launch(executable_path=chromium_path(), args=args)
        return started[clip, sound]

    yield start
    for browser in started.values():
        browser.close()
