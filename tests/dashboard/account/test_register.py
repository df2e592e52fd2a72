"""Registering an organisation: only where the operator opened it, and nobody learns who is registered already."""

import dataclasses
import re
from typing import Any

import pytest

from eye.organisations.tidy import tidy
from tests.dashboard.people import PASSWORD, Person, give_password, owner_of
from tests.mailbox import Mailbox
from tests.world import Organisation, World

REGISTER = "/dashboard/register"
WANTED = {"organisation": "Northfield College", "name": "Ada Lovelace", "email": "ada@northfield.example"}
CHOSEN = {"password": PASSWORD, "again": PASSWORD}
OURS = {"origin": "http://testserver"}
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def _open(world: World) -> None:
    settings = dataclasses.replace(world.parts.settings, registration=True)
    world.parts = dataclasses.replace(world.parts, settings=settings)
    world.client.app.state.eye = world.parts  # type: ignore[attr-defined]


@pytest.fixture
def visitor(world: World) -> Person:
    """Somebody at a dashboard that is open for registration and sends no mail."""
    _open(world)
    return Person(world)


@pytest.fixture
def reader(world: World, mailbox: Mailbox) -> Person:
    """Somebody at a dashboard that is open for registration and sends mail."""
    mailbox.serve(world)
    _open(world)
    return Person(world)


def _register(person: Person, headers: dict[str, str] = OURS, /, **fields: str) -> Any:
    return person.ask("POST", REGISTER, {**WANTED, **fields}, **headers)


def _link(mailbox: Mailbox) -> str:
    found = re.search(r"http://localhost:8000(/dashboard/register/\w+)", mailbox.messages[-1].get_content())
    assert found is not None
    return found[1]


def _choose(person: Person, link: str, headers: dict[str, str] = OURS, /, **fields: str) -> Any:
    return person.ask("POST", link, {**CHOSEN, **fields}, **headers)


def _organisations(world: World) -> list[str]:
    return [row["name"] for row in world.rows("select name from organisations order by name")]


def test_switched_off_there_is_no_page_and_no_link(nobody: Person, world: World) -> None:
    assert "register" not in nobody.read("/dashboard/sign-in").lower()
    for path in (REGISTER, f"{REGISTER}/{'x' * 43}"):
        assert nobody.get(path).status_code == 404
        assert nobody.ask("POST", path, {**WANTED, **CHOSEN}, **OURS).status_code == 404
    assert _organisations(world) == []


def test_a_link_mailed_before_it_was_switched_off_creates_nothing(reader: Person, mailbox: Mailbox) -> None:
    _register(reader)
    parts = reader.world.parts
    closed = dataclasses.replace(parts, settings=dataclasses.replace(parts.settings, registration=False))
    reader.world.client.app.state.eye = closed  # type: ignore[attr-defined]
    assert _choose(reader, _link(mailbox)).status_code == 404
    assert _organisations(reader.world) == []


def test_the_sign_in_page_leads_to_it(visitor: Person) -> None:
    assert f'href="{REGISTER}"' in visitor.read("/dashboard/sign-in")


def test_who_is_signed_in_is_led_to_the_dashboard(owner: Person) -> None:
    _open(owner.world)
    assert owner.get(REGISTER).headers["location"] == "/dashboard"


# Without a mail server


def test_without_mail_the_organisation_is_there_at_once_with_its_first_steps(visitor: Person) -> None:
    answer = _register(visitor, **CHOSEN)
    assert (answer.status_code, answer.headers["location"]) == (303, "/dashboard")
    text = visitor.read("/dashboard")
    assert "Register the domain of your exam page" in text
    assert "Northfield College" in text
    assert Person(visitor.world, WANTED["email"]).sign_in().status_code == 303


def test_a_new_organisation_has_a_wallet_without_credit_and_two_publishable_keys(visitor: Person, world: World) -> None:
    _register(visitor, **CHOSEN)
    assert world.rows("select balance, held from wallets") == [{"balance": 0, "held": 0}]
    assert world.rows("select id from ledger") == []
    keys = world.rows("select kind, mode from keys order by mode")
    assert keys == [{"kind": "publishable", "mode": "live"}, {"kind": "publishable", "mode": "test"}]


