"""What a key was used for, by day: sessions, charges, calls, refusals."""

from typing import Any

import pytest

from eye.clock import DAY, iso
from tests.keys.made import make, make_publishable
from tests.reading import problem
from tests.world import Organisation, World


def usage(owner: Organisation, id: str, query: str = "") -> dict[str, Any]:
    answer = owner.get(f"/v1/keys/{id}/usage{query}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_sessions_and_charges_are_counted_on_their_day(acme: Organisation, world: World) -> None:
    made = make_publishable(acme)
    first = acme.started(apiKey=made.text)
    world.send(first["token"], world.event(1, "STARTED"))
    world.clock.move(hours=24)
    acme.started(apiKey=made.text, candidateId="bob")
    acme.started(candidateId="cyd")
    found = usage(acme, made.id)
    assert [(day["sessions"], day["charged"], day["credits"]) for day in found["days"][-2:]] == [(1, 1, 1), (1, 0, 0)]
    assert len(found["days"]) == 30
    assert found["days"][-1]["day"] == str(iso(world.clock.at))[:10]
    assert found["runningSessions"] == 2


def test_calls_are_counted_and_written_together(acme: Organisation, world: World) -> None:
    made = make(acme)
    for _ in range(5):
        made.call()
    assert world.rows("select count from key_calls") == []
    world.flush()
    assert world.rows("select count from key_calls where key_id = :id", id=made.id) == [{"count": 5}]
    made.call()
    world.flush()
    world.clock.move(hours=24)
    made.call()
    world.flush()
    assert [day["calls"] for day in usage(acme, made.id)["days"][-2:]] == [6, 1]


def test_refusals_are_told_apart_by_reason_origin_and_day(acme: Organisation, world: World) -> None:
    made = make_publishable(acme)
    for origin in ("https://a.example.org", "https://a.example.org", "https://b.example.org"):
        acme.start(apiKey=made.text, origin=origin)
    acme.start(apiKey=made.text, origin=None)
    world.clock.move(hours=24)
    acme.start(apiKey=made.text, origin="https://a.example.org")
    world.flush()
    found = usage(acme, made.id)
    today, yesterday = world.clock.at // DAY, world.clock.at // DAY - 1
    assert [(row["day"], row["code"], row["origin"], row["count"]) for row in found["denials"]] == [
        (str(iso(today * DAY))[:10], "origin_not_allowed", "https://a.example.org", 1),
        (str(iso(yesterday * DAY))[:10], "origin_not_allowed", "https://a.example.org", 2),
        (str(iso(yesterday * DAY))[:10], "origin_missing", None, 1),
        (str(iso(yesterday * DAY))[:10], "origin_not_allowed", "https://b.example.org", 1),
    ]
    assert [day["denied"] for day in found["days"][-2:]] == [4, 1]


def test_a_call_without_its_permission_is_a_refusal_of_the_key(acme: Organisation, world: World) -> None:
    made = make(acme)
    assert problem(made.call(path="/v1/sessions")) == (403, "permission_missing")
    world.flush()
    assert [(row["code"], row["count"]) for row in usage(acme, made.id)["denials"]] == [("permission_missing", 1)]


def test_the_days_can_be_chosen(acme: Organisation) -> None:
    made = make(acme)
    assert len(usage(acme, made.id, "?days=7")["days"]) == 7
    for days in ("0", "91", "-1", "x", "٣", "1e3", ""):
        answer = acme.get(f"/v1/keys/{made.id}/usage?days={days}")
        assert (problem(answer), answer.json()["field"]) == ((400, "param_invalid"), "days")


@pytest.mark.parametrize("path", ["", "/usage"])
def test_a_stranger_sees_nothing(acme: Organisation, stranger: Organisation, path: str) -> None:
    assert problem(stranger.get(f"/v1/keys/{make(acme).id}{path}")) == (404, "not_found")
