"""`POST /v1/init`: what an accepted start answers, and which of several reasons to refuse it comes first."""

from typing import Any

import pytest

from eye.clock import HOUR, iso
from tests.sessions.outcome import refusal, session, set_key
from tests.world import NINE_O_CLOCK, ORIGIN, Organisation, World


def test_a_start_opens_a_session(acme: Organisation) -> None:
    answer = acme.start()
    assert answer.status_code == 201
    body = answer.json()
    assert body["sessionId"].startswith("ses_")
    assert body["resumed"] is False
    assert body["features"] == {"aiProctoring": True, "facialRecognition": False}
    assert body["heartbeatSeconds"] == 10
    assert body["serverTime"] == iso(NINE_O_CLOCK)
    assert body["examEndsAt"] is None
    assert body["expiresAt"] == iso(NINE_O_CLOCK + 24 * HOUR + 25 * HOUR)
    assert body["token"]


def test_any_website_may_read_the_answer(acme: Organisation) -> None:
    for answer in (acme.start(), acme.start(apiKey=None), acme.start(origin="https://evil.example.org")):
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in answer.headers


def test_a_body_is_read_whatever_its_content_type_says(acme: Organisation, world: World) -> None:
    text = f'{{"apiKey": "{acme.publishable}", "assessmentId": "exam", "candidateId": "ada"}}'
    headers = {"origin": ORIGIN, "content-type": "text/plain;charset=UTF-8"}
    assert world.client.post("/v1/init", content=text, headers=headers).status_code == 201


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b"null",
        b'"text"',
        b'{"apiKey":',
        b'{"candidateId": "\xff"}',
        b'{"candidateId": "\\ud800"}',
        b'{"features":' + b"[" * 5_000 + b"]" * 5_000 + b"}",
        b'{"features":' + b'{"a":' * 30 + b"1" + b"}" * 31,
    ],
)
def test_a_body_that_cannot_be_read_is_malformed(world: World, body: bytes) -> None:
    answer = world.client.post("/v1/init", content=body, headers={"origin": ORIGIN})
    assert refusal(answer) == (400, "request_malformed")


def test_a_body_of_a_megabyte_is_too_large(world: World) -> None:
    answer = world.client.post("/v1/init", content=b" " * 1_000_000, headers={"origin": ORIGIN})
    assert refusal(answer) == (413, "too_large")


def test_an_unknown_assessment_is_not_found(acme: Organisation) -> None:
    assert refusal(acme.start(assessmentId="another")) == (404, "assessment_not_found")


def test_an_archived_assessment_is_not_found(acme: Organisation, world: World) -> None:
    world.execute("update assessments set archived_at = :at", at=world.clock.at)
    assert refusal(acme.start()) == (404, "assessment_not_found")


def test_an_assessment_of_another_organisation_is_not_found(acme: Organisation, stranger: Organisation) -> None:
    stranger.add_assessment("theirs")
    assert refusal(acme.start(assessmentId="theirs")) == (404, "assessment_not_found")


def test_a_domain_of_another_organisation_opens_nothing(acme: Organisation, stranger: Organisation) -> None:
    stranger.add_domain("other.example.org")
    assert refusal(acme.start(origin="https://other.example.org")) == (403, "origin_not_allowed")


def test_the_same_ids_in_two_organisations_are_two_sessions(acme: Organisation, stranger: Organisation) -> None:
    assert acme.started()["sessionId"] != stranger.started()["sessionId"]


def test_what_is_wrong_is_told_in_the_order_of_the_checks(acme: Organisation, world: World) -> None:
    """Everything is wrong at first; each repair uncovers the next check."""
    acme.add_assessment("closed", closes_at=NINE_O_CLOCK, attempts=1)
    spend = acme.started(candidateId="bob")["sessionId"]
    world.execute(
        "update sessions set assessment_id = 'closed', activated_at = 1, ended_at = 1 where id = :id", id=spend
    )
    world.execute("update wallets set balance = 0, held = 0")
    world.execute("update organisations set identity = 'required' where id = :id", id=acme.id)
    set_key(world, acme.publishable, revoked_at=1)
    asked: dict[str, Any] = {"origin": "https://evil.example.org", "assessmentId": "none-such", "candidateId": "bob"}

    assert refusal(acme.start(**asked)) == (401, "key_revoked")
    set_key(world, acme.publishable, revoked_at=None)
    assert refusal(acme.start(**asked)) == (403, "origin_not_allowed")
    asked["origin"] = ORIGIN
    assert refusal(acme.start(**asked)) == (401, "candidate_token_required")
    world.execute("update organisations set identity = 'off'")
    assert refusal(acme.start(**asked)) == (404, "assessment_not_found")
    asked["assessmentId"] = "closed"
    assert refusal(acme.start(**asked)) == (403, "assessment_not_open")
    world.execute("update assessments set closes_at = null")
    assert refusal(acme.start(**asked)) == (409, "attempts_exhausted")
    asked["candidateId"] = "ada"
    assert refusal(acme.start(**asked)) == (402, "credits_exhausted")


def test_a_refused_start_leaves_no_session_and_no_hold(acme: Organisation) -> None:
    acme.start(origin="https://evil.example.org")
    acme.start(assessmentId="another")
    assert acme.get("/v1/sessions").json()["items"] == []
    assert acme.wallet == {"balance": 10, "held": 0}


def test_refusals_of_a_known_key_are_counted_with_their_reason(acme: Organisation, world: World) -> None:
    for _ in range(2):
        acme.start(origin="https://evil.example.org")
    acme.start(assessmentId="another")
    world.flush()
    rows = world.rows("select code, count, origin from refused_starts order by code")
    assert rows == [
        {"code": "assessment_not_found", "count": 1, "origin": ORIGIN},
        {"code": "origin_not_allowed", "count": 2, "origin": "https://evil.example.org"},
    ]


def test_the_page_s_words_are_kept_on_the_session(acme: Organisation) -> None:
    said = {"assessmentTitle": "Mathe «II»", "institutionName": "Universität 東京", "candidateFirstName": "Ada"}
    assert session(acme, acme.started(**said)["sessionId"])["host"] == said


def test_the_page_s_words_fill_an_empty_candidate_but_never_change_one(acme: Organisation, world: World) -> None:
    first = acme.started(candidateFirstName="Ada")
    world.end(first["token"])
    acme.started(candidateFirstName="Mallory", candidateLastName="Lovelace", candidateEmail="ada@example.com")
    rows = world.rows("select first_name, last_name, email from candidates where id = 'ada'")
    assert rows == [{"first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com"}]


def test_a_start_notes_that_the_key_and_the_domain_are_used(acme: Organisation, world: World) -> None:
    used = "select last_used_at as at from keys where plain = :key union all select last_seen_at from domains"
    assert [row["at"] for row in world.rows(used, key=acme.publishable)] == [None, None]
    acme.started()
    assert [row["at"] for row in world.rows(used, key=acme.publishable)] == [NINE_O_CLOCK] * 2
    world.clock.move(seconds=59)
    acme.started(candidateId="bob")
    assert [row["at"] for row in world.rows(used, key=acme.publishable)] == [NINE_O_CLOCK] * 2
    world.clock.move(seconds=1)
    acme.started(candidateId="cyd")
    assert [row["at"] for row in world.rows(used, key=acme.publishable)] == [world.clock.at] * 2
