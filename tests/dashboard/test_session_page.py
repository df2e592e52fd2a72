"""One session: its charge, flags as they happen, events, evidence."""

import re
from typing import Any

import obstore
import pytest

from tests.dashboard.people import Person, colleague_of
from tests.world import Organisation, World

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64


@pytest.fixture
def start(acme: Organisation) -> dict[str, Any]:
    return acme.started(candidateFirstName="Ada", examDuration=3600)


def _page(person: Person, start: dict[str, Any], query: str = "") -> str:
    """The page as a reader sees it: without tags."""
    text = person.read(f"/dashboard/sessions/{start['sessionId']}{query}")
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


def test_what_is_held_is_charged_when_monitoring_starts(owner: Person, start: Any, world: World) -> None:
    assert "1 credit held charged when monitoring starts" in _page(owner, start)
    world.send(start["token"], world.event(1, "STARTED"))
    assert "1 credit, charged 14:13:20 UTC to key publishable live , domain exam.example.com" in _page(owner, start)


def test_a_session_that_never_started_costs_nothing(owner: Person, start: Any, world: World) -> None:
    world.end(start["token"])
    assert "not charged monitoring never started" in _page(owner, start)


def test_a_test_session_is_never_billed(acme: Organisation, owner: Person, world: World) -> None:
    start = acme.started(apiKey=acme.new_key(mode="test"))
    world.send(start["token"], world.event(1, "STARTED"))
    assert "test session: never billed" in _page(owner, start)


def test_a_reviewer_does_not_see_the_charge(reviewer: Person, start: Any) -> None:
    assert "Charge" not in _page(reviewer, start)


def test_a_tab_switch_is_a_flag_on_the_next_refresh(owner: Person, start: Any, world: World) -> None:
    path = f"/dashboard/sessions/{start['sessionId']}"
    world.send(start["token"], world.event(1, "STARTED"))
    first = owner.refresh(path).text
    assert "No flag so far" in first
    assert 'hx-trigger="every 1500ms"' in first
    world.send(start["token"], world.event(2, "TAB_NOT_FOCUS"))
    second = owner.refresh(path).text
    assert second.lstrip().startswith('<div id="session"')
    assert "<html" not in second
    assert "The exam page was left for another tab or window." in second
    assert "still open" in second


def test_a_flag_that_was_cleared_shows_its_interval(owner: Person, start: Any, world: World) -> None:
    world.send(start["token"], world.event(1, "STARTED"))
    world.clock.move(seconds=10)
    world.send(start["token"], world.event(2, "TAB_NOT_FOCUS"))
    world.clock.move(seconds=42)
    world.send(start["token"], world.event(3, "TAB_FOCUS_CHANGE", data={"focused": True}))
    text = _page(owner, start)
    assert "42 s" in text
    assert "1 flag" in text
    assert "still open" not in text


def test_a_flag_that_nobody_cleared_lasts_until_the_end(owner: Person, start: Any, world: World) -> None:
    world.send(start["token"], world.event(1, "STARTED"), world.event(2, "TAB_NOT_FOCUS"))
    world.clock.move(seconds=33)
    world.end(start["token"])
    text = _page(owner, start)
    assert "33 s" in text
    assert "still open" not in text


def test_the_picture_of_the_flags_is_described_in_words(owner: Person, start: Any, world: World) -> None:
    world.send(start["token"], world.event(1, "STARTED"), world.event(2, "TAB_NOT_FOCUS"))
    world.clock.move(seconds=17)
    text = owner.read(f"/dashboard/sessions/{start['sessionId']}")
    assert 'role="img" aria-label="1 flag in 00:17: Exam page left, once"' in text


def test_it_says_when_and_why_it_ended(owner: Person, start: Any, world: World) -> None:
    world.send(start["token"], world.event(1, "STARTED"))
    world.clock.move(minutes=12)
    world.end(start["token"])
    text = _page(owner, start)
    assert "ended by the exam page" in text
    assert "Duration 12 min of 1 h 00 min" in text
    assert 'hx-trigger="every 15s"' in owner.read(f"/dashboard/sessions/{start['sessionId']}")


