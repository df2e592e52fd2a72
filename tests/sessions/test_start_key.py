"""The key of a start: each way in which it can be wrong has a name of its own, from the very next request on."""

import pytest

from tests.sessions.outcome import refusal, set_key
from tests.world import NINE_O_CLOCK, Organisation, World


def test_a_start_without_a_key_is_told_so(acme: Organisation) -> None:
    for nothing in (None, ""):
        answer = acme.start(apiKey=nothing)
        assert refusal(answer) == (401, "key_missing")
        assert answer.json()["field"] == "apiKey"


def test_a_key_that_is_no_key_is_malformed(acme: Organisation) -> None:
    key = acme.publishable
    typo = key[:20] + ("a" if key[20] != "a" else "b") + key[21:]
    wrong = [f" {key}", f"{key} ", f'"{key}"', f"'{key}'", key[:-1], key + "0", typo, key.upper(), "{{key}}", "  "]
    wrong += ["undefined", "hello", key.replace("_pk_", "_sk_"), key.replace("live", "test"), "eye_pk_live_", "é" * 42]
    for text in wrong:
        answer = acme.start(apiKey=text)
        assert refusal(answer) == (401, "key_malformed"), text
        assert answer.json()["field"] == "apiKey"
        assert key not in answer.text


def test_spaces_and_quotes_around_a_key_are_named(acme: Organisation) -> None:
    for text in (f" {acme.publishable}", f"{acme.publishable}\n", f'"{acme.publishable}"'):
        assert "spaces or quotes" in acme.start(apiKey=text).json()["detail"]


def test_a_key_that_is_no_text_is_malformed(acme: Organisation) -> None:
    for wrong in (5, True, [acme.publishable], {"key": acme.publishable}):
        assert refusal(acme.start(apiKey=wrong)) == (401, "key_malformed")


def test_a_well_formed_key_that_does_not_exist_is_unknown(acme: Organisation, world: World) -> None:
    gone = acme.new_key()
    world.execute("delete from keys where plain = :key", key=gone)
    assert refusal(acme.start(apiKey=gone)) == (401, "key_unknown")


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("revoked_at", (401, "key_revoked")),
        ("deleted_at", (401, "key_revoked")),
        ("expires_at", (401, "key_expired")),
        ("inactive_at", (403, "key_inactive")),
    ],
)
def test_a_key_that_was_taken_back_is_refused_at_once(
    acme: Organisation, world: World, column: str, expected: tuple[int, str]
) -> None:
    acme.started()
    set_key(world, acme.publishable, **{column: world.clock.at})
    assert refusal(acme.start(candidateId="bob")) == expected
    set_key(world, acme.publishable, **{column: None})
    assert acme.start(candidateId="bob").status_code == 201


def test_a_key_works_until_the_moment_it_expires(acme: Organisation, world: World) -> None:
    key = acme.new_key(expires_at=NINE_O_CLOCK + 60_000)
    world.clock.move(seconds=59.999)
    assert acme.start(apiKey=key).status_code == 201
    world.clock.move(seconds=0.001)
    assert refusal(acme.start(apiKey=key, candidateId="bob")) == (401, "key_expired")


def test_a_deleted_key_refuses_starts_but_its_running_exam_goes_on(acme: Organisation, world: World) -> None:
    token = acme.started()["token"]
    key_id = world.rows("select id from keys where plain = :key", key=acme.publishable)[0]["id"]
    assert acme.call("DELETE", f"/v1/keys/{key_id}").status_code == 204
    assert refusal(acme.start(candidateId="bob")) == (401, "key_revoked")
    assert world.send(token, world.event(1, "STARTED")).status_code == 202


def test_a_suspended_organisation_starts_nothing(acme: Organisation, stranger: Organisation, world: World) -> None:
    world.execute("update organisations set suspended_at = 1 where id = :id", id=acme.id)
    assert refusal(acme.start()) == (403, "organisation_suspended")
    assert stranger.start().status_code == 201


def test_a_secret_key_in_a_browser_is_refused_flagged_and_audited(acme: Organisation, world: World) -> None:
    answer = acme.start(apiKey=acme.secret)
    assert refusal(answer) == (401, "key_secret_in_browser")
    assert acme.secret not in answer.text
    exposed = world.rows("select id, exposed_at from keys where kind = 'secret'")
    assert [row["exposed_at"] for row in exposed] == [NINE_O_CLOCK]
    world.clock.move(minutes=1)
    acme.start(apiKey=acme.secret)
    audited = world.rows("select actor, act, subject, at, data from audit where act = 'api.key.exposed'")
    assert [(row["actor"], row["subject"], row["at"]) for row in audited] == [
        ("system", exposed[0]["id"], NINE_O_CLOCK)
    ]
    assert acme.secret not in str(audited)


def test_an_unknown_secret_key_in_a_browser_is_told_the_same(acme: Organisation, world: World) -> None:
    gone = acme.new_key("secret")
    world.execute(
        "delete from keys where created_at = (select max(created_at) from keys) and roles = '[]' and kind = 'secret'"
    )
    assert refusal(acme.start(apiKey=gone)) == (401, "key_secret_in_browser")


def test_identity_required_wants_a_candidate_token(acme: Organisation, world: World) -> None:
    world.execute("update organisations set identity = 'required' where id = :id", id=acme.id)
    assert refusal(acme.start()) == (401, "candidate_token_required")
    assert refusal(acme.start(candidateToken="made.up")) == (401, "candidate_token_invalid")
