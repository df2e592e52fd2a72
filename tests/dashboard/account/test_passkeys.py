"""Passkeys: added by a member, used to sign in, refused as soon as anything about them is wrong."""

import dataclasses
import json
from typing import Any

import pytest

from eye.organisations.passkeys.ceremonies import MOST
from eye.organisations.passkeys.relying_party import RelyingParty, relying_party
from tests.dashboard.account.authenticator import PRESENT, Authenticator, written
from tests.dashboard.people import Person
from tests.mailbox import Mailbox
from tests.world import World

PROFILE = "/dashboard/settings/profile"
SIGN_IN = "/dashboard/sign-in/passkey"
NOT_KNOWN = "This passkey does not sign in here"


def _options(person: Person) -> dict[str, Any]:
    answer = person.send(f"{PROFILE}/passkeys/options")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def _add(person: Person, device: Authenticator, name: str = "Blue key") -> Any:
    return person.send(f"{PROFILE}/passkeys", credential=device.create(_options(person)), name=name)


def _sign_in_options(person: Person) -> dict[str, Any]:
    answer = person.ask("POST", f"{SIGN_IN}/options", {}, origin="http://testserver")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def _sign_in(person: Person, credential: str, **fields: str) -> Any:
    return person.ask("POST", SIGN_IN, {"credential": credential, **fields}, origin="http://testserver")


def _refused(person: Person, credential: str) -> None:
    answer = _sign_in(person, credential)
    assert answer.status_code == 403
    assert NOT_KNOWN in answer.text
    assert "set-cookie" not in answer.headers


@pytest.fixture
def device(owner: Person) -> Authenticator:
    """With a passkey of the owner."""
    device = Authenticator()
    answer = _add(owner, device)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PROFILE}?done=passkey")
    return device


def test_a_passkey_is_added_and_shown(owner: Person, device: Authenticator) -> None:
    text = owner.read(f"{PROFILE}?done=passkey")
    assert "Blue key" in text
    assert "never" in text
    assert "From now on you can sign in with it." in text


def test_a_passkey_signs_in_its_member_and_leads_where_they_wanted(
    device: Authenticator, nobody: Person, world: World
) -> None:
    answer = _sign_in(nobody, device.get(_sign_in_options(nobody)), next="/dashboard/sessions")
    assert (answer.status_code, answer.headers["location"]) == (303, "/dashboard/sessions")
    assert "owner@acme.example" in nobody.read("/dashboard")
    row = world.rows("select sign_count, last_used_at from passkeys")[0]
    assert (row["sign_count"], row["last_used_at"]) == (1, world.clock.at)


def test_what_the_device_is_asked_for(owner: Person, device: Authenticator, nobody: Person) -> None:
    options = _options(owner)
    assert options["rp"] == {"name": "Eye", "id": "localhost"}
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert [known["id"] for known in options["excludeCredentials"]] == [written(device.id)]
    asked = _sign_in_options(nobody)
    assert (asked["rpId"], asked["userVerification"], asked["allowCredentials"]) == ("localhost", "required", [])
    assert asked["challenge"] != _sign_in_options(nobody)["challenge"]


def test_a_challenge_is_answered_once(device: Authenticator, nobody: Person) -> None:
    options = _sign_in_options(nobody)
    assert _sign_in(nobody, device.get(options)).status_code == 303
    _refused(Person(nobody.world), device.get(options))


def test_a_challenge_is_spent_by_a_wrong_answer_too(device: Authenticator, nobody: Person) -> None:
    options = _sign_in_options(nobody)
    _refused(nobody, Authenticator(id=device.id, user=device.user).get(options))
    _refused(nobody, device.get(options))


def test_a_challenge_lasts_five_minutes(device: Authenticator, nobody: Person, world: World) -> None:
    options = _sign_in_options(nobody)
    world.clock.move(minutes=5)
    _refused(nobody, device.get(options))
    assert _sign_in(nobody, device.get(_sign_in_options(nobody))).status_code == 303


def test_a_challenge_of_ones_own_making_is_refused(device: Authenticator, nobody: Person) -> None:
    _refused(nobody, device.get({"rpId": "localhost", "challenge": written(b"x" * 43)}))


def test_a_challenge_for_adding_signs_nobody_in_and_the_reverse(
    owner: Person, device: Authenticator, nobody: Person
) -> None:
    _refused(nobody, device.get({"rpId": "localhost", "challenge": _options(owner)["challenge"]}))
    adding = {**_options(owner), "challenge": _sign_in_options(nobody)["challenge"]}
    answer = owner.send(f"{PROFILE}/passkeys", credential=Authenticator().create(adding), name="Sneaked in")
    assert answer.status_code == 422


def test_a_challenge_of_another_member_adds_nothing(owner: Person, outsider: Person, world: World) -> None:
    answer = outsider.send(f"{PROFILE}/passkeys", credential=Authenticator().create(_options(owner)), name="Mine")
    assert answer.status_code == 422
    assert world.rows("select id from passkeys") == []


