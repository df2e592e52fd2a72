"""The one charge of a session: at its activation, attributed to what caused it; and what never costs anything."""

from typing import Any

import pytest

from eye.billing.charge import charge_start
from eye.billing.credits import grant
from eye.clock import MINUTE, iso
from tests.sessions.outcome import refusal, session, set_key
from tests.world import NINE_O_CLOCK, Organisation, World

USAGE = """select meter, quantity, credits, key_id, domain_id, domain_entry, assessment_id, candidate_id, session_id, at
           from usage"""


def begin(acme: Organisation, world: World, **fields: Any) -> dict[str, Any]:
    first = acme.started(**fields)
    assert world.send(first["token"], world.event(1, "STARTED")).status_code == 202
    return first


def test_the_first_event_of_the_exam_charges_once(acme: Organisation, world: World) -> None:
    token = acme.started()["token"]
    assert acme.wallet == {"balance": 10, "held": 1}
    assert world.send(token, world.event(1, "SET_CONFIG")).status_code == 202
    assert acme.wallet == {"balance": 10, "held": 1}
    assert world.send(token, world.event(2, "STARTED")).json()["acked"] == 2
    assert acme.wallet == {"balance": 9, "held": 0}
    world.send(token, world.event(2, "STARTED"), world.event(3, "TAB_NOT_FOCUS"))
    assert acme.wallet == {"balance": 9, "held": 0}


@pytest.mark.parametrize("type", ["SET_CONFIG", "SYSTEM_CHECK_STARTED", "SYSTEM_CHECK_COMPLETED"])
def test_setting_up_costs_nothing(acme: Organisation, world: World, type: str) -> None:
    first = acme.started()
    world.send(first["token"], world.event(1, type))
    found = session(acme, first["sessionId"])
    assert (found["status"], found["activatedAt"], found["charge"]) == ("created", None, None)


def test_an_event_that_is_rejected_costs_nothing(acme: Organisation, world: World) -> None:
    first = acme.started()
    world.send(first["token"], world.event(1, "NO_SUCH_EVENT"), world.event(2, "TAB_FOCUS_CHANGE", data={"focused": 5}))
    assert session(acme, first["sessionId"])["status"] == "created"
    assert acme.wallet == {"balance": 10, "held": 1}


def test_the_charge_names_key_domain_assessment_and_candidate(acme: Organisation, world: World) -> None:
    world.clock.move(seconds=5)
    first = begin(acme, world)
    key_id = world.rows("select id from keys where plain = :key", key=acme.publishable)[0]["id"]
    assert world.rows(USAGE) == [
        {
            "meter": "session",
            "quantity": 1,
            "credits": 1,
            "key_id": key_id,
            "domain_id": acme.domain_id,
            "domain_entry": "exam.example.com",
            "assessment_id": "exam",
            "candidate_id": "ada",
            "session_id": first["sessionId"],
            "at": NINE_O_CLOCK + 5_000,
        }
    ]
    assert session(acme, first["sessionId"])["charge"] == {"credits": 1, "at": iso(NINE_O_CLOCK + 5_000)}


def test_the_ledger_tells_grant_and_charge(acme: Organisation, world: World) -> None:
    begin(acme, world)
    usage_id = world.rows("select id from usage")[0]["id"]
    rows = world.rows("select kind, credits, balance, usage_id from ledger order by kind desc")
    assert rows == [
        {"kind": "grant", "credits": 10, "balance": 10, "usage_id": None},
        {"kind": "charge", "credits": -1, "balance": 9, "usage_id": usage_id},
    ]


def test_resume_takeover_and_late_events_are_not_billed_again(acme: Organisation, world: World) -> None:
    first = begin(acme, world)
    again = acme.started(sessionToken=first["token"])
    world.send(again["token"], world.event(1, "STARTED"))
    world.clock.move(minutes=2)
    taken = acme.started()
    world.send(taken["token"], world.event(1, "STARTED"))
    world.end(taken["token"])
    world.send(taken["token"], world.event(2, "TAB_NOT_FOCUS", at=world.clock.at - 1))
    assert acme.wallet == {"balance": 9, "held": 0}
    assert len(world.rows(USAGE)) == 1


def test_the_books_themselves_refuse_a_second_charge(acme: Organisation, world: World) -> None:
    begin(acme, world)
    row = world.rows("select * from sessions")[0]
    world.write(charge_start, row, world.clock.at)
    assert acme.wallet == {"balance": 9, "held": 0}
    assert len(world.rows("select id from ledger")) == 2


def test_the_next_attempt_is_a_charge_of_its_own(acme: Organisation, world: World) -> None:
    for _ in range(2):
        world.end(begin(acme, world)["token"])
    assert acme.wallet == {"balance": 8, "held": 0}