def test_it_is_audited_with_who_and_from_where(visitor: Person, world: World) -> None:
    _register(visitor, **CHOSEN)
    (row,) = world.rows("select actor, subject, address from audit where act = 'organisation.create'")
    (member,) = world.rows("select id, organisation_id, name, roles from members")
    assert row == {"actor": member["id"], "subject": member["organisation_id"], "address": "testclient"}
    assert (member["name"], member["roles"]) == ("Ada Lovelace", '["Owner"]')


def test_the_same_email_twice_leaves_one_organisation(visitor: Person, world: World) -> None:
    _register(visitor, **CHOSEN)
    again = _register(Person(world), organisation="Another College", email=" ADA@Northfield.example ", **CHOSEN)
    assert again.status_code == 409
    assert "Somebody signs in with this address already." in again.text
    assert _organisations(world) == ["Northfield College"]
    assert len(world.rows("select organisation_id from wallets")) == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"organisation": " \u202e\x00 "}, "Write the organisation"),
        ({"organisation": "x" * 121}, "Write the organisation"),
        ({"name": ""}, "Write your name"),
        ({"name": "x" * 10_000}, "Write your name"),
        ({"email": "not an address"}, "Give an email address"),
        ({"email": f"{'x' * 300}@example.com"}, "Give an email address"),
        ({"email": "a@b.example\r\nBcc: c@d.example"}, "Give an email address"),
        ({"password": "short", "again": "short"}, "at least 12"),
        ({"password": "ada lovelace is me", "again": "ada lovelace is me"}, "contains your name"),
        ({"again": "something else"}, "The two passwords are different"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(
    visitor: Person, world: World, fields: dict[str, str], sentence: str
) -> None:
    answer = _register(visitor, **{**CHOSEN, **fields})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert answer.text.count('aria-invalid="true"') == 1
    assert 'value="Northfield College"' in answer.text or "organisation" in fields
    assert PASSWORD not in answer.text
    assert _organisations(world) == []


def test_hostile_names_are_shown_as_text(visitor: Person) -> None:
    wrong = _register(visitor, organisation=HOSTILE, name=HOSTILE)
    assert _register(visitor, organisation=HOSTILE, name=HOSTILE, **CHOSEN).status_code == 303
    pages = [wrong, visitor.get("/dashboard"), visitor.get("/dashboard/settings/audit")]
    for text in [page.text for page in pages]:
        assert "<script>alert" not in text
        assert "<img src=x" not in text
    assert "&lt;script&gt;alert(1)" in wrong.text


def test_another_site_cannot_register(visitor: Person, world: World) -> None:
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}, {"sec_fetch_site": "cross-site"}):
        assert _register(visitor, headers, **CHOSEN).status_code == 403
    assert _organisations(world) == []


def test_one_address_cannot_register_without_end(visitor: Person, world: World) -> None:
    answers = [_register(Person(world), email=f"ada{n}@northfield.example", **CHOSEN) for n in range(21)]
    assert [answer.status_code for answer in answers] == [303] * 20 + [429]
    assert "Wait 15 minutes, then try again." in answers[-1].text
    assert answers[-1].headers["retry-after"] == "900"
    assert len(_organisations(world)) == 20


# With a mail server


def test_with_mail_nothing_exists_before_the_link_is_opened(reader: Person, mailbox: Mailbox, world: World) -> None:
    page = reader.read(REGISTER)
    assert 'name="password"' not in page
    answer = _register(reader)
    assert answer.status_code == 200
    assert "We have sent a mail to" in answer.text
    assert "set-cookie" not in answer.headers
    assert _organisations(world) == []
    link = _link(mailbox)
    assert "Northfield College" in reader.read(link)
    assert _organisations(world) == []
    answer = _choose(reader, link)
    assert (answer.status_code, answer.headers["location"]) == (303, "/dashboard")
    assert "Register the domain of your exam page" in reader.read("/dashboard")
    assert world.rows("select balance, held from wallets") == [{"balance": 0, "held": 0}]


def test_the_answer_is_the_same_for_a_known_address(reader: Person, mailbox: Mailbox, acme: Organisation) -> None:
    unknown = _register(reader)
    known = _register(reader, email="owner@acme.example")
    assert known.status_code == unknown.status_code
    assert known.text.replace("owner@acme.example", WANTED["email"]) == unknown.text
    assert [str(message["To"]) for message in mailbox.messages] == [WANTED["email"], "owner@acme.example"]
    letter = mailbox.messages[-1].get_content()
    assert "It signs in to one already" in letter
    assert "/register/" not in letter


