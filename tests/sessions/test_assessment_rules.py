"""What the assessment decides about its sessions; its settings win over those of the page."""

from typing import Any

import pytest

from eye.clock import MINUTE, iso
from tests.sessions.outcome import refusal, session
from tests.world import NINE_O_CLOCK, Organisation, World


def test_nobody_starts_before_it_opens(acme: Organisation, world: World) -> None:
    acme.add_assessment("later", opens_at=NINE_O_CLOCK + 10 * MINUTE)
    answer = acme.start(assessmentId="later")
    assert refusal(answer) == (403, "assessment_not_open")
    world.clock.move(minutes=10)
    assert acme.start(assessmentId="later").status_code == 201


def test_the_wait_that_is_told_reaches_the_opening_and_no_further(acme: Organisation) -> None:
    acme.add_assessment("later", opens_at=NINE_O_CLOCK + 10 * MINUTE)
    answer = acme.start(assessmentId="later")
    assert (answer.json()["retryAfter"], answer.headers["retry-after"]) == (600, "600")


def test_nobody_starts_once_it_has_closed(acme: Organisation, world: World) -> None:
    acme.add_assessment("short", closes_at=NINE_O_CLOCK + 10 * MINUTE)
    world.clock.move(minutes=9.999)
    assert acme.start(assessmentId="short").status_code == 201
    world.clock.move(minutes=0.001)
    answer = acme.start(assessmentId="short", candidateId="bob")
    assert refusal(answer) == (403, "assessment_not_open")
    assert "retryAfter" not in answer.json()


def test_an_attempt_is_used_by_its_exam_not_by_its_start(acme: Organisation, world: World) -> None:
    acme.add_assessment("twice", attempts=2)
    for used in (False, True, False, True):
        token = acme.started(assessmentId="twice")["token"]
        if used:
            world.send(token, world.event(1, "STARTED"))
        world.end(token)
    assert refusal(acme.start(assessmentId="twice")) == (409, "attempts_exhausted")
    assert acme.start(assessmentId="twice", candidateId="bob").status_code == 201


def test_without_a_limit_there_is_always_another_attempt(acme: Organisation, world: World) -> None:
    for attempt in (1, 2, 3):
        first = acme.started()
        world.send(first["token"], world.event(1, "STARTED"))
        assert session(acme, first["sessionId"])["attempt"] == attempt
        world.end(first["token"])


def test_the_attempts_of_one_assessment_are_not_those_of_another(acme: Organisation, world: World) -> None:
    for id in ("one", "two"):
        acme.add_assessment(id, attempts=1)
        token = acme.started(assessmentId=id)["token"]
        world.send(token, world.event(1, "STARTED"))
        world.end(token)
    assert refusal(acme.start(assessmentId="one")) == (409, "attempts_exhausted")


NOTHING: dict[str, Any] = {}


@pytest.mark.parametrize(
    ("setting", "asked", "expected"),
    [
        ("on", False, True),
        ("on", None, True),
        ("off", True, False),
        ("off", None, False),
        ("host", True, True),
        ("host", False, False),
    ],
)
@pytest.mark.parametrize("name", ["aiProctoring", "facialRecognition"])
def test_the_assessment_decides_a_feature_or_leaves_it_to_the_page(
    acme: Organisation, name: str, setting: str, asked: bool | None, expected: bool
) -> None:
    column = {"aiProctoring": "ai_proctoring", "facialRecognition": "facial_recognition"}[name]
    acme.add_assessment("decided", **{column: setting})
    features = NOTHING if asked is None else {name: asked}
    assert acme.started(assessmentId="decided", features=features)["features"][name] is expected


def test_without_any_word_ai_monitoring_is_on_and_recognition_off(acme: Organisation) -> None:
    for number, features in enumerate((None, NOTHING, {"aiProctoring": None})):
        started = acme.started(candidateId=f"c{number}", features=features)
        assert started["features"] == {"aiProctoring": True, "facialRecognition": False}


def ends_at(acme: Organisation, world: World, **fields: Any) -> str | None:
    answer = world.send(acme.started(**fields)["token"], world.event(1, "STARTED"))
    found: str | None = answer.json()["examEndsAt"]
    return found


def test_the_assessment_s_duration_wins_over_the_page_s(acme: Organisation, world: World) -> None:
    acme.add_assessment("timed", duration_ms=30 * MINUTE)
    for number, asked in enumerate((None, 60, 7200)):
        found = ends_at(acme, world, assessmentId="timed", candidateId=f"c{number}", examDuration=asked)
        assert found == iso(NINE_O_CLOCK + 30 * MINUTE)


def test_the_page_s_duration_counts_where_the_assessment_sets_none(acme: Organisation, world: World) -> None:
    assert ends_at(acme, world, examDuration=90.5) == iso(NINE_O_CLOCK + 90_500)
    assert ends_at(acme, world, candidateId="bob") is None


def test_the_first_duration_of_an_attempt_stays(acme: Organisation, world: World) -> None:
    first = acme.started(examDuration=600)
    again = acme.started(sessionToken=first["token"], examDuration=60_000)
    answer = world.send(again["token"], world.event(1, "STARTED"))
    assert answer.json()["examEndsAt"] == iso(NINE_O_CLOCK + 10 * MINUTE)
    world.end(again["token"])
    assert ends_at(acme, world, examDuration=1200) == iso(NINE_O_CLOCK + 20 * MINUTE)


def test_features_of_a_session_do_not_change_when_it_is_resumed(acme: Organisation) -> None:
    first = acme.started(features={"aiProctoring": False})
    again = acme.started(sessionToken=first["token"], features={"aiProctoring": True, "facialRecognition": True})
    assert again["features"] == {"aiProctoring": False, "facialRecognition": False}


def test_a_later_change_of_the_assessment_leaves_running_sessions_alone(acme: Organisation, world: World) -> None:
    acme.add_assessment("timed", duration_ms=30 * MINUTE, ai_proctoring="on")
    first = acme.started(assessmentId="timed")
    world.execute("update assessments set duration_ms = 60000, ai_proctoring = 'off' where id = 'timed'")
    again = acme.started(assessmentId="timed", sessionToken=first["token"])
    assert again["features"]["aiProctoring"] is True
    answer = world.send(again["token"], world.event(1, "STARTED"))
    assert answer.json()["examEndsAt"] == iso(NINE_O_CLOCK + 30 * MINUTE)
