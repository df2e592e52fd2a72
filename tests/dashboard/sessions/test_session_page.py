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


def test_the_timeline_is_described_in_words(owner: Person, start: Any, world: World) -> None:
    world.send(start["token"], world.event(1, "STARTED"), world.event(2, "TAB_NOT_FOCUS"))
    world.clock.move(seconds=17)
    text = _page(owner, start)
    assert "1:00:00: Connection," in text
    assert "Exam page left, 1; Events, 2" in text


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
    assert f'hx-get="{older[1].replace("?", "/events?")}"' in second


def _leave(world: World, start: Any, times: int) -> None:
    """Flags a second apart."""
    for number in range(times):
        world.clock.move(seconds=1)
        left, back = world.event(2 * number + 1, "TAB_NOT_FOCUS"), world.event(2 * number + 2, "TAB_FOCUS_CHANGE")
        world.send(start["token"], left, {**back, "data": {"focused": True}})


def test_many_flags_stand_on_pages_that_go_on_after_a_flag(
    owner: Person, start: Any, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eye.dashboard.sessions.page.FLAGS_ON_A_PAGE", 2)
    _leave(world, start, 5)
    path, seen = f"/dashboard/sessions/{start['sessionId']}", []
    for shown in ("1 to 2 of 5", "3 to 4 of 5", "5 to 5 of 5"):
        text = owner.read(path)
        assert shown in text
        seen += re.findall(r'id="row-(flg_\w+)"', text)
        later = re.search(r'href="([^"]*after=[^"]*)#flags-title">Later', text)
        path = later[1] if later else re.findall(r'href="([^"]*)#flags-title">', text)[0]
    assert seen == [row["id"] for row in world.rows("select id from flags order by raised_at, id")]
    assert "1 to 2 of 5" in owner.read(re.findall(r'href="([^"]*)#flags-title">', owner.read(path))[0])


def _steps(text: str) -> dict[str, str]:
    return {key: at for at, key in re.findall(r'data-at="([^"]+)" data-step="(\w+)"', text)}


def test_one_steps_from_flag_to_flag_and_from_snapshot_to_snapshot(owner: Person, start: Any, world: World) -> None:
    for seq, type in enumerate(("STARTED", "PRINT_ATTEMPT", "PERIODIC_SNAPSHOT", "PRINT_ATTEMPT"), 1):
        world.clock.move(seconds=10)
        world.send(start["token"], world.event(seq, type, mediaId=f"m{seq}"))
    path = f"/dashboard/sessions/{start['sessionId']}"
    first, second = (row["id"] for row in world.rows("select id from flags order by raised_at"))
    assert f'data-looks-at="{first}"' in owner.read(path)
    assert _steps(owner.read(f"{path}/look?at={first}")) == {"j": second, "ArrowRight": "1.3"}
    assert _steps(owner.read(f"{path}/look?at=1.3")) == {"k": first, "j": second}
    assert _steps(owner.read(f"{path}?at={second}")) == {"k": first, "ArrowLeft": "1.3"}


@pytest.mark.parametrize("at", ["", "x", "flg_unknown", "1.1", "9.9", "1.99999999999999999"])
def test_what_is_not_there_cannot_be_looked_at(owner: Person, start: Any, world: World, at: str) -> None:
    world.send(start["token"], world.event(1, "STARTED"))
    path = f"/dashboard/sessions/{start['sessionId']}"
    assert owner.get(f"{path}/look?at={at}").status_code == 404
    assert "Choose a mark" in owner.read(f"{path}?at={at}")


def test_a_stranger_looks_at_nothing(owner: Person, outsider: Person, start: Any, world: World) -> None:
    world.send(start["token"], world.event(1, "PRINT_ATTEMPT"))
    flag = world.rows("select id from flags")[0]["id"]
    path = f"/dashboard/sessions/{start['sessionId']}"
    assert owner.get(f"{path}/look?at={flag}").status_code == 200
    for page in (path, f"{path}/look?at={flag}", f"{path}/events"):
        assert outsider.get(page).status_code == 404


def test_a_snapshot_stands_beside_its_reference_with_the_distance(
    acme: Organisation, owner: Person, start: Any, world: World
) -> None:
    _with_evidence(acme, world, start["sessionId"])
    compared = {"distance": 0.62, "limit": 0.5, "match": False, "reference": "check"}
    world.send(
        start["token"],
        world.event(1, "REFERENCE_PICTURE", mediaId="picture"),
        world.event(2, "PERIODIC_SNAPSHOT", mediaId="picture"),
        world.event(3, "IDENTITY_CHECKED", data=compared),
    )
    text = owner.read(f"/dashboard/sessions/{start['sessionId']}/look?at=1.2")
    assert text.count(f'<img src="/dashboard/media/{start["sessionId"]}/picture"') == 2
    assert "face distance 0.62" in text
    assert "a match is below 0.5" in text
    viewer = colleague_of(acme, "Viewer").follow_new_link()
    assert "<img" not in viewer.read(f"/dashboard/sessions/{start['sessionId']}/look?at=1.2")


def _refreshed(person: Person, path: str, etag: str) -> int:
    return int(person.get(path, hx_request="true", if_none_match=etag).status_code)


def test_a_refresh_costs_nothing_until_something_has_changed(owner: Person, start: Any, world: World) -> None:
    path = f"/dashboard/sessions/{start['sessionId']}"
    world.send(start["token"], world.event(1, "STARTED"), world.event(2, "PRINT_ATTEMPT"))

    def etag(address: str) -> str:
        found = re.search(r'"If-None-Match": "\\"(\w+)\\""', owner.refresh(address).text)
        assert found is not None
        return f'"{found[1]}"'

    known, listed = etag(path), etag(f"{path}/events")
    world.clock.move(seconds=9)
    assert (_refreshed(owner, path, known), _refreshed(owner, f"{path}/events", listed)) == (304, 304)
    world.send(start["token"], world.event(3, "HEARTBEAT"))
    assert (_refreshed(owner, path, known), _refreshed(owner, f"{path}/events", listed)) == (200, 304)
    known = etag(path)
    flag = world.rows("select id from flags")[0]["id"]
    owner.send(f"/dashboard/flags/{flag}/review", decision="dismiss", version="0", place="session", back=path)
    assert _refreshed(owner, path, known) == 200
    known = etag(path)
    world.clock.move(seconds=40)
    assert _refreshed(owner, path, known) == 200, "the connection is lost"


def test_each_term_of_the_risk_is_shown_with_its_flag(owner: Person, start: Any, world: World) -> None:
    world.send(start["token"], world.event(1, "STARTED"), world.event(2, "TAB_NOT_FOCUS"))
    world.clock.move(seconds=70)
    world.send(start["token"], world.event(3, "TAB_FOCUS_CHANGE", data={"focused": True}))
    text = _page(owner, start)
    assert "Risk 7 by version 1 of the risk policy" in text
    assert "Exam page left 00:00 01:10 3 + 2 minutes × 2 7" in text


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
