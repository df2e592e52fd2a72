"""The first page: what matters now, first steps, refused starts."""

import re

from tests.dashboard.people import Person, owner_of
from tests.world import Organisation, World


def _figures(person: Person) -> list[str]:
    return re.findall(r'figure-value">([^<]*)<', person.read("/dashboard"))


def test_it_says_what_runs_what_was_flagged_and_what_is_left(acme: Organisation, owner: Person, world: World) -> None:
    assert _figures(owner) == ["0", "0", "10"]
    token = acme.started()["token"]
    assert _figures(owner) == ["1", "0", "9"]
    assert "1 more held for running sessions" not in owner.read("/dashboard")
    world.send(token, world.event(1, "STARTED"), world.event(2, "TAB_NOT_FOCUS"))
    assert _figures(owner) == ["1", "1", "9"]
    world.end(token)
    assert _figures(owner) == ["0", "1", "9"]


def test_flags_wait_by_severity_until_somebody_decides(acme: Organisation, owner: Person, world: World) -> None:
    token = acme.started()["token"]
    types = ("STARTED", "TAB_NOT_FOCUS", "MULTIPLE_FACE", "PRINT_ATTEMPT")
    world.send(token, *(world.event(seq, type) for seq, type in enumerate(types, 1)))
    assert _figures(owner)[1] == "3"
    assert "1 high, 1 medium, 1 low" in owner.read("/dashboard")
    for flag, decision in zip(
        acme.get("/v1/flags").json()["items"], ("confirm", "dismiss", "second_look"), strict=True
    ):
        acme.call("POST", f"/v1/flags/{flag['id']}/review", {"decision": decision})
    assert _figures(owner)[1] == "0"
    assert "nothing waits; 1 for a second look" in owner.read("/dashboard")


def test_silence_is_said_before_it_is_asked_for(acme: Organisation, owner: Person, world: World) -> None:
    acme.started()
    assert "all are connected" in owner.read("/dashboard")
    world.clock.move(seconds=31)
    assert "1 not heard from" in owner.read("/dashboard")


def test_the_newest_flags_lead_to_their_session(acme: Organisation, owner: Person, world: World) -> None:
    start = acme.started(candidateFirstName="Ada")
    world.send(start["token"], world.event(1, "STARTED"), world.event(2, "TAB_NOT_FOCUS"))
    text = owner.read("/dashboard")
    assert "Exam page left" in text
    assert f'href="/dashboard/sessions/{start["sessionId"]}#flag-' in text


def test_a_new_organisation_is_led_step_by_step(world: World) -> None:
    fresh = world.organisation("Fresh", domain=None)
    world.execute("delete from assessments where organisation_id = :id", id=fresh.id)
    owner = owner_of(fresh).follow_new_link()
    assert _steps_done(owner) == 0
    fresh.add_domain("exam.example.com")
    assert _steps_done(owner) == 1
    fresh.add_assessment("exam")
    assert _steps_done(owner) == 2
    fresh.start(origin="https://elsewhere.example.org")
    world.flush()
    assert _steps_done(owner) == 3
    fresh.started()
    assert "First steps" not in owner.read("/dashboard")


def _steps_done(person: Person) -> int:
    text = person.read("/dashboard")
    assert text.count("button-main") == 1
    found = re.search(r"(\d) of 4 done", text)
    assert found is not None
    return int(found[1])


def test_refused_starts_are_shown_with_what_mends_them(acme: Organisation, owner: Person, world: World) -> None:
    acme.start(origin="https://staging.example.com")
    acme.start(origin="https://staging.example.com")
    world.flush()
    text = owner.read("/dashboard")
    assert "/dashboard/settings/domains?entry=" in text
    assert "2 times" in text
    assert "https://staging.example.com" in text
    world.clock.move(hours=9 * 24)
    assert "origin_not_allowed" not in owner.read("/dashboard")


def test_it_refreshes_only_its_own_part(owner: Person) -> None:
    answer = owner.refresh("/dashboard")
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<div id="overview"')
    assert "<html" not in answer.text
