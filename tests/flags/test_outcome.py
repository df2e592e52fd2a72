"""What a session comes to: clean, suspicious or a violation, by whom and when; nothing as long as nobody decided."""

from typing import Any

import msgspec
import pytest

from eye.clock import iso
from tests.flags.flagged import flagged, review
from tests.reading import problem, session_of
from tests.world import Organisation, World


def put(owner: Organisation, session_id: str, outcome: Any, **more: Any) -> Any:
    return owner.call("PUT", f"/v1/sessions/{session_id}/outcome", {"outcome": outcome, **more})


@pytest.fixture
def ended(acme: Organisation, world: World) -> str:
    """A session without a flag that has ended."""
    started = acme.started()
    world.send(started["token"], world.event(1, "STARTED"))
    world.end(started["token"])
    return str(started["sessionId"])


def test_a_session_without_review_has_no_outcome(acme: Organisation, ended: str) -> None:
    assert session_of(acme, ended)["outcome"] is None


def test_an_outcome_has_who_and_when(acme: Organisation, ended: str, world: World) -> None:
    world.clock.move(minutes=3)
    answer = put(acme, ended, "clean", note="All quiet.")
    assert answer.status_code == 200
    found = answer.json()
    assert (found["outcome"], found["note"], found["at"]) == ("clean", "All quiet.", iso(world.clock.at))
    assert found["by"].startswith("key_")
    assert session_of(acme, ended)["outcome"] == {"outcome": "clean", "by": found["by"], "at": found["at"]}


def test_clean_needs_every_flag_decided(acme: Organisation) -> None:
    flags = flagged(acme, "TAB_NOT_FOCUS", "PRINT_ATTEMPT", end=True)
    id = flags[0]["sessionId"]
    review(acme, flags[0], "dismiss")
    answer = put(acme, id, "clean")
    assert problem(answer) == (409, "flags_open")
    assert answer.json()["openFlags"] == 1
    review(acme, flags[1], "second_look")
    assert problem(put(acme, id, "clean")) == (409, "flags_open")
    review(acme, flags[1], "dismiss")
    assert put(acme, id, "clean").status_code == 200


def test_other_outcomes_need_no_decision_about_each_flag(acme: Organisation) -> None:
    id = flagged(acme, end=True)[0]["sessionId"]
    for outcome in ("suspicious", "violation"):
        assert put(acme, id, outcome).json()["outcome"] == outcome


def test_what_is_technical_does_not_stand_in_the_way(acme: Organisation, world: World) -> None:
    started = acme.started()
    world.send(started["token"], world.event(1, "STARTED"), world.event(5, "HEARTBEAT"))
    world.end(started["token"])
    assert put(acme, started["sessionId"], "clean").status_code == 200


def test_a_running_session_is_not_clean_yet(acme: Organisation) -> None:
    id = acme.started()["sessionId"]
    assert problem(put(acme, id, "clean")) == (409, "session_not_ended")
    assert put(acme, id, "violation").status_code == 200


def test_it_can_be_taken_back_and_the_history_stays(acme: Organisation, ended: str, world: World) -> None:
    put(acme, ended, "violation", note="Two people.")
    world.clock.move(seconds=1)
    assert put(acme, ended, None).json()["outcome"] is None
    found = session_of(acme, ended)
    assert found["outcome"] is None
    kept = world.rows("select outcome, note from outcomes where session_id = :id order by number", id=ended)
    assert kept == [{"outcome": "violation", "note": "Two people."}, {"outcome": None, "note": None}]
    acts = world.rows("select data from audit where act = 'session.outcome' order by id")
    assert [msgspec.json.decode(row["data"])["after"]["outcome"] for row in acts] == ["violation", None]


def test_the_same_again_is_no_second_act(acme: Organisation, ended: str, world: World) -> None:
    put(acme, ended, "clean")
    assert put(acme, ended, "clean").json()["version"] == 1
    assert len(world.rows("select id from outcomes")) == 1


def test_who_decides_on_an_old_state_is_told(acme: Organisation, ended: str) -> None:
    put(acme, ended, "clean", version=0)
    assert problem(put(acme, ended, "violation", version=0)) == (409, "changed_meanwhile")
    assert put(acme, ended, "violation", version=1).status_code == 200


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({}, "param_missing", "outcome"),
        ({"outcome": "guilty"}, "param_invalid", "outcome"),
        ({"outcome": "clean", "note": "x" * 2_001}, "param_invalid", "note"),
        ({"outcome": "clean", "version": 1.5}, "param_invalid", "version"),
    ],
)
def test_a_bad_field_is_named(acme: Organisation, ended: str, body: Any, code: str, field: str) -> None:
    answer = acme.call("PUT", f"/v1/sessions/{ended}/outcome", body)
    assert problem(answer) == (400, code)
    assert answer.json()["field"] == field
