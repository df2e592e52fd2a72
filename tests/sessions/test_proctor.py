"""What a live proctor does: message, pause, resume, end, grant an attempt; and what the page hears of it."""

from typing import Any

import pytest

from eye.clock import MINUTE, iso
from tests.reports.beats import Page
from tests.sessions.outcome import refusal, session
from tests.world import Organisation, World


@pytest.fixture
def page(acme: Organisation) -> Page:
    """A session whose exam lasts an hour and has begun."""
    page = Page(acme, examDuration=3600)
    page.send("STARTED")
    return page


def act(acme: Organisation, page: Page, verb: str, **body: Any) -> Any:
    return acme.call("POST", f"/v1/sessions/{page.id}/{verb}", body or None)


def commands(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.send("HEARTBEAT")["commands"]
    return found


def audited(world: World, subject: str) -> list[str]:
    """By name: the clock stands still between the acts."""
    return [row["act"] for row in world.rows("select act from audit where subject = :id order by act", id=subject)]


def test_a_message_repeats_until_the_page_says_that_it_was_shown(acme: Organisation, page: Page, world: World) -> None:
    made = act(acme, page, "messages", text="Please show your desk.\nThank you.")
    assert made.status_code == 201
    command = {"id": made.json()["id"], "type": "message", "data": {"text": "Please show your desk.\nThank you."}}
    assert commands(page) == [command]
    assert commands(page) == [command]
    assert page.send("COMMAND_DONE", id=command["id"])["commands"] == []
    assert commands(page) == []
    (row,) = world.rows("select done_at, actor from commands")
    assert row["done_at"] == world.clock.at
    assert row["actor"].startswith("key_")
    (entry,) = world.rows("select actor, act, data from audit where subject = :id", id=page.id)
    assert (entry["actor"], entry["act"]) == (row["actor"], "session.message")
    assert "desk" not in entry["data"]


def test_a_command_that_is_not_open_is_done_by_nobody(acme: Organisation, page: Page, world: World) -> None:
    first = act(acme, page, "messages", text="One").json()["id"]
    assert len(page.send("COMMAND_DONE", id="cmd_unknown")["commands"]) == 1
    assert page.send("COMMAND_DONE", id=first)["commands"] == []
    assert len(world.rows("select id from commands where done_at is not null")) == 1


def test_messages_come_in_their_order(acme: Organisation, page: Page) -> None:
    for text in ("One", "Two", "Three"):
        act(acme, page, "messages", text=text)
    assert [one["data"]["text"] for one in commands(page)] == ["One", "Two", "Three"]


def test_a_pause_stops_the_clock_and_a_resume_moves_the_end(acme: Organisation, page: Page, world: World) -> None:
    ends_at = world.clock.at + 60 * MINUTE
    assert page.send("HEARTBEAT")["examEndsAt"] == iso(ends_at)
    paused = act(acme, page, "pause").json()
    assert (paused["status"], paused["pausedAt"], paused["examEndsAt"]) == ("paused", iso(world.clock.at), None)
    told = page.send("HEARTBEAT")
    assert ([one["type"] for one in told["commands"]], told["examEndsAt"]) == (["pause"], None)
    world.clock.move(minutes=90)
    world.sweep()
    assert session(acme, page.id)["status"] == "paused", "the exam's time does not run out meanwhile"
    resumed = act(acme, page, "resume").json()
    assert (resumed["status"], resumed["pausedAt"]) == ("active", None)
    assert resumed["examEndsAt"] == iso(ends_at + 90 * MINUTE)
    told = page.send("HEARTBEAT")
    assert [one["type"] for one in told["commands"]] == ["resume"], "the pause is taken back"
    assert told["examEndsAt"] == iso(ends_at + 90 * MINUTE)
    assert audited(world, page.id) == ["session.pause", "session.resume"]


def test_pausing_and_resuming_again_change_nothing(acme: Organisation, page: Page, world: World) -> None:
    assert act(acme, page, "resume").json()["status"] == "active"
    first = act(acme, page, "pause").json()
    world.clock.move(minutes=5)
    assert act(acme, page, "pause").json() == first
    act(acme, page, "resume")
    act(acme, page, "resume")
    assert session(acme, page.id)["examEndsAt"] == iso(world.clock.at + 60 * MINUTE)
    assert audited(world, page.id) == ["session.pause", "session.resume"]


def test_a_pause_is_not_time_that_nobody_watched(acme: Organisation, page: Page, world: World) -> None:
    page.beat(6, face=10)
    act(acme, page, "pause")
    world.clock.move(minutes=30)
    act(acme, page, "resume")
    page.beat(6, face=10)
    (whole,) = (one for one in session(acme, page.id)["coverage"] if one["detector"] == "face")
    assert whole["seconds"] == whole["of"] == 120


def test_a_session_that_ends_while_paused_ends_with_the_pause(acme: Organisation, page: Page, world: World) -> None:
    page.beat(6, face=10)
    act(acme, page, "pause")
    world.clock.move(minutes=30)
    world.end(page.started["token"])
    (whole,) = (one for one in session(acme, page.id)["coverage"] if one["detector"] == "face")
    assert whole["of"] == 60


def test_silence_during_a_pause_abandons_nothing(acme: Organisation, page: Page, world: World) -> None:
    act(acme, page, "pause")
    world.clock.move(hours=2)
    act(acme, page, "resume")
    world.clock.move(minutes=59)
    world.sweep()
    assert session(acme, page.id)["status"] == "active"
    assert "ended" not in page.send("HEARTBEAT")
    world.clock.move(minutes=1)
    world.sweep()
    assert session(acme, page.id)["endReason"] == "duration"


def test_a_page_that_is_offline_learns_of_the_pause_when_it_is_loaded(acme: Organisation, page: Page) -> None:
    act(acme, page, "pause")
    again = acme.started(sessionToken=page.started["token"])
    assert (again["sessionId"], again["status"], again["examEndsAt"]) == (page.id, "paused", None)
    act(acme, page, "resume")
    assert acme.started(sessionToken=again["token"])["status"] == "active"


def test_the_page_before_a_reload_can_still_say_what_it_did(acme: Organisation, page: Page) -> None:
    made = act(acme, page, "messages", text="Hello").json()["id"]
    page.send("HEARTBEAT")
    newer = Page(acme, acme.started(sessionToken=page.started["token"]))
    assert page.send("COMMAND_DONE", id=made)["superseded"] is True
    assert newer.send("HEARTBEAT")["commands"] == []


def test_ending_gives_the_reason_and_the_page_is_told(acme: Organisation, page: Page, world: World) -> None:
    act(acme, page, "messages", text="Not shown any more")
    ended = act(acme, page, "end", reason="A second person was in the room.").json()
    assert (ended["status"], ended["endReason"], ended["endedAt"]) == ("ended", "proctor", iso(world.clock.at))
    told = page.send("HEARTBEAT")
    assert (told["ended"], told["commands"]) == (True, [])
    found = session(acme, page.id)
    assert (found["endReason"], found["endNote"]) == ("proctor", "A second person was in the room.")
    world.clock.move(seconds=1)
    assert act(acme, page, "end", reason="Again").json() == ended
    assert audited(world, page.id) == ["session.end", "session.message"]


def test_a_session_that_has_not_begun_can_be_ended_but_not_paused(acme: Organisation) -> None:
    page = Page(acme)
    assert refusal(act(acme, page, "pause")) == (409, "session_not_active")
    assert act(acme, page, "end", reason="Wrong room").json()["endReason"] == "proctor"
    assert acme.wallet["held"] == 0


@pytest.mark.parametrize("verb", ["messages", "pause", "resume"])
def test_an_ended_session_is_not_changed(acme: Organisation, page: Page, world: World, verb: str) -> None:
    world.end(page.started["token"])
    answer = act(acme, page, verb, **({"text": "Hello"} if verb == "messages" else {}))
    assert refusal(answer) == (409, "session_ended")
    assert audited(world, page.id) == []


def test_twenty_messages_wait_and_no_more(acme: Organisation, page: Page) -> None:
    for number in range(20):
        assert act(acme, page, "messages", text=f"Number {number}").status_code == 201
    assert refusal(act(acme, page, "messages", text="One more")) == (409, "command_limit_reached")
    assert act(acme, page, "pause").status_code == 200
    page.send("COMMAND_DONE", id=commands(page)[0]["id"])
    page.send("COMMAND_DONE", id=commands(page)[0]["id"])
    assert act(acme, page, "messages", text="One more").status_code == 201


@pytest.mark.parametrize(
    ("verb", "body", "code"),
    [
        ("messages", {"text": ""}, "param_missing"),
        ("messages", {"text": "  "}, "param_missing"),
        ("messages", {"text": "x" * 1001}, "param_invalid"),
        ("messages", {"text": ["x"]}, "param_invalid"),
        ("messages", {"text": "zero \x00"}, "param_invalid"),
        ("end", {"reason": "x" * 501}, "param_invalid"),
        ("end", {"other": 1}, "param_missing"),
    ],
)
def test_what_cannot_be_read_is_named(acme: Organisation, page: Page, verb: str, body: Any, code: str) -> None:
    assert refusal(act(acme, page, verb, **body)) == (400, code)
    assert session(acme, page.id)["status"] == "active"


BODIES = {"messages": {"text": "Hello"}, "pause": None, "resume": None, "end": {"reason": "Over"}}


@pytest.mark.parametrize("verb", list(BODIES))
def test_a_stranger_gets_404(acme: Organisation, stranger: Organisation, page: Page, world: World, verb: str) -> None:
    theirs = stranger.call("POST", f"/v1/sessions/{page.id}/{verb}", BODIES[verb])
    unknown = stranger.call("POST", f"/v1/sessions/ses_unknown/{verb}", BODIES[verb])
    assert refusal(theirs) == refusal(unknown) == (404, "not_found")
    assert session(acme, page.id)["status"] == "active"
    assert audited(world, page.id) == []


@pytest.mark.parametrize("verb", list(BODIES))
def test_a_key_without_the_permission_is_told_which(acme: Organisation, page: Page, verb: str) -> None:
    key = acme.new_key("secret", roles=("Viewer",))
    path, headers = f"/v1/sessions/{page.id}/{verb}", {"authorization": f"Bearer {key}"}
    answer = acme.world.client.post(path, json=BODIES[verb], headers=headers)
    assert refusal(answer) == (403, "permission_missing")
    assert answer.json()["permission"] == ("session.end" if verb == "end" else "session.update")


def attempt(owner: Organisation, assessment: str = "once", candidate: str = "ada") -> Any:
    return owner.call("POST", f"/v1/candidates/{candidate}/attempts", {"assessmentId": assessment})


def use_attempt(acme: Organisation, world: World, candidate: str = "ada") -> Any:
    started = acme.start(assessmentId="once", candidateId=candidate)
    if started.status_code == 201:
        world.send(started.json()["token"], world.event(1, "STARTED"))
        world.end(started.json()["token"])
    return started


def test_one_more_attempt_is_for_this_candidate_alone(acme: Organisation, world: World) -> None:
    acme.add_assessment("once", attempts=1)
    for candidate in ("ada", "bob"):
        use_attempt(acme, world, candidate)
    made = attempt(acme)
    assert (made.status_code, made.json()["attempts"], made.json()["granted"]) == (201, 2, 1)
    assert use_attempt(acme, world).status_code == 201
    assert refusal(use_attempt(acme, world)) == (409, "attempts_exhausted")
    assert refusal(use_attempt(acme, world, "bob")) == (409, "attempts_exhausted")
    assert audited(world, "ada") == ["candidate.attempt.grant"]


def test_what_cannot_be_granted(acme: Organisation, stranger: Organisation, world: World) -> None:
    acme.add_assessment("once", attempts=1)
    use_attempt(acme, world)
    assert refusal(attempt(acme, "exam")) == (409, "attempts_unlimited")
    assert refusal(attempt(acme, "unknown")) == (400, "param_invalid")
    assert refusal(attempt(acme, "once", "nobody")) == refusal(attempt(stranger)) == (404, "not_found")
    world.execute("insert into granted_attempts values (:org, 'once', 'ada', 99)", org=acme.id)
    assert attempt(acme).status_code == 201
    assert refusal(attempt(acme)) == (409, "attempt_limit_reached")


def test_granting_needs_its_permission(acme: Organisation, world: World) -> None:
    acme.add_assessment("once", attempts=1)
    use_attempt(acme, world)
    headers = {"authorization": f"Bearer {acme.new_key('secret', roles=('Viewer',))}"}
    answer = world.client.post("/v1/candidates/ada/attempts", json={"assessmentId": "once"}, headers=headers)
    assert refusal(answer) == (403, "permission_missing")
