"""GET /v1/sessions, /{id}, /{id}/events and /{id}/flags: what a platform's own server reads."""

from typing import Any

import pytest

from eye.clock import iso
from tests.reading import events_of, flags_of, problem, session_of
from tests.world import ORIGIN, Organisation, World

SESSION = {
    "id",
    "mode",
    "assessmentId",
    "candidateId",
    "attempt",
    "status",
    "endReason",
    "connectivity",
    "createdAt",
    "activatedAt",
    "examEndsAt",
    "endedAt",
    "lastSeenAt",
    "origin",
    "domain",
    "keyId",
    "features",
    "host",
    "gen",
    "eventCount",
    "rejectedCount",
    "flagCount",
    "charge",
}


def all_pages(owner: Organisation, path: str, limit: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = owner.get(f"{path}{'&' if '?' in path else '?'}limit={limit}{cursor}").json()
        assert len(page["items"]) <= limit
        found += page["items"]
        if page["nextCursor"] is None:
            return found
        cursor = f"&cursor={page['nextCursor']}"


def test_a_session_is_shown_with_its_charge(acme: Organisation, world: World) -> None:
    started = acme.started(candidateEmail="ada@example.com", examDuration=60)
    world.send(started["token"], world.event(1, "STARTED"), world.event(2, "TAB_NOT_FOCUS"), world.event(3, "X"))
    found = session_of(acme, started["sessionId"])
    assert found.keys() >= SESSION
    now = iso(world.clock.at)
    assert (found["mode"], found["assessmentId"], found["candidateId"], found["attempt"]) == ("live", "exam", "ada", 1)
    assert (found["status"], found["endReason"], found["connectivity"]) == ("active", None, "live")
    assert found["createdAt"] == found["activatedAt"] == found["lastSeenAt"] == now
    assert found["examEndsAt"] == iso(world.clock.at + 60_000)
    assert (found["origin"], found["domain"]) == (ORIGIN, "exam.example.com")
    assert (found["eventCount"], found["rejectedCount"], found["flagCount"]) == (2, 1, 1)
    assert found["charge"] == {"credits": 1, "at": now}
    assert found["host"] == {"candidateEmail": "ada@example.com"}
    (listed,) = acme.get("/v1/sessions").json()["items"]
    assert listed == {name: value for name, value in found.items() if name not in ("coverage", "risk")}


def test_a_test_session_is_never_charged(acme: Organisation, world: World) -> None:
    started = acme.started(apiKey=acme.new_key("publishable", "test"))
    world.send(started["token"], world.event(1, "STARTED"))
    found = session_of(acme, started["sessionId"])
    assert (found["mode"], found["status"], found["charge"]) == ("test", "active", None)


@pytest.mark.parametrize("limit", [1, 3, 7, 500])
def test_the_newest_come_first_in_pages(acme: Organisation, world: World, limit: int) -> None:
    made = []
    for n in range(7):
        world.clock.move(seconds=1)
        made.append(acme.started(candidateId=f"c{n}")["sessionId"])
    assert [item["id"] for item in all_pages(acme, "/v1/sessions", limit)] == made[::-1]


def test_without_a_limit_there_are_fifty(world: World) -> None:
    rich = world.organisation("Rich", credits=100)
    for n in range(51):
        rich.started(candidateId=f"c{n}")
    page = rich.get("/v1/sessions").json()
    assert (len(page["items"]), page["nextCursor"]) == (50, page["items"][-1]["id"])


def test_filters_narrow_the_list(acme: Organisation, world: World) -> None:
    acme.add_assessment("other")
    one = acme.started(candidateId="ada")
    two = acme.started(candidateId="bob", assessmentId="other")
    world.send(two["token"], world.event(1, "STARTED"))

    def ids(query: str) -> list[str]:
        return [item["id"] for item in acme.get(f"/v1/sessions?{query}").json()["items"]]

    assert ids("status=created") == ids("candidateId=ada") == ids("assessmentId=exam") == [one["sessionId"]]
    assert ids("status=active") == ids("candidateId=bob") == ids("assessmentId=other") == [two["sessionId"]]
    assert ids("status=active&candidateId=ada") == ids("candidateId=ad") == ids("candidateId=%25") == []


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=501", "limit=-1", "limit=x", "limit=", "limit=1.5", "limit=%D9%A1", "cursor=", "status=on"],
)
def test_a_wrong_query_is_named(acme: Organisation, query: str) -> None:
    answer = acme.get(f"/v1/sessions?{query}")
    assert problem(answer) == (400, "param_invalid")
    assert answer.json()["field"] == query.split("=")[0]