def test_a_start_without_credit_is_refused(world: World) -> None:
    acme = world.organisation(credits=0)
    answer = acme.start()
    assert refusal(answer) == (402, "credits_exhausted")
    world.write(grant, acme.id, 1, "bought", world.clock.at)
    assert acme.start().status_code == 201


def test_a_credit_is_held_until_the_session_ends_or_expires(world: World) -> None:
    acme = world.organisation(credits=1)
    token = acme.started()["token"]
    assert refusal(acme.start(candidateId="bob")) == (402, "credits_exhausted")
    world.end(token)
    acme.started(candidateId="bob")
    assert refusal(acme.start(candidateId="cyd")) == (402, "credits_exhausted")
    world.clock.move(minutes=60)
    world.sweep()
    assert acme.start(candidateId="cyd").status_code == 201


def test_an_expired_session_frees_its_credit_for_the_same_candidate_unswept(world: World) -> None:
    acme = world.organisation(credits=1)
    first = acme.started()
    world.clock.move(minutes=60)
    assert acme.started()["sessionId"] != first["sessionId"]
    assert acme.wallet == {"balance": 1, "held": 1}


def test_a_running_exam_is_never_cut(world: World) -> None:
    acme = world.organisation(credits=2)
    running, waiting = begin(acme, world), acme.started(candidateId="bob")
    world.execute("update wallets set balance = 0, held = 0")
    assert refusal(acme.start(candidateId="cyd")) == (402, "credits_exhausted")
    assert world.send(running["token"], world.event(2, "TAB_NOT_FOCUS")).status_code == 202
    assert acme.start(sessionToken=running["token"]).status_code == 200
    world.execute("update wallets set balance = 0, held = 1")
    assert world.send(waiting["token"], world.event(1, "STARTED")).status_code == 202
    world.execute("update organisations set suspended_at = 1")
    assert world.send(waiting["token"], world.event(2, "TAB_NOT_FOCUS")).status_code == 202


def test_an_exam_goes_on_whatever_becomes_of_its_key(acme: Organisation, world: World) -> None:
    token = acme.started()["token"]
    set_key(world, acme.publishable, revoked_at=1)
    assert world.send(token, world.event(1, "STARTED")).status_code == 202
    assert acme.wallet == {"balance": 9, "held": 0}


def test_one_organisation_does_not_pay_for_another(acme: Organisation, stranger: Organisation, world: World) -> None:
    begin(stranger, world)
    assert acme.wallet == {"balance": 10, "held": 0}
    assert stranger.wallet == {"balance": 9, "held": 0}


@pytest.fixture
def trial(acme: Organisation) -> str:
    return acme.new_key(mode="test")


def test_a_test_key_needs_no_credit_and_is_never_billed(world: World) -> None:
    acme = world.organisation(credits=0)
    first = begin(acme, world, apiKey=acme.new_key(mode="test"))
    found = session(acme, first["sessionId"])
    assert (found["mode"], found["status"], found["charge"]) == ("test", "active", None)
    world.end(first["token"])
    held = world.rows("select id from sessions where held > 0")
    assert held + world.rows(USAGE) + world.rows("select * from ledger") == []


def test_a_test_key_has_no_attempt_limit_and_uses_no_live_attempt(acme: Organisation, world: World, trial: str) -> None:
    acme.add_assessment("once", attempts=1)
    for _ in range(3):
        world.end(begin(acme, world, apiKey=trial, assessmentId="once")["token"])
    world.end(begin(acme, world, assessmentId="once")["token"])
    assert refusal(acme.start(assessmentId="once")) == (409, "attempts_exhausted")
    assert acme.start(apiKey=trial, assessmentId="once").status_code == 201


@pytest.mark.parametrize(("asked", "minutes"), [(None, 30), (7200, 30), (600, 10)])
def test_a_test_session_ends_after_half_an_hour(
    acme: Organisation, world: World, trial: str, asked: int | None, minutes: int
) -> None:
    first = acme.started(apiKey=trial, examDuration=asked)
    ends_at = iso(NINE_O_CLOCK + minutes * MINUTE)
    assert world.send(first["token"], world.event(1, "STARTED")).json()["examEndsAt"] == ends_at
    world.clock.move(minutes=minutes)
    assert world.end(first["token"]).json() == {"status": "ended", "endReason": "duration", "endedAt": ends_at}


def test_what_is_told_of_a_test_session_is_marked_so(acme: Organisation, world: World, trial: str) -> None:
    world.end(begin(acme, world, apiKey=trial)["token"])
    world.end(begin(acme, world)["token"])
    rows = world.rows("select type, test from outbox order by test, type")
    assert [(row["type"], row["test"]) for row in rows] == [
        ("session.ended", 0),
        ("session.started", 0),
        ("session.ended", 1),
        ("session.started", 1),
    ]
