"""Coverage on the session page: in words, with a bar."""

from eye.sessions.watched import Watched, cover, watched_text
from tests.dashboard.people import Person
from tests.reports.beats import Page
from tests.world import Organisation, World


def test_it_says_what_was_watched_and_why_not_the_rest(acme: Organisation, owner: Person, world: World) -> None:
    page = Page(acme)
    page.send("STARTED")
    page.beat(30, face=10, microphone=10)
    world.clock.move(minutes=2)
    page.beat(30, face=10)
    world.end(page.started["token"])
    text = owner.read(f"/dashboard/sessions/{page.id}")
    assert "Camera: monitored 10:00 of 12:00, 1 gap: network" in text
    assert "Microphone: monitored 05:00 of 12:00, 2 gaps: network, stood still" in text
    assert "05:00 to 07:00, network" in text
    assert text.count('class="bar-watched"') == 5
    assert "gap 05:00 to 07:00: network" in text
    assert "Detector stood still" in text


def test_without_a_gap_it_says_so(acme: Organisation, owner: Person) -> None:
    page = Page(acme)
    page.send("STARTED")
    page.beat(6, face=10)
    assert "Camera: monitored 01:00 of 01:00, no gap" in owner.read(f"/dashboard/sessions/{page.id}")


def test_a_detector_that_cannot_run_says_why(acme: Organisation, owner: Person) -> None:
    page = Page(acme)
    page.send("STARTED")
    page.send("DETECTOR_UNAVAILABLE", detector="face", reason="wasm_forbidden: <b>refused</b>")
    page.beat(2)
    text = owner.get(f"/dashboard/sessions/{page.id}").text
    assert "Camera: monitored 00:00 of 00:20, 1 gap: cannot run there" in text
    assert "its policy lacks" in text
    assert "<b>refused" not in text


def test_before_monitoring_started_there_is_none(acme: Organisation, owner: Person) -> None:
    assert "Coverage" not in owner.read(f"/dashboard/sessions/{Page(acme).id}")


def test_many_gaps_stay_a_page(acme: Organisation, owner: Person, world: World) -> None:
    page = Page(acme)
    page.send("STARTED")
    start, watched = world.clock.at, Watched(begun={"face": world.clock.at})
    for n in range(150):
        cover(watched.spans.setdefault("face", []), start + n * 20_000, start + n * 20_000 + 10_000)
    world.execute("update sessions set watched = :text", text=watched_text(watched))
    world.clock.move(hours=1)
    text = owner.read(f"/dashboard/sessions/{page.id}")
    assert "Camera: monitored 25:00" in text
    assert "100 gaps" in text