@pytest.mark.parametrize(
    "changed",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://localhost:8001"},
        {"origin": "https://localhost:8000"},
        {"flags": PRESENT},
        {"flags": 0},
        {"user": "mem_somebody_else"},
        {"user": ""},
        {"id": b"x" * 32},
    ],
    ids=str,
)
def test_an_answer_with_anything_wrong_is_refused(
    device: Authenticator, nobody: Person, changed: dict[str, Any]
) -> None:
    _refused(nobody, dataclasses.replace(device, **changed).get(_sign_in_options(nobody)))


def test_a_passkey_for_another_site_is_refused(device: Authenticator, nobody: Person) -> None:
    _refused(nobody, device.get({**_sign_in_options(nobody), "rpId": "evil.example"}))


def test_a_signature_of_another_key_is_refused(device: Authenticator, nobody: Person) -> None:
    _refused(nobody, Authenticator(id=device.id, user=device.user, count=5).get(_sign_in_options(nobody)))


@pytest.mark.parametrize("changed", [{"origin": "https://evil.example"}, {"flags": PRESENT}], ids=str)
def test_a_passkey_that_is_not_right_is_not_added(owner: Person, world: World, changed: dict[str, Any]) -> None:
    answer = _add(owner, Authenticator(**changed))
    assert answer.status_code == 422
    assert "could not accept this passkey" in answer.text
    assert 'value="Blue key"' in answer.text
    assert world.rows("select id from passkeys") == []


def test_a_count_that_goes_back_is_a_copy_and_is_noted(device: Authenticator, nobody: Person, world: World) -> None:
    copy = dataclasses.replace(device)
    assert _sign_in(nobody, device.get(_sign_in_options(nobody))).status_code == 303
    _refused(Person(world), copy.get(_sign_in_options(nobody)))
    noted = world.rows("select actor, subject from audit where act = 'member.passkey.copied'")
    assert [row["actor"] for row in noted] == ["system"]
    assert noted[0]["subject"] == world.rows("select id from passkeys")[0]["id"]
    assert _sign_in(nobody, device.get(_sign_in_options(nobody))).status_code == 303


def test_a_device_that_keeps_no_count_is_fine(owner: Person, nobody: Person) -> None:
    device = Authenticator(counts=False)
    _add(owner, device)
    for _ in range(2):
        assert _sign_in(nobody, device.get(_sign_in_options(nobody))).status_code == 303


@pytest.mark.parametrize(
    "credential",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        '{"id": 1, "response": 2}',
        '{"id": "x", "response": {"clientDataJSON": "e30"}}',
        '{"id": "x", "response": {"clientDataJSON": "%%%"}}',
        "[" * 10_000,
        '{"a":' * 5_000,
        "\ud800",
    ],
    ids=range(11),
)
def test_nonsense_is_refused_calmly(owner: Person, nobody: Person, credential: str) -> None:
    sent = credential.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    _refused(nobody, sent)
    assert owner.send(f"{PROFILE}/passkeys", credential=sent, name="x").status_code == 422


def test_nonsense_within_a_right_challenge_is_refused_calmly(
    owner: Person, device: Authenticator, nobody: Person
) -> None:
    for field, value in (("signature", "AAAA"), ("authenticatorData", "AAAA"), ("signature", None), ("userHandle", 7)):
        credential = json.loads(device.get(_sign_in_options(nobody)))
        credential["response"][field] = value
        _refused(nobody, json.dumps(credential))
    for content in ("AAAA", "oA", "gAAA", "5" * 400, None, 7):
        credential = json.loads(Authenticator().create(_options(owner)))
        credential["response"]["attestationObject"] = content
        answer = owner.send(f"{PROFILE}/passkeys", credential=json.dumps(credential), name="x")
        assert answer.status_code == 422


def test_the_same_passkey_is_not_added_twice(owner: Person, device: Authenticator, outsider: Person) -> None:
    for person in (owner, outsider):
        answer = _add(person, device)
        assert answer.status_code == 422
        assert "stored already" in answer.text


@pytest.mark.parametrize("name", ["", "   ", "\u200b", "x" * 61])
def test_a_passkey_needs_a_name(owner: Person, world: World, name: str) -> None:
    assert _add(owner, Authenticator(), name).status_code == 422
    assert world.rows("select id from passkeys") == []


def test_a_hostile_name_is_text(owner: Person) -> None:
    _add(owner, Authenticator(), "<script>alert(1)</script>")
    assert "<script>alert" not in owner.get(PROFILE).text


def test_there_are_at_most_twenty(owner: Person) -> None:
    before_the_last = None
    for number in range(MOST):
        before_the_last = _options(owner) if number == MOST - 1 else before_the_last
        assert _add(owner, Authenticator(), f"Device {number}").status_code == 303
    assert owner.send(f"{PROFILE}/passkeys/options").status_code == 409
    assert before_the_last is not None
    late = Authenticator().create(before_the_last)
    assert owner.send(f"{PROFILE}/passkeys", credential=late, name="One too many").status_code == 422
    assert 'data-passkey="create"' not in owner.read(PROFILE)


