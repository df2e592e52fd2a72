"""The first page: what matters now, first steps, refused starts."""

import re

from eye.clock import DAY, iso
from tests.dashboard.people import Person, owner_of
from tests.world import Organisation, World


def _figures(person: Person) -> list[str]:
    return re.findall(r'figure-value">([^<]*)<', person.read("/dashboard"))


def test_it_says_what_runs_what_was_flagged_and_what_is_left(acme: Organisation, owner: Person, world: World) -> None:
    assert _figures(owner) == ["0", "0", "0", "10"]
    token = acme.started()["token"]
    assert _figures(owner) == ["1", "0", "0", "9"]
    assert "no usage yet" in owner.read("/dashboard")
    world.send(token, world.event(1, "STARTED"), world.event(2, "TAB_NOT_FOCUS"))
    assert _figures(owner) == ["1", "1", "0", "9"]
    world.end(token)
    assert _figures(owner) == ["0", "1", "0", "9"]


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
    assert f'href="/dashboard/sessions/{start["sessionId"]}?at=flg_' in text


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
    acme.start(assessmentId="misspelt")
    world.flush()
    text = owner.read("/dashboard")
    assert _figures(owner)[2] == "3"
    assert "/dashboard/settings/domains?entry=staging.example.com" in text
    assert "<strong>2 today</strong>, 2 times in 7 days" in text
    assert "https://staging.example.com" in text
    assert 'href="/dashboard/assessments">See assessments' in text
    world.clock.move(hours=24)
    assert _figures(owner)[2] == "0"
    assert "2 times in 7 days, last 1 day ago" in owner.read("/dashboard")
    world.clock.move(hours=8 * 24)
    assert "origin_not_allowed" not in owner.read("/dashboard")


def test_a_refusal_that_no_page_mends_leads_to_its_words(acme: Organisation, owner: Person, world: World) -> None:
    acme.start(origin="null")
    world.flush()
    text = owner.read("/dashboard")
    assert 'href="/docs/errors/origin_null"' in text
    assert world.client.get("/docs/errors/origin_null").status_code == 200


def test_credits_last_until_a_day_at_the_pace_of_the_last_two_weeks(
    acme: Organisation, owner: Person, world: World
) -> None:
    world.clock.move(hours=13 * 24)
    for n in range(7):
        token = acme.started(candidateId=f"c{n}")["token"]
        world.send(token, world.event(1, "STARTED"))
    text = owner.read("/dashboard")
    assert "at 0.5 a day, the average of 14 days" in text
    runs_out = iso(world.clock.at + 6 * DAY)
    assert f'last until <time datetime="{runs_out}"' in text


def test_sessions_and_flags_are_drawn_day_by_day(acme: Organisation, owner: Person, world: World) -> None:
    _exam(acme, "ada")
    world.clock.move(hours=48)
    _exam(acme, "grace")
    _exam(acme, "mary")
    assert _history(owner)[-3:] == [(1, 1), (0, 0), (2, 2)]
    assert [len(_history(owner, f"?days={days}")) for days in (7, 30, 90)] == [7, 30, 90]
    assert len(_history(owner, "?days=1000000")) == 30
    assert 'href="/dashboard?days=7#history" aria-current="true"' in owner.read("/dashboard?days=7")


def test_nothing_of_a_stranger_is_counted(acme: Organisation, stranger: Organisation, outsider: Person) -> None:
    _exam(acme, "ada")
    assert _history(outsider) == [], "there is nothing to draw yet"
    _exam(stranger, "grace")
    assert _history(outsider)[-1] == (1, 1)


def _exam(acme: Organisation, candidate: str) -> None:
    world = acme.world
    token = acme.started(candidateId=candidate)["token"]
    world.send(token, world.event(1, "STARTED"), world.event(2, "TAB_NOT_FOCUS"))


def _history(person: Person, query: str = "") -> list[tuple[int, int]]:
    table = person.read(f"/dashboard{query}").partition('id="history-numbers"')[2]
    rows = re.findall(r'<td class="number">(\d+)</td><td class="number">(\d+)</td>', table)
    return [(int(sessions), int(flags)) for sessions, flags in rows]


def test_it_refreshes_only_its_own_part(owner: Person) -> None:
    answer = owner.refresh("/dashboard")
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<div id="overview"')
    assert "<html" not in answer.text


def test_few_credits_are_what_the_organisation_calls_few(acme: Organisation, owner: Person) -> None:
    assert "few are left" not in owner.read("/dashboard")
    acme.call("PATCH", "/v1/organisation", {"lowCredits": 10})
    assert "few are left" in owner.read("/dashboard")
    acme.call("PATCH", "/v1/organisation", {"lowCredits": 0})
    assert "few are left" not in owner.read("/dashboard")
