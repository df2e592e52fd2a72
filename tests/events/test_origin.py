"""The domain that let a session in is asked for at every request: a change counts on the next one."""

import pytest

from tests.reading import events_of, problem, stored
from tests.world import ORIGIN, Organisation, World


def remove(owner: Organisation) -> None:
    assert owner.call("DELETE", f"/v1/domains/{owner.domain_id}").status_code == 204


def test_a_removed_domain_refuses_the_next_request(acme: Organisation, world: World) -> None:
    acme.add_domain("other.example.net")
    started = acme.started()
    world.send(started["token"], world.event(1, "STARTED"))
    remove(acme)
    before = stored(world)
    answer = world.send(started["token"], world.event(2, "HEARTBEAT"))
    assert problem(answer) == (403, "origin_not_allowed")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "other.example.net" not in answer.text
    assert stored(world) == before


def test_the_last_domain_removed_refuses_too(acme: Organisation, world: World) -> None:
    token = acme.started()["token"]
    remove(acme)
    assert problem(world.send(token, world.event(1, "STARTED"))) == (403, "origin_not_allowed")


def test_a_domain_registered_again_lets_the_queue_through(acme: Organisation, world: World) -> None:
    started = acme.started()
    world.send(started["token"], world.event(1, "STARTED"))
    remove(acme)
    queued = world.event(2, "HEARTBEAT")
    assert world.send(started["token"], queued).status_code == 403
    again = acme.add_domain("exam.example.com")
    assert again != acme.domain_id
    assert world.send(started["token"], queued).json()["acked"] == 2
    assert len(events_of(acme, started["sessionId"])) == 2


def test_another_registered_website_may_go_on_with_the_session(acme: Organisation, world: World) -> None:
    acme.add_domain("other.example.net")
    token = acme.started()["token"]
    assert world.send(token, world.event(1, "STARTED"), origin="https://other.example.net").status_code == 202


@pytest.mark.parametrize(
    ("origin", "status", "code"),
    [
        ([ORIGIN, ORIGIN], 400, "origin_malformed"),
        ([ORIGIN, "https://evil.example.org"], 400, "origin_malformed"),
        (f"{ORIGIN}, https://evil.example.org", 400, "origin_malformed"),
        (f"{ORIGIN}/", 400, "origin_malformed"),
        (None, 403, "origin_missing"),
        ("", 403, "origin_missing"),
        ("null", 403, "origin_null"),
        ("https://evil.example.org", 403, "origin_not_allowed"),
        ("http://exam.example.com", 403, "origin_scheme_or_port"),
        ("https://exam.example.com:8443", 403, "origin_scheme_or_port"),
    ],
)
def test_a_request_has_one_allowed_origin(
    acme: Organisation, world: World, origin: str | list[str] | None, status: int, code: str
) -> None:
    token = acme.started()["token"]
    before = stored(world)
    assert problem(world.send(token, world.event(1, "STARTED"), origin=origin)) == (status, code)
    assert stored(world) == before


def test_an_origin_written_another_way_is_the_same(acme: Organisation, world: World) -> None:
    token = acme.started()["token"]
    answer = world.send(token, world.event(1, "STARTED"), origin="HTTPS://EXAM.example.com:443")
    assert answer.status_code == 202