def test_a_passkey_is_removed_after_a_question(
    owner: Person, device: Authenticator, nobody: Person, world: World
) -> None:
    path = _removal(world)
    text = owner.read(path)
    assert "Remove <bdi>Blue key</bdi>?" in text
    assert "You have no password and no other passkey." in text
    answer = owner.send(path)
    assert answer.headers["location"] == f"{PROFILE}?done=passkey-removed"
    _refused(nobody, device.get(_sign_in_options(nobody)))
    assert owner.send(path).status_code == 404
    assert owner.get(path).status_code == 404


def test_a_stranger_gets_404_on_a_passkey(
    device: Authenticator, outsider: Person, reviewer: Person, nobody: Person, world: World
) -> None:
    for person in (outsider, reviewer):
        assert person.get(_removal(world)).status_code == 404
        assert person.send(_removal(world)).status_code == 404
        assert "Blue key" not in person.read(PROFILE)
    assert _sign_in(nobody, device.get(_sign_in_options(nobody))).status_code == 303


def _removal(world: World) -> str:
    id = world.rows("select id from passkeys")[0]["id"]
    return f"{PROFILE}/passkeys/{id}/remove"


def test_adding_and_removing_is_audited_by_id_only(owner: Person, device: Authenticator, world: World) -> None:
    owner.send(_removal(world))
    rows = world.rows("select actor, act, data from audit where act like 'member.passkey%' order by act")
    assert [(row["actor"], row["act"], row["data"]) for row in rows] == [
        (owner.member_id, "member.passkey.add", "{}"),
        (owner.member_id, "member.passkey.remove", "{}"),
    ]


def test_a_new_passkey_is_told_by_mail(owner: Person, world: World, mailbox: Mailbox) -> None:
    mailbox.serve(world)
    _add(owner, Authenticator())
    assert mailbox.only()["To"] == owner.email
    assert "a passkey that signs in as this address was just added" in mailbox.text()


def test_another_site_cannot_use_the_forms(device: Authenticator, nobody: Person) -> None:
    options = _sign_in_options(nobody)
    for path, fields in ((f"{SIGN_IN}/options", {}), (SIGN_IN, {"credential": device.get(options)})):
        for headers in ({"sec_fetch_site": "cross-site"}, {"origin": "https://evil.example"}):
            assert nobody.ask("POST", path, fields, **headers).status_code == 403


def test_asking_without_end_is_stopped(device: Authenticator, nobody: Person, world: World) -> None:
    for _ in range(119):
        _sign_in_options(nobody)
    options = _sign_in_options(nobody)
    answer = nobody.ask("POST", f"{SIGN_IN}/options", {}, origin="http://testserver")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "900")
    answer = _sign_in(nobody, device.get(options))
    assert answer.status_code == 429
    assert "Wait 15 minutes" in answer.text
    world.clock.move(minutes=15)
    assert _sign_in(nobody, device.get(_sign_in_options(nobody))).status_code == 303


def test_the_database_knows_no_challenge(nobody: Person, world: World) -> None:
    options = _sign_in_options(nobody)
    assert options["challenge"] not in str(world.rows("select hash, member_id, expires_at from passkey_challenges"))


@pytest.mark.parametrize(
    ("url", "party"),
    [
        ("http://localhost:8000", RelyingParty("localhost", "http://localhost:8000")),
        ("http://eye.localhost:80", RelyingParty("eye.localhost", "http://eye.localhost")),
        ("https://Eye.Example.com", RelyingParty("eye.example.com", "https://eye.example.com")),
        ("https://eye.example.com:443/eye", RelyingParty("eye.example.com", "https://eye.example.com")),
        ("https://schüle.example:8443", RelyingParty("xn--schle-mva.example", "https://xn--schle-mva.example:8443")),
        ("http://eye.example.com", None),
        ("https://192.0.2.1", None),
        ("http://127.0.0.1:8000", None),
        ("https://[2001:db8::1]", None),
        ("http://notlocalhost", None),
    ],
)
def test_a_passkey_belongs_to_the_public_address(url: str, party: RelyingParty | None) -> None:
    assert relying_party(url) == party


def test_where_browsers_offer_no_passkeys_none_is_offered(owner: Person, nobody: Person, world: World) -> None:
    settings = dataclasses.replace(world.parts.settings, public_url="http://eye.example.com")
    world.client.app.state.eye = dataclasses.replace(world.parts, settings=settings)  # type: ignore[attr-defined]
    assert "passkey" not in nobody.read("/dashboard/sign-in")
    assert "only where Eye is reached by https" in owner.read(PROFILE)
    assert owner.send(f"{PROFILE}/passkeys/options").status_code == 404
    assert nobody.ask("POST", f"{SIGN_IN}/options", {}, origin="http://testserver").status_code == 404