def test_events_come_in_the_order_of_pages_and_numbers(acme: Organisation, world: World) -> None:
    started = acme.started()
    world.send(started["token"], *[world.event(seq, "HEARTBEAT") for seq in range(1, 13)])
    token = acme.started(sessionToken=started["token"])["token"]
    world.send(token, *[world.event(seq, "HEARTBEAT") for seq in range(1, 4)])
    expected = [(1, seq) for seq in range(1, 13)] + [(2, seq) for seq in range(1, 4)]
    path = f"/v1/sessions/{started['sessionId']}/events"
    for limit in (1, 4, 500):
        assert [(item["gen"], item["seq"]) for item in all_pages(acme, path, limit)] == expected


@pytest.mark.parametrize(
    "cursor", ["x", "1", "1.", ".1", "1.2.3", "-1.1", "1.-1", "%D9%A1.1", "9" * 30, "1." + "9" * 30]
)
def test_a_wrong_cursor_of_events_is_named(acme: Organisation, cursor: str) -> None:
    id = acme.started()["sessionId"]
    assert problem(acme.get(f"/v1/sessions/{id}/events?cursor={cursor}")) == (400, "param_invalid")


def test_events_and_flags_have_the_shape_of_the_reference(acme: Organisation, world: World) -> None:
    started = acme.started()
    world.send(started["token"], world.event(1, "TAB_NOT_FOCUS"))
    (event,) = events_of(acme, started["sessionId"])
    assert event.keys() >= {"id", "gen", "seq", "type", "at", "originalAt", "receivedAt", "data", "mediaId", "late"}
    (flag,) = flags_of(acme, started["sessionId"])
    assert flag.keys() >= {"id", "type", "severity", "description", "raisedAt", "clearedAt", "gen", "seq", "mediaId"}
    assert flag["id"].startswith("flg_")


def test_a_session_that_never_was_is_not_found(acme: Organisation) -> None:
    for path in ("", "/events", "/flags"):
        assert problem(acme.get(f"/v1/sessions/ses_none{path}")) == (404, "not_found")


def test_sessions_are_narrowed_by_when_they_were_created(acme: Organisation, world: World) -> None:
    made = []
    for candidate in ("a", "b", "c"):
        made.append((iso(world.clock.at), acme.started(candidateId=candidate)["sessionId"]))
        world.clock.move(minutes=1)

    def found(query: str) -> list[str]:
        return [one["id"] for one in acme.get(f"/v1/sessions?{query}").json()["items"]]

    (_, first), (at, second), (later, third) = made
    assert found(f"from={at}") == [third, second]
    assert found(f"to={at}") == [first]
    assert found(f"from={at}&to={later}&mode=live") == [second]
    assert found(f"mode=test&from={at}") == []
    assert found(f"candidateId=c&from={at}") == [third]
    for wrong in ("from=yesterday", "to=2026-13-01", "mode=both", "status=over"):
        assert problem(acme.get(f"/v1/sessions?{wrong}")) == (400, "param_invalid")


def test_archived_assessments_are_a_list_of_their_own(acme: Organisation) -> None:
    acme.add_assessment("old")
    acme.call("POST", "/v1/assessments/old/archive")
    assert [one["id"] for one in acme.get("/v1/assessments").json()["items"]] == ["exam"]
    assert [one["id"] for one in acme.get("/v1/assessments?archived=true").json()["items"]] == ["old"]