def test_events_stand_newest_first_without_heartbeats(owner: Person, start: Any, world: World) -> None:
    events = ("STARTED", "HEARTBEAT", "TAB_NOT_FOCUS")
    world.send(start["token"], *(world.event(seq, type) for seq, type in enumerate(events, 1)))
    text = owner.read(f"/dashboard/sessions/{start['sessionId']}")
    assert re.findall(r"<td><code>(\w+)</code>", text) == ["TAB_NOT_FOCUS", "STARTED"]
    assert "3 recorded" in text


def test_older_events_are_one_link_away(owner: Person, start: Any, world: World) -> None:
    for first in (1, 101):
        events = (world.event(seq, "TAB_FOCUS_CHANGE", data={"focused": True}) for seq in range(first, first + 100))
        assert world.send(start["token"], *events).status_code == 202
    text = owner.read(f"/dashboard/sessions/{start['sessionId']}")
    older = re.search(r'href="([^"]*before=1\.101)#', text)
    assert older is not None
    second = owner.read(older[1])
    assert 'id="event-1-100"' in second
    assert 'id="event-1-101"' not in second
    assert f'hx-get="{older[1]}"' in second


def test_a_flood_of_flags_says_how_many_are_shown(
    owner: Person, start: Any, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eye.dashboard.session_page.MOST_FLAGS", 2)
    for number in range(3):
        left, back = world.event(2 * number + 1, "TAB_NOT_FOCUS"), world.event(2 * number + 2, "TAB_FOCUS_CHANGE")
        world.send(start["token"], left, {**back, "data": {"focused": True}})
    assert "the newest 2 of 3" in _page(owner, start)


@pytest.mark.parametrize("cursor", ["x", "1", "1.x", "-1.2", "1.2.3", "9" * 40 + ".1", "١.٢", "%01"])
def test_a_broken_cursor_shows_the_newest_events(owner: Person, start: Any, world: World, cursor: str) -> None:
    world.send(start["token"], world.event(1, "STARTED"))
    assert "Monitoring started" in _page(owner, start, f"?before={cursor}")


def test_hostile_data_of_an_event_is_text(owner: Person, start: Any, world: World) -> None:
    data = {"<script>": "<script>alert(1)</script>", "nested": [{"a": "</script>"}]}
    world.send(start["token"], world.event(1, "SYSTEM_CHECK_COMPLETED", data=data))
    answer = owner.get(f"/dashboard/sessions/{start['sessionId']}")
    assert "<script>alert" not in answer.text
    assert "alert(1)" in answer.text


def test_evidence_is_shown_to_members_who_may_look(
    acme: Organisation, owner: Person, outsider: Person, start: Any, world: World
) -> None:
    address = _with_evidence(acme, world, start["sessionId"])
    assert f'<img src="{address}"' in owner.read(f"/dashboard/sessions/{start['sessionId']}")
    answer = owner.get(address)
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, PNG, "image/png")
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("sandbox")
    assert outsider.get(address).status_code == 404
    viewer = colleague_of(acme, "Viewer").follow_new_link()
    assert viewer.get(address).status_code == 403
    assert "<img" not in viewer.read(f"/dashboard/sessions/{start['sessionId']}").partition("<main")[2]


def test_evidence_that_is_not_there_is_404(acme: Organisation, owner: Person, start: Any, world: World) -> None:
    address = _with_evidence(acme, world, start["sessionId"])
    assert owner.get(address + "x").status_code == 404
    world.execute("update media set path = 'media/gone'")
    answer = owner.get(address)
    assert answer.status_code == 404
    assert "its file is missing" in answer.text


def _with_evidence(acme: Organisation, world: World, session_id: str) -> str:
    """Put a flag with an image into the session; the address of the image."""
    obstore.put(world.parts.objects, "media/picture", PNG)
    world.execute(
        """insert into media (session_id, id, organisation_id, sha256, content_type, size, path, created_at)
           values (:session, 'picture', :org, '', 'image/png', 1, 'media/picture', 1)""",
        session=session_id,
        org=acme.id,
    )
    world.execute(
        """insert into flags (id, organisation_id, session_id, gen, seq, type, severity, description, raised_at,
             cleared_at, media_id, created_at)
           values ('flg_1', :org, :session, 1, 1, 'FACE_ABSENCE', 'medium', 'No face', :now, :now, 'picture', :now)""",
        session=session_id,
        org=acme.id,
        now=world.clock.at,
    )
    return f"/dashboard/media/{session_id}/picture"
