"""Whatever is sent as a key that is none, or is not the one, is told apart; guessing never reaches the database."""

from typing import Any

import pytest

from eye.clock import BASE62
from eye.errors import Refusal
from eye.keys.model import make_key, read_key
from tests.keys.made import make
from tests.reading import problem
from tests.sessions.outcome import client_from
from tests.world import ORIGIN, Organisation, World


def as_server(world: World, key: str) -> Any:
    return world.client.get("/v1/organisation", headers={"authorization": f"Bearer {key}"})


def as_page(world: World, key: str) -> Any:
    body = {"apiKey": key, "assessmentId": "exam", "candidateId": "ada"}
    return world.client.post("/v1/init", json=body, headers={"origin": ORIGIN})


@pytest.mark.parametrize("around", ['"{}"', "'{}'", " {}", "{} ", "\t{}", "{}\n", "“{}”"])
def test_spaces_and_quotes_are_named_and_not_trimmed(acme: Organisation, world: World, around: str) -> None:
    answer = as_page(world, around.format(acme.publishable))
    assert problem(answer) == (401, "key_malformed")
    assert acme.publishable not in answer.text
    assert world.rows("select id from sessions") == []


@pytest.mark.parametrize("around", ['"{}"', "'{}'"])
def test_a_server_with_quotes_is_told_so(acme: Organisation, world: World, around: str) -> None:
    answer = as_server(world, around.format(acme.secret))
    assert problem(answer) == (401, "key_malformed")
    assert "quotes around it" in answer.json()["detail"]


def test_a_key_cut_by_one_character_at_either_end_is_malformed(acme: Organisation, world: World) -> None:
    for key in (acme.secret[:-1], acme.secret[1:], acme.secret + "0", acme.secret[:20] + acme.secret[21:]):
        assert problem(as_server(world, key)) == (401, "key_malformed")
    for key in (acme.publishable[:-1], acme.publishable[1:], acme.publishable + "0"):
        assert problem(as_page(world, key)) == (401, "key_malformed")


def test_every_typing_error_of_one_character_is_seen_without_a_query() -> None:
    key = make_key("secret", "live").text
    for place in range(len("eye_sk_live_"), len(key)):
        for sign in set(BASE62) - {key[place]}:
            assert isinstance(read_key(key[:place] + sign + key[place + 1 :]), Refusal)


def test_each_kind_is_refused_where_the_other_belongs(acme: Organisation, world: World) -> None:
    assert problem(as_server(world, acme.publishable)) == (401, "key_wrong_kind")
    assert problem(as_page(world, acme.secret)) == (401, "key_secret_in_browser")


def test_a_key_of_another_organisation_opens_only_that_one(
    acme: Organisation, stranger: Organisation, world: World
) -> None:
    made = make(acme)
    for path in ("", "/usage"):
        assert problem(stranger.get(f"/v1/keys/{made.id}{path}")) == (404, "not_found")
    for act in ("deactivate", "reactivate", "rotate", "revoke"):
        assert problem(stranger.call("POST", f"/v1/keys/{made.id}/{act}")) == (404, "not_found")
    assert problem(stranger.call("PATCH", f"/v1/keys/{made.id}", {"name": "Mine"})) == (404, "not_found")
    assert made.works()
    assert made.shown()["name"] == "Grader"


def test_a_key_that_was_never_made_is_unknown(acme: Organisation, world: World) -> None:
    assert problem(as_server(world, make_key("secret", "live").text)) == (401, "key_unknown")
    assert problem(as_page(world, make_key("publishable", "live").text)) == (401, "key_unknown")


def test_ten_thousand_wrong_keys_from_one_address_reach_the_database_hardly_ever(
    acme: Organisation, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit stands before the database: after it is reached no query runs, neither a read nor a write."""
    asked = count_queries(world, monkeypatch)
    guesser = client_from(world, "203.0.113.7")
    headers = [{"authorization": f"Bearer {make_key('secret', 'live').text}"} for _ in range(10_000 // 40)]
    statuses = [guesser.get("/v1/organisation", headers=one).status_code for one in headers]
    assert statuses[:120] == [401] * 120
    assert set(statuses[120:]) == {429}
    assert asked() == 120
    body = {"apiKey": make_key("publishable", "live").text, "assessmentId": "exam", "candidateId": "ada"}
    assert guesser.post("/v1/init", json=body, headers={"origin": ORIGIN}).status_code == 429
    assert asked() == 120
    assert make(acme).works()


def test_malformed_keys_never_reach_the_database(
    acme: Organisation, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = count_queries(world, monkeypatch)
    for number in range(20):
        as_server(world, f"eye_sk_live_rubbish{number}")
        as_page(world, f"eye_pk_live_rubbish{number}")
    assert asked() == 0


def count_queries(world: World, monkeypatch: pytest.MonkeyPatch) -> Any:
    """How many reads and writes the application has asked the database for since."""
    counted = {"asked": 0}
    for name in ("read", "write"):
        plain = getattr(type(world.parts.db), name)

        async def counting(self: Any, *args: Any, plain: Any = plain) -> Any:
            counted["asked"] += 1
            return await plain(self, *args)

        monkeypatch.setattr(type(world.parts.db), name, counting)
    return lambda: counted["asked"]
