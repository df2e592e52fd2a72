"""The microphone, with sounds in the place of one: what is heard, what is wrong with it, and what is kept of it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright

from e2e.browsers import open_window
from e2e.devices import Start, devices
from e2e.evidence import beat, looked, of_type, raised, stored, windows
from e2e.exam import NO_CHECKS, agreed, exam_page, seen, settled
from e2e.servers import EyeServer, HostPages, School, until
from eye.media.content import content_type

POLICY = {"camera": False, "microphone": True, "soundSeconds": 1, "checks": NO_CHECKS}
LISTEN = 'widget.on("SOUND_DETECTED", (payload) => seen.push({name: "SOUND_DETECTED", payload}))'
# What a test does with the stream that the widget opened.
EXPOSE = """const { mediaDevices } = navigator, open = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (wanted) => (window.stream = await open(wanted));"""
# Chromium lets sound through where the microphone is open; others want a click or a key first, as this one then.
WAITS = """{ const Real = AudioContext; let clicked = false;
  addEventListener("pointerdown", () => (clicked = true), true);
  window.AudioContext = class extends Real {
    constructor() { super(); if (!clicked) this.suspend(); }
    resume() { return clicked ? super.resume() : new Promise(() => {}); }
  }; }"""

Open = Callable[..., Page]


def heard_exam(eye: EyeServer, school: School, **policy: Any) -> str:
    school.post("/v1/assessments", {"id": "heard", "title": "Heard", "policy": {**POLICY, **policy}})
    return exam_page(eye, school, assessmentId="heard")


@pytest.fixture
def exam(browsers: Start, eye: EyeServer, school: School, hosts: HostPages) -> Iterator[Open]:
    """Opens the exam beside that sound, agrees, and waits until monitoring is on."""
    contexts: list[BrowserContext] = []

    def open_it(sound: str, allowed: bool = True, **policy: Any) -> Page:
        context = browsers(sound=sound).new_context(permissions=["microphone"] if allowed else [])
        contexts.append(context)
        context.add_init_script(EXPOSE)
        page = context.new_page()
        page.goto(hosts.url(hosts.add(heard_exam(eye, school, **policy))))
        assert agreed(page) == "on"
        return page

    yield open_it
    for context in contexts:
        context.close()


def listened(page: Page, school: School, times: int) -> None:
    """Wait until the detector has listened so often, by what the server stored: four times a second."""

    def often() -> bool:
        beat(page)
        return looked(school, "microphone") >= times

    until(often)


def test_a_quiet_room_raises_nothing_and_is_listened_to(exam: Open, school: School) -> None:
    page = exam("quiet")
    listened(page, school, 40)
    assert school.flags() == []
    assert {window["detector"] for window in windows(school)} >= {"microphone"}
    mine = [window for window in windows(school) if window["detector"] == "microphone"]
    assert sum(window["expected"] for window in mine) < 1.5 * sum(window["looked"] for window in mine)


def test_somebody_who_types_raises_nothing(exam: Open, school: School) -> None:
    page = exam("typing")
    listened(page, school, 40)
    assert school.flags() == []


def test_a_voice_raises_a_flag_with_a_clip_that_has_its_beginning(exam: Open, eye: EyeServer, school: School) -> None:
    page = exam("voice")
    page.evaluate(LISTEN)
    flag = raised(school, "SOUND_DETECTED")
    assert flag["severity"] == "low"
    clip = stored(eye, school, flag["mediaId"])
    assert (content_type(clip), len(clip) < 100_000) == ("audio/webm", True)
    (payload,) = until(lambda: seen(page, "SOUND_DETECTED"))
    assert payload.keys() >= {"examId", "candidateId", "type", "description", "createdAt", "mediaFile", "severity"}
    size, kind, seconds, levels = page.evaluate(
        """async () => {
          const { mediaFile } = seen.find(({ name }) => name === "SOUND_DETECTED").payload;
          const audio = await new AudioContext().decodeAudioData(await mediaFile.arrayBuffer());
          const samples = audio.getChannelData(0), part = audio.sampleRate / 4, levels = [];
          for (let at = 0; at + part <= samples.length; at += part)
            levels.push(Math.hypot(...samples.subarray(at, at + part)) / Math.sqrt(part));
          return [mediaFile.size, mediaFile.type, audio.duration, levels];
        }"""
    )
    assert (size, kind) == (len(clip), "audio/webm")
    assert 3 < seconds < 9
    assert max(levels[:2]) < 0.01, "it begins before the voice"
    assert min(levels[-3:]) > 0.03, "and has it"


def test_a_voice_that_is_over_clears_the_flag(exam: Open, school: School) -> None:
    exam("voice")
    flag = until(lambda: (one := school.flag("SOUND_DETECTED")) and one["clearedAt"] and one)
    assert flag["raisedAt"] < flag["clearedAt"]
    assert [event["data"].get("cleared", False) for event in of_type(school, "SOUND_DETECTED")][:2] == [False, True]


def test_what_the_policy_calls_loud_decides(exam: Open, school: School) -> None:
    page = exam("voice", soundRiseDb=40)
    listened(page, school, 44)
    assert school.flags() == []


def test_a_hidden_tab_is_still_listened_to(
    playwright: Playwright, tmp_path: Path, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    with open_window(playwright, *devices(tmp_path, sound="voice")) as window:
        window.grant_permissions(["microphone"])
        page = window.new_page()
        page.goto(hosts.url(hosts.add(heard_exam(eye, school, soundSeconds=2))))
        assert agreed(page) == "on"
        listened(page, school, 1)
        window.new_page().bring_to_front()
        page.wait_for_function("document.hidden")
        flag = until(lambda: (one := school.flag("SOUND_DETECTED")) and one["clearedAt"] and one)
        assert stored(eye, school, flag["mediaId"])


def test_no_signal_at_all_is_noted_and_never_flagged(exam: Open, school: School) -> None:
    page = exam("nothing")
    until(lambda: of_type(school, "MICROPHONE_SILENT"))
    beat(page)
    assert (school.flags(), looked(school, "microphone")) == ([], 0)


def test_a_muted_microphone_is_a_flag_until_it_is_on_again(exam: Open, school: School) -> None:
    page = exam("quiet")
    listened(page, school, 1)
    # As when a key of the headset mutes it, which nobody can press here.
    mute = "(muted) => Object.defineProperty(stream.getTracks()[0], 'muted', {value: muted, configurable: true})"
    page.evaluate(mute, True)
    assert raised(school, "MICROPHONE_MUTED")["severity"] == "low"
    page.evaluate(mute, False)
    until(lambda: school.flags()[0]["clearedAt"])
    assert [flag["type"] for flag in school.flags()] == ["MICROPHONE_MUTED"]


def test_a_permission_taken_away_is_told_and_one_given_again_clears_it(exam: Open, school: School) -> None:
    page = exam("quiet")
    listened(page, school, 1)
    page.context.clear_permissions()
    assert raised(school, "MICROPHONE_LOST")["clearedAt"] is None
    page.context.grant_permissions(["microphone"])
    until(lambda: school.flags()[0]["clearedAt"])
    lost = [event["data"] for event in of_type(school, "MICROPHONE_LOST")]
    assert lost == [{"reason": "permission"}, {"cleared": True}]


@pytest.mark.parametrize(("sound", "allowed", "reason"), [("missing", True, "missing"), ("quiet", False, "denied")])
def test_without_a_microphone_the_exam_goes_on_without_flags(
    exam: Open, school: School, sound: str, allowed: bool, reason: str
) -> None:
    page = exam(sound, allowed=allowed)
    (event,) = until(lambda: of_type(school, "MICROPHONE_UNAVAILABLE"))
    assert event["data"] == {"reason": reason}
    beat(page)
    until(lambda: windows(school))
    assert (looked(school, "microphone"), school.flags()) == (0, [])
    assert school.session()["status"] == "active"


def test_a_browser_that_waits_for_a_click_is_told_of_and_hears_after_it(exam: Open, school: School) -> None:
    page = exam("quiet")
    listened(page, school, 1)
    page.add_init_script(WAITS)
    # Begins without the candidate's click.
    page.reload()
    assert settled(page) == "on"
    until(lambda: of_type(school, "DETECTOR_UNAVAILABLE"))
    (event,) = of_type(school, "DETECTOR_UNAVAILABLE")
    assert event["data"] == {"detector": "microphone", "reason": "audio_suspended"}
    before = looked(school, "microphone")
    page.get_by_role("heading", name="Exam").click()
    listened(page, school, round(before) + 8)


def test_the_end_gives_the_microphone_back(exam: Open, school: School) -> None:
    page = exam("quiet")
    page.wait_for_function("window.stream?.getTracks()[0].readyState === 'live'")
    ended = page.evaluate("() => { widget.endProctoring(); return stream.getTracks()[0].readyState }")
    assert ended == "ended"
    until(lambda: school.session()["status"] == "ended")


def test_where_it_is_switched_off_no_microphone_is_asked_for(exam: Open, school: School) -> None:
    page = exam("quiet", microphone=False, consent=True)
    until(lambda: "STARTED" in school.types())
    beat(page)
    until(lambda: "HEARTBEAT" in school.types())
    assert page.evaluate("window.stream") is None
    assert [type for type in school.types() if type.startswith("MICROPHONE")] == []
