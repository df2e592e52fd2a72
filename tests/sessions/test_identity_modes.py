"""`off`, `report`, `required`: what each makes of a start with a good token, a bad one, or none."""

import pytest

from tests.sessions.minting import mint, set_identity
from tests.sessions.outcome import refusal, session
from tests.world import Organisation, World

START = "0123456789abcdefABCDEF"


def identified(acme: Organisation, **fields: str) -> tuple[str, str | None]:
    found = session(acme, acme.started(**fields)["sessionId"])
    return found["identified"], found["identifiedCode"]


def test_off_ignores_what_is_bad(acme: Organisation) -> None:
    assert identified(acme) == ("unsigned", None)
    assert identified(acme, candidateId="bob", candidateToken="made.up") == ("unsigned", None)
    assert identified(acme, candidateId="cyd", candidateToken=mint(acme)) == ("unsigned", None)


def test_off_still_honours_a_good_token(acme: Organisation) -> None:
    first = acme.started()
    assert acme.started(candidateToken=mint(acme))["sessionId"] == first["sessionId"]
    assert identified(acme, candidateId="bob", candidateToken=mint(acme, candidateId="bob")) == ("signed", None)


def test_report_records_how_each_start_was_identified(acme: Organisation, world: World) -> None:
    set_identity(acme, "report")
    spent, old = mint(acme), mint(acme, candidateId="eve", expiresIn=60)
    assert identified(acme, candidateToken=spent) == ("signed", None)
    assert identified(acme, candidateId="bob") == ("unsigned", None)
    assert identified(acme, candidateId="cyd", candidateToken="made.up") == ("invalid", "candidate_token_invalid")
    assert identified(acme, candidateId="dan", candidateToken=spent) == ("invalid", "candidate_token_mismatch")
    world.clock.move(seconds=91)
    assert identified(acme, candidateId="eve", candidateToken=old) == ("invalid", "candidate_token_expired")


def test_report_records_a_spent_token_and_starts_all_the_same(acme: Organisation, world: World) -> None:
    set_identity(acme, "report")
    token = mint(acme)
    world.end(acme.started(candidateToken=token)["token"])
    assert identified(acme, candidateToken=token) == ("invalid", "candidate_token_used")


def test_a_bad_token_gets_nobody_into_a_running_session_sooner(acme: Organisation) -> None:
    for mode in ("off", "report"):
        set_identity(acme, mode)
        acme.start(candidateToken=mint(acme))
        assert refusal(acme.start(candidateToken="made.up")) == (409, "session_active_elsewhere")


def test_a_signed_session_that_is_taken_over_is_signed_no_longer(acme: Organisation, world: World) -> None:
    set_identity(acme, "report")
    assert identified(acme, candidateToken=mint(acme)) == ("signed", None)
    world.clock.move(minutes=5)
    assert identified(acme) == ("unsigned", None)
    world.clock.move(minutes=5)
    assert identified(acme, candidateToken="made.up") == ("invalid", "candidate_token_invalid")


def test_an_unsigned_session_stays_so_when_a_signed_page_goes_on_with_it(acme: Organisation) -> None:
    set_identity(acme, "report")
    acme.started()
    assert identified(acme, candidateToken=mint(acme)) == ("unsigned", None)


def test_a_resume_stays_what_the_start_was(acme: Organisation) -> None:
    set_identity(acme, "report")
    first = acme.started(candidateToken=mint(acme))
    assert identified(acme, sessionToken=first["token"], candidateToken="made.up") == ("signed", None)


@pytest.mark.parametrize("mode", ["off", "report"])
def test_a_genuine_token_passes_the_limit_of_failed_starts(acme: Organisation, world: World, mode: str) -> None:
    set_identity(acme, mode)
    for _ in range(120):
        world.parts.failures.failed("testclient", "someone", world.clock.at)
    assert refusal(acme.start(candidateId="bob")) == (429, "rate_limited")
    assert acme.start(candidateToken=mint(acme)).status_code == 201


TABLES = ("sessions", "candidates", "usage", "ledger", "wallets", "candidate_tokens_used", "keys", "domains")


def test_a_leaked_key_and_a_forged_origin_start_nothing_and_cost_nothing(acme: Organisation, world: World) -> None:
    set_identity(acme, "required")
    acme.started(candidateId="real", candidateToken=mint(acme, candidateId="real"))

    def everything() -> dict[str, object]:
        return {table: world.rows(f"select * from {table} order by 1") for table in (*TABLES, "audit")}  # noqa: S608

    world.clock.move(minutes=2)
    before = everything()
    for number in range(20):
        asked = {"candidateId": f"victim-{number}", "startId": START}
        assert refusal(acme.start(**asked)) == (401, "candidate_token_required")
        assert refusal(acme.start(**asked, candidateToken="made.up")) == (401, "candidate_token_invalid")
        assert refusal(acme.start(**asked, origin=f"https://evil{number}.example")) == (403, "origin_not_allowed")
    world.flush()
    assert everything() == before
    told = world.rows("select type from outbox where created_at > :then", then=world.clock.at - 1)
    assert [row["type"] for row in told] == ["domain.denied"] * 10  # whatever the number of origins
    counted = world.rows("select code, sum(count) as count from refused_starts group by code order by code")
    assert counted == [
        {"code": "candidate_token_invalid", "count": 20},
        {"code": "candidate_token_required", "count": 20},
        {"code": "origin_not_allowed", "count": 20},
    ]
