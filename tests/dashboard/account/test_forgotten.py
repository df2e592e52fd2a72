"""A forgotten password: the link goes to the member, and nobody learns who is one."""

import re
from typing import Any

import pytest
from pwdlib.hashers.argon2 import Argon2Hasher

from tests.dashboard.people import PASSWORD, Person, give_password, owner_of
from tests.mailbox import Mailbox
from tests.world import Organisation, World

FORGOTTEN = "/dashboard/forgotten"


@pytest.fixture
def person(acme: Organisation, mailbox: Mailbox, world: World) -> Person:
    """The owner, who is not signed in, of an organisation on an Eye that sends mail."""
    mailbox.serve(world)
    return owner_of(acme)


def _forgot(person: Person, email: str | None = None, **headers: str) -> Any:
    headers = headers or {"origin": "http://testserver"}
    return person.ask("POST", FORGOTTEN, {"email": person.email if email is None else email}, **headers)


def _link(mailbox: Mailbox) -> str:
    found = re.search(r"http://localhost:8000(/dashboard/link/\w+)", mailbox.messages[-1].get_content())
    assert found is not None
    return found[1]


def test_a_member_gets_a_link_and_chooses_a_new_password(person: Person, mailbox: Mailbox) -> None:
    give_password(person, "the one that was forgotten")
    assert "Look into your mail" in _forgot(person).text
    assert mailbox.only()["To"] == person.email
    data = {"password": PASSWORD, "again": PASSWORD}
    assert person.ask("POST", _link(mailbox), data, origin="http://testserver").status_code == 303
    assert Person(person.world, person.email).sign_in(password=PASSWORD).status_code == 303


def test_the_answer_is_the_same_for_everybody(person: Person, mailbox: Mailbox) -> None:
    known = _forgot(person)
    for email in ("nobody@acme.example", "not an address", "", "x" * 10_000, '"><script>alert(1)</script>', "\x00"):
        unknown = _forgot(person, email)
        assert (unknown.status_code, unknown.text) == (known.status_code, known.text)
        assert _headers(unknown) == _headers(known)
    assert len(mailbox.envelopes) == 1


def _headers(answer: Any) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name != "x-request-id"}


def test_the_answer_does_not_wait_for_the_mail(person: Person, mailbox: Mailbox, world: World) -> None:
    """The answer has left before anything is looked up: no time can tell who is a member."""
    sent_before_the_answer: list[int] = []
    app = world.client.app

    async def watched(scope: Any, receive: Any, send: Any) -> None:
        async def noting(message: Any) -> None:
            if message["type"] == "http.response.body" and scope["path"] == FORGOTTEN:
                rows = await world.parts.db.read(lambda tx: tx.all("select token_hash from sign_in_links"))
                sent_before_the_answer.append(len(rows) + len(mailbox.envelopes))
            await send(message)

        await app(scope, receive, noting)

    world.client.app = watched
    try:
        world.client._transport.app = watched  # type: ignore[attr-defined]
        _forgot(person)
    finally:
        world.client.app = app
    assert sent_before_the_answer == [0]
    assert len(mailbox.envelopes) == 1


def test_capitals_and_spaces_do_not_matter_and_the_stored_address_is_mailed(person: Person, mailbox: Mailbox) -> None:
    _forgot(person, f" {person.email.upper()} ")
    assert mailbox.only()["To"] == person.email


def test_a_link_lasts_an_hour(person: Person, mailbox: Mailbox, world: World) -> None:
    _forgot(person)
    world.clock.move(minutes=59)
    assert person.get(_link(mailbox)).status_code == 200
    world.clock.move(minutes=1)
    assert person.get(_link(mailbox)).status_code == 410


def test_nobody_can_fill_a_mailbox(person: Person, mailbox: Mailbox, world: World) -> None:
    for _ in range(3):
        assert _forgot(person).status_code == 200
    answer = _forgot(person)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "900")
    assert "Wait 15 minutes" in answer.text
    assert _forgot(person, "nobody@acme.example").status_code == 200
    del world.client.app.state.limits  # type: ignore[attr-defined] # another process counts for itself
    assert _forgot(person).status_code == 200
    assert len(mailbox.envelopes) == 3
    world.clock.move(minutes=16)
    _forgot(person)
    assert len(mailbox.envelopes) == 4


def test_an_unknown_email_is_limited_as_a_known_one(person: Person) -> None:
    answers = [_forgot(person, "nobody@acme.example").status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]


def test_one_address_cannot_try_a_whole_school(person: Person) -> None:
    answers = [_forgot(person, f"pupil{number}@school.example").status_code for number in range(31)]
    assert answers == [200] * 30 + [429]


def test_another_site_cannot_send_the_form(person: Person, mailbox: Mailbox) -> None:
    assert _forgot(person, sec_fetch_site="cross-site").status_code == 403
    assert _forgot(person, origin="https://evil.example").status_code == 403
    assert mailbox.envelopes == []


def test_a_mail_server_that_fails_changes_nothing_in_the_answer(person: Person, mailbox: Mailbox) -> None:
    fine = _forgot(person)
    mailbox.refuse = "451 not now"
    failed = _forgot(person)
    assert (failed.status_code, failed.text) == (fine.status_code, fine.text)


def test_without_mail_the_page_says_whom_to_ask(acme: Organisation, nobody: Person, world: World) -> None:
    assert FORGOTTEN not in nobody.read("/dashboard/sign-in")
    for answer in (nobody.get(FORGOTTEN), _forgot(nobody, "owner@acme.example")):
        assert answer.status_code == 200
        assert "eye member link" in answer.text
        assert "<form" not in answer.text
    assert world.rows("select token_hash from sign_in_links") == []


def test_with_mail_the_sign_in_page_leads_to_it(person: Person) -> None:
    assert f'href="{FORGOTTEN}"' in person.read("/dashboard/sign-in")


def test_an_unknown_email_costs_as_much_work_as_a_wrong_password(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_password(person)
    compared: list[str] = []
    verify = Argon2Hasher.verify

    def counted(hasher: Argon2Hasher, password: Any, hash: Any) -> bool:
        compared.append(str(hash).rpartition("$")[0].rpartition("$")[0])
        return verify(hasher, password, hash)

    monkeypatch.setattr(Argon2Hasher, "verify", counted)
    assert person.sign_in(password="something else entirely").status_code == 403
    assert person.sign_in(email="nobody@acme.example").status_code == 403
    assert len(compared) == 2
    assert compared[0] == compared[1]  # the same argon2 with the same memory, time and lanes