def test_the_mail_carries_nothing_that_was_typed(reader: Person, mailbox: Mailbox) -> None:
    _register(reader, organisation="Win a prize at https://evil.example", name="Win a prize")
    assert mailbox.only()["To"] == WANTED["email"]
    assert "prize" not in mailbox.text() + str(mailbox.only()["Subject"])


def test_a_link_works_once_and_for_a_day(reader: Person, mailbox: Mailbox, world: World) -> None:
    _register(reader)
    world.clock.move(hours=23.9)
    assert reader.get(_link(mailbox)).status_code == 200
    assert _choose(reader, _link(mailbox)).status_code == 303
    assert _choose(reader, _link(mailbox)).status_code == 410
    assert _organisations(world) == ["Northfield College"]
    _register(Person(world), email="bob@northfield.example")
    world.clock.move(hours=24)
    assert reader.get(_link(mailbox)).status_code == 410
    assert _choose(reader, _link(mailbox)).status_code == 410
    assert reader.get(f"{REGISTER}/unknown").status_code == 410


def test_of_two_links_to_one_address_one_counts(reader: Person, mailbox: Mailbox, world: World) -> None:
    _register(reader)
    first = _link(mailbox)
    _register(reader, organisation="Southfield College")
    second = _link(mailbox)
    assert _choose(reader, second).status_code == 303
    assert _choose(reader, first).status_code == 410
    assert _organisations(world) == ["Southfield College"]


def test_an_address_that_was_invited_meanwhile_creates_nothing(
    reader: Person, mailbox: Mailbox, owner: Person, world: World
) -> None:
    _register(reader)
    link = _link(mailbox)
    owner.send("/dashboard/settings/members/invite", email=WANTED["email"], roles="Viewer")
    assert _choose(reader, link).status_code == 410
    assert _organisations(world) == ["Acme"]


def test_a_weak_password_keeps_the_link(reader: Person, mailbox: Mailbox) -> None:
    _register(reader)
    link = _link(mailbox)
    assert _choose(reader, link, password="short", again="short").status_code == 422
    assert _choose(reader, link, again="something else").status_code == 422
    assert _choose(reader, link, {"origin": "https://evil.example"}).status_code == 403
    assert _choose(reader, link).status_code == 303


def test_registering_ends_the_sign_in_that_the_browser_held(
    reader: Person, mailbox: Mailbox, acme: Organisation
) -> None:
    person = owner_of(acme)
    give_password(person)
    person.sign_in()
    before = person.token
    _register(reader)
    _choose(person, _link(mailbox))
    assert person.token != before
    again = Person(reader.world)
    again.token = before
    assert again.get("/dashboard").status_code == 303


def test_a_mail_that_fails_is_said_for_known_and_unknown_alike(
    reader: Person, mailbox: Mailbox, acme: Organisation, world: World
) -> None:
    mailbox.refuse = "451 not now"
    for email in (WANTED["email"], "owner@acme.example"):
        answer = _register(reader, email=email)
        assert answer.status_code == 503
        assert "Try again in a few minutes" in answer.text
        assert "/dashboard/register/" not in answer.text
    assert world.rows("select email from registrations") == []


def test_nobody_can_fill_a_mailbox(reader: Person, mailbox: Mailbox, world: World) -> None:
    answers = [_register(reader) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert {answer.text for answer in answers[:5]} == {answers[0].text}
    assert len(mailbox.envelopes) == 3
    world.clock.move(minutes=16)
    _register(reader)
    assert len(mailbox.envelopes) == 4


def test_the_database_knows_only_the_hash_of_the_link(reader: Person, mailbox: Mailbox, world: World) -> None:
    _register(reader)
    assert _link(mailbox).rpartition("/")[2] not in str(world.rows("select * from registrations"))


def test_what_nobody_opened_is_forgotten(reader: Person, world: World) -> None:
    _register(reader)
    world.write(tidy, world.clock.at + 24 * 3_600_000 - 1)
    assert len(world.rows("select email from registrations")) == 1
    world.write(tidy, world.clock.at + 24 * 3_600_000)
    assert world.rows("select email from registrations") == []
