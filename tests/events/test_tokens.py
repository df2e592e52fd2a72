"""Whose stream it is: only a token that this Eye signed for a session that exists opens it."""

import pytest

from eye.clock import HOUR
from eye.sessions.token import sign_token
from tests.reading import problem, stored
from tests.world import Organisation, World


def tampered(token: str) -> list[str]:
    head, _, signature = token.rpartition(".")
    other = "B" if head[0] == "A" else "A"
    return [f"{other}{head[1:]}.{signature}", f"{head}.{'A' * len(signature)}", head, f"{token}x.y", token[::-1]]


def test_a_token_that_was_changed_is_invalid(acme: Organisation, world: World) -> None:
    token = acme.started()["token"]
    before = stored(world)
    for changed in [*tampered(token), "a", "." * 50, "ä" * 10, "\0", "x" * 2_000]:
        assert problem(world.send(changed, world.event(1, "STARTED"))) == (401, "session_token_invalid")
    assert stored(world) == before


@pytest.mark.parametrize(("session", "gen"), [("ses_none", 1), (None, 2)])
def test_a_well_signed_token_of_no_page_is_invalid(
    acme: Organisation, world: World, session: str | None, gen: int
) -> None:
    started = acme.started()
    now = world.clock.at
    token = sign_token(world.parts.secrets.signing, session or started["sessionId"], gen, now, now + HOUR)
    assert problem(world.send(token, world.event(1, "STARTED"))) == (401, "session_token_invalid")


def test_a_token_signed_with_another_secret_is_invalid(acme: Organisation, world: World) -> None:
    now = world.clock.at
    token = sign_token(("another secret",), acme.started()["sessionId"], 1, now, now + HOUR)
    assert problem(world.send(token, world.event(1, "STARTED"))) == (401, "session_token_invalid")


def test_a_token_expires(acme: Organisation, world: World) -> None:
    token = acme.started()["token"]
    world.clock.move(hours=49, seconds=31)
    assert problem(world.send(token, world.event(1, "STARTED"))) == (401, "session_token_expired")


def test_a_token_of_another_organisation_reaches_only_its_own_session(
    acme: Organisation, stranger: Organisation, world: World
) -> None:
    mine, theirs = acme.started(), stranger.started()
    world.send(theirs["token"], world.event(1, "STARTED"))
    rows = world.rows("select session_id from events")
    assert [row["session_id"] for row in rows] == [theirs["sessionId"]]
    assert acme.get(f"/v1/sessions/{mine['sessionId']}/events").json()["items"] == []


def test_a_token_of_another_organisation_does_not_make_this_website_allowed(world: World, acme: Organisation) -> None:
    other = world.organisation("Other", domain="other.example.net")
    token = other.started(origin="https://other.example.net")["token"]
    answer = world.send(token, world.event(1, "STARTED"))  # from acme's page
    assert problem(answer) == (403, "origin_not_allowed")
