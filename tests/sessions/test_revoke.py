"""A key is deleted: the exams that run under it go on, unless its owner asks to end them too."""

from tests.sessions.outcome import refusal, session
from tests.world import Organisation, World


def key_id(world: World, key: str) -> str:
    return str(world.rows("select id from keys where plain = :key", key=key)[0]["id"])


def test_the_sessions_of_a_deleted_key_go_on(acme: Organisation, world: World) -> None:
    token = acme.started()["token"]
    assert acme.call("DELETE", f"/v1/keys/{key_id(world, acme.publishable)}").status_code == 204
    assert refusal(acme.start(candidateId="bob")) == (401, "key_revoked")
    assert world.send(token, world.event(1, "STARTED")).status_code == 202


def test_its_owner_can_end_them_too(acme: Organisation, world: World) -> None:
    waiting = acme.started()
    running = acme.started(candidateId="bob", examDuration=600)
    world.send(running["token"], world.event(1, "STARTED"))
    other = acme.started(candidateId="cyd", apiKey=acme.new_key())
    path = f"/v1/keys/{key_id(world, acme.publishable)}?endSessions=true"
    assert acme.call("DELETE", path).status_code == 204
    reasons = [session(acme, one["sessionId"])["endReason"] for one in (waiting, running, other)]
    assert reasons == ["revoked", "revoked", None]
    assert acme.wallet == {"balance": 9, "held": 1}
    assert world.send(running["token"], world.event(2, "TAB_NOT_FOCUS")).json()["ended"] is True


def test_what_was_over_before_keeps_its_own_reason(acme: Organisation, world: World) -> None:
    first = acme.started(examDuration=600)
    world.send(first["token"], world.event(1, "STARTED"))
    world.clock.move(minutes=10)
    acme.call("DELETE", f"/v1/keys/{key_id(world, acme.publishable)}?endSessions=true")
    assert session(acme, first["sessionId"])["endReason"] == "duration"


def test_a_stranger_ends_nothing(acme: Organisation, stranger: Organisation, world: World) -> None:
    first = acme.started()
    answer = stranger.call("DELETE", f"/v1/keys/{key_id(world, acme.publishable)}?endSessions=true")
    assert refusal(answer) == (404, "not_found")
    assert session(acme, first["sessionId"])["status"] == "created"


def test_a_wrong_wish_is_refused_and_deletes_nothing(acme: Organisation, world: World) -> None:
    answer = acme.call("DELETE", f"/v1/keys/{key_id(world, acme.publishable)}?endSessions=yes")
    assert (refusal(answer), answer.json()["field"]) == ((400, "param_invalid"), "endSessions")
    assert acme.start().status_code == 201
