"""No difference tells a guesser that they are near: what is wrong costs the same work and reads the same.

Work is counted, not timed: statements, and rounds of the slow hash. Texts are compared but for the request's own id.
"""

import hashlib
import hmac
from collections.abc import Callable
from typing import Any

import pytest
from pwdlib import PasswordHash

from eye.clock import DAY, new_secret
from eye.keys.model import hash_key, make_key
from eye.organisations.sign_in import passwords
from eye.organisations.sign_in.links import SET_PASSWORD, SIGN_IN
from eye.sessions import signing
from eye.sessions.token import PURPOSE, sign_token
from tests.dashboard.people import Person, colleague_of, give_password, new_link, owner_of
from tests.keys.made import make
from tests.security.work import Work, seen
from tests.world import NINE_O_CLOCK, Organisation, World

FORM = {"grant_type": "client_credentials"}


def test_a_key_is_found_by_its_hmac_and_never_by_its_text(acme: Organisation, world: World) -> None:
    """How long an index looks for a hash tells nothing of the key: one more right sign gives a wholly other hash."""
    pepper = world.parts.secrets.pepper
    work = Work(world)
    for key in (acme.secret, make_key("secret", "live").text):
        work.asked.clear()
        acme.get("/v1/organisation", key)
        asked = [params for sql, params in work.asked if "keys" in sql]
        assert asked[0] == {"hash": hmac.new(pepper.encode(), key.encode(), hashlib.sha256).hexdigest()}
        assert key not in str(work.asked)
    near = acme.secret[:-8] + ("a" if acme.secret[-8] != "a" else "b") + acme.secret[-7:]
    same = sum(a == b for a, b in zip(hash_key(near, pepper), hash_key(acme.secret, pepper), strict=True))
    assert same < 20, "of 64"


def test_keys_of_servers_that_do_not_work_ask_the_same(
    acme: Organisation, stranger: Organisation, world: World
) -> None:
    made = {name: make(acme, name=name) for name in ("revoked", "deleted", "inactive")}
    acme.call("POST", f"/v1/keys/{made['revoked'].id}/revoke")
    acme.call("DELETE", f"/v1/keys/{made['deleted'].id}")
    acme.call("POST", f"/v1/keys/{made['inactive'].id}/deactivate")
    keys = {"unknown": make_key("secret", "live").text, **{name: key.text for name, key in made.items()}}
    keys["test"] = make_key("secret", "test").text
    work = Work(world)
    asked = {name: work.of(acme.get, "/v1/organisation", key) for name, key in keys.items()}
    assert {name: answer.status_code for name, (answer, _) in asked.items()} == {
        "unknown": 401,
        "revoked": 401,
        "deleted": 401,
        "inactive": 403,
        "test": 401,
    }
    assert all(statements == asked["unknown"][1] for _, statements in asked.values())
    assert len(asked["unknown"][1]) == 1
    assert seen(asked["unknown"][0]) == seen(asked["test"][0])


def test_keys_of_pages_that_do_not_work_ask_the_same(acme: Organisation, world: World) -> None:
    revoked = acme.new_key("publishable")
    world.execute("update keys set revoked_at = 1 where plain = :text", text=revoked)
    work = Work(world)
    old, first = work.of(acme.start, apiKey=revoked)
    never, second = work.of(acme.start, apiKey=make_key("publishable", "live").text)
    assert (old.json()["code"], never.json()["code"]) == ("key_revoked", "key_unknown")
    assert first == second
    assert len(first) == 1


def test_a_client_learns_nothing_of_an_id_without_its_secret(
    acme: Organisation, stranger: Organisation, world: World
) -> None:
    """Neither that the key id exists, nor that it was revoked, nor whose it is."""
    mine, gone, theirs = make(acme, name="Mine"), make(acme, name="Gone"), make(stranger, name="Theirs")
    acme.call("POST", f"/v1/keys/{gone.id}/revoke")
    wrong, work = make_key("secret", "live").text, Work(world)

    def ask(id: str) -> Any:
        return world.client.post("/oauth/token", data=FORM, auth=(id, wrong))

    answers = [work.of(ask, id) for id in (mine.id, gone.id, theirs.id, "key_neverwas", "")]
    assert answers[0][0].status_code == 401
    for answer, statements in answers:
        assert (answer.content.count(b"invalid_client"), statements) == (1, answers[0][1])
        assert seen(answer) == seen(answers[0][0])


