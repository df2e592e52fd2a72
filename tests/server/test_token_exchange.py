"""Token exchange (RFC 8693): a candidate token for an access token of the same client."""

from typing import Any

import pytest

from tests.server.test_oauth import ask, code, error, key_id
from tests.sessions.minting import set_identity
from tests.world import Organisation, World

EXCHANGE = {
    "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
    "subject_token_type": "urn:ietf:params:oauth:token-type:access_token",
    "requested_token_type": "urn:eye:params:oauth:token-type:candidate",
    "assessment_id": "exam",
    "candidate_id": "ada",
}


def exchange(acme: Organisation, **more: Any) -> Any:
    """For an access token made just now, unless `subject_token` is given."""
    subject = more.pop("subject_token", None) or ask(acme).json()["access_token"]
    return ask(acme, **{**EXCHANGE, "subject_token": subject, **more})


@pytest.mark.parametrize("way", ["basic", "body"])
def test_an_access_token_is_exchanged_for_a_candidate_token(acme: Organisation, way: str) -> None:
    set_identity(acme, "required")
    answer = exchange(acme, way=way)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    found = answer.json()
    assert found.keys() == {"access_token", "issued_token_type", "token_type", "expires_in"}
    assert found["issued_token_type"] == EXCHANGE["requested_token_type"]
    assert (found["token_type"], found["expires_in"]) == ("N_A", 600)
    assert acme.start(candidateToken=found["access_token"]).status_code == 201
    assert acme.start(candidateToken=found["access_token"]).json()["code"] == "candidate_token_used"


def test_it_is_bound_to_what_was_asked(acme: Organisation) -> None:
    set_identity(acme, "required")
    token = exchange(acme, origin="https://other.example.org").json()["access_token"]
    assert acme.start(candidateToken=token).json()["code"] == "candidate_token_mismatch"
    token = exchange(acme, candidate_id="bob").json()["access_token"]
    assert acme.start(candidateToken=token).json()["code"] == "candidate_token_mismatch"
    assert acme.start(candidateToken=token, candidateId="bob").status_code == 201


def test_the_requested_type_may_be_left_out(acme: Organisation) -> None:
    assert exchange(acme, requested_token_type=None).status_code == 200


def test_it_may_last_between_a_minute_and_an_hour(acme: Organisation) -> None:
    assert exchange(acme, expires_in="60").json()["expires_in"] == 60
    for text in ("59", "3601", "ten", "-60", "6e2", "٦٠"):
        assert error(exchange(acme, expires_in=text)) == (400, "invalid_request")


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("subject_token_type", None, "invalid_request"),
        ("subject_token_type", "urn:ietf:params:oauth:token-type:jwt", "invalid_request"),
        ("requested_token_type", "urn:ietf:params:oauth:token-type:access_token", "invalid_request"),
        ("assessment_id", None, "invalid_request"),
        ("assessment_id", "no spaces", "invalid_request"),
        ("candidate_id", "", "invalid_request"),
        ("candidate_id", "x" * 129, "invalid_request"),
        ("origin", "exam.example.com", "invalid_request"),
        ("origin", "null", "invalid_request"),
        ("subject_token", "made.up", "invalid_request"),
        ("audience", "https://elsewhere.example", "invalid_target"),
        ("resource", "https://elsewhere.example", "invalid_target"),
        ("scope", "session.view", "invalid_scope"),
        ("actor_token", "x", "invalid_request"),
    ],
)
def test_what_is_wrong_is_named(acme: Organisation, field: str, value: str | None, expected: str) -> None:
    answer = exchange(acme, **{field: value})
    assert error(answer) == (400, expected)


def test_the_subject_token_has_to_be_there(acme: Organisation) -> None:
    assert error(ask(acme, **EXCHANGE)) == (400, "invalid_request")


def test_the_client_authenticates_here_too(acme: Organisation) -> None:
    subject = ask(acme).json()["access_token"]
    answer = exchange(acme, id="key_another", subject_token=subject)
    assert error(answer) == (401, "invalid_client")


def test_the_token_of_another_client_is_no_subject(acme: Organisation, stranger: Organisation) -> None:
    other = acme.new_key("secret", roles=("Developer",))
    colleague = ask(acme, id=key_id(acme, other), secret=other).json()["access_token"]
    for subject in (colleague, ask(stranger).json()["access_token"]):
        assert error(exchange(acme, subject_token=subject)) == (400, "invalid_request")


def test_an_old_subject_token_is_refused(acme: Organisation, world: World) -> None:
    subject = ask(acme).json()["access_token"]
    world.clock.move(minutes=16)
    answer = exchange(acme, subject_token=subject)
    assert (error(answer), code(answer)) == ((400, "invalid_request"), "access_token_expired")


def test_the_permission_to_mint_is_needed_in_key_and_token(acme: Organisation) -> None:
    narrowed = ask(acme, scope="session.view").json()["access_token"]
    answer = exchange(acme, subject_token=narrowed)
    assert (error(answer), code(answer)) == ((400, "unauthorized_client"), "permission_missing")
    viewer = acme.new_key("secret", roles=("Viewer",))
    own = {"id": key_id(acme, viewer), "secret": viewer}
    answer = exchange(acme, **own, subject_token=ask(acme, **own).json()["access_token"])
    assert (error(answer), code(answer)) == ((400, "unauthorized_client"), "permission_missing")


def test_an_access_token_mints_over_the_api_too(acme: Organisation, world: World) -> None:
    set_identity(acme, "required")
    token = ask(acme, scope="candidate.token.create").json()["access_token"]
    answer = world.client.post(
        "/v1/candidate-tokens",
        json={"assessmentId": "exam", "candidateId": "ada"},
        headers={"authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 201
    assert acme.start(candidateToken=answer.json()["token"]).status_code == 201