def test_a_forged_token_is_refused_before_anybody_looks_whether_its_session_exists(
    acme: Organisation, stranger: Organisation, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, other = acme.started(), stranger.started()
    forged = ("another secret " * 3,)
    until = NINE_O_CLOCK + DAY
    tokens = [
        sign_token(forged, id, 1, NINE_O_CLOCK, until)
        for id in (session["sessionId"], other["sessionId"], "ses_neverwas")
    ]
    tokens += [_altered(session["token"]), _altered(other["token"])]
    compared = _count(monkeypatch, hmac, "compare_digest")
    work = Work(world)
    for ask in (world.send, world.end):
        answers = [work.of(ask, token) for token in tokens]
        assert all(statements == [] for _, statements in answers)
        assert {seen(answer)[0] for answer, _ in answers} == {401}
        assert len({seen(answer)[2] for answer, _ in answers}) == 1
    assert compared() >= 2 * len(tokens), "signatures are compared in constant time"


def test_every_token_of_ours_is_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """With each of the secrets, also when the first fits: which one it was shows no sooner."""
    secrets = ("oldest secret", "newest secret")
    compared = _count(monkeypatch, hmac, "compare_digest")
    text = signing.sign(secrets, PURPOSE, {"v": 1, "iat": 0, "exp": 1})
    assert signing.read(secrets, PURPOSE, text, 1024, None) is not None
    before = compared()
    assert before >= 1
    assert signing.read(secrets, PURPOSE, _altered(text), 1024, None) is None
    assert compared() > before


def test_a_wrong_password_costs_the_same_for_everybody(
    acme: Organisation, stranger: Organisation, world: World, nobody: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An email that nobody has, one with another password, one that has not chosen any, one of another organisation."""
    owner, theirs, without = owner_of(acme), owner_of(stranger), colleague_of(acme, "Viewer")
    give_password(owner)
    give_password(theirs)
    passwords.verify_password("", None)  # the hash of nobody is made once
    hashed = _count(monkeypatch, PasswordHash, "verify")
    work = Work(world)
    found = {}
    for email in ("nobody@acme.example", owner.email, theirs.email, without.email):
        before = hashed()
        answer, statements = work.of(nobody.sign_in, email, "not the right password")
        found[email] = (*seen(answer, email), statements, hashed() - before)
    first = found["nobody@acme.example"]
    assert first[0] == 403
    assert (len(first[3]), first[4]) == (1, 1)
    assert {email: one for email, one in found.items() if one != first} == {}


def test_nobodys_password_is_as_slow_as_anybodys() -> None:
    """The hash that an unknown email is compared with has the parameters of real ones."""
    real, nobodys = passwords.hash_password("a real password"), passwords._hash_of_nobody()
    assert real.split("$")[:4] == nobodys.split("$")[:4]
    assert real.startswith("$argon2id$")


def test_a_link_that_is_spent_reads_as_one_that_never_was(acme: Organisation, world: World, nobody: Person) -> None:
    spent, late = (new_link(world, acme.owner_id, SIGN_IN) for _ in range(2))
    world.execute("update sign_in_links set used_at = 1")
    other = new_link(world, acme.owner_id, SET_PASSWORD)
    world.execute("update sign_in_links set expires_at = 1 where used_at is null")
    work = Work(world)
    answers = [work.of(nobody.get, f"/dashboard/link/{token}") for token in (spent, late, other, new_secret(43))]
    assert answers[0][0].status_code == 410
    assert {(seen(answer)[2], tuple(statements)) for answer, statements in answers} == {
        (seen(answers[0][0])[2], tuple(answers[0][1]))
    }


def test_a_cookie_that_ended_reads_as_one_that_never_was(acme: Organisation, owner: Person, world: World) -> None:
    ended = Person(world, owner.email, owner.member_id).follow_new_link()
    token = ended.token
    ended.send("/dashboard/sign-out")
    work, answers = Work(world), []
    for cookie in (token, new_secret(43), "p" * 43):
        person = Person(world)
        person.token = cookie
        answers.append(work.of(person.get, "/dashboard/flags"))
    assert {(answer.status_code, answer.headers["location"], len(asked)) for answer, asked in answers} == {
        (303, answers[0][0].headers["location"], 1)
    }


def _altered(token: str) -> str:
    """In one sign of its signature; not the last, of which some bits do not count."""
    return token[:-9] + ("A" if token[-9] != "A" else "B") + token[-8:]


def _count(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str) -> Callable[[], int]:
    """How often it was called since; it does what it did."""
    plain, made = getattr(owner, name), {"calls": 0}

    def counting(*args: Any, **kwargs: Any) -> Any:
        made["calls"] += 1
        return plain(*args, **kwargs)

    monkeypatch.setattr(owner, name, counting)
    return lambda: made["calls"]
