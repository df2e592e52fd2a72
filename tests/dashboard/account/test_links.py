"""One-time links: used once, for one purpose, for a limited time."""

from typing import Any

import pytest

from eye.organisations.sign_in.links import SET_PASSWORD, SIGN_IN, find_link, use_link
from tests.dashboard.people import PASSWORD, Person, new_link, owner_of
from tests.world import Organisation, World

SPENT = "This link has done its work"


@pytest.fixture
def person(acme: Organisation) -> Person:
    return owner_of(acme)


def test_a_sign_in_link_opens_the_dashboard_once(person: Person, world: World) -> None:
    link = f"/dashboard/link/{new_link(world, person.member_id, SIGN_IN)}"
    answer = person.get(link)
    assert (answer.status_code, answer.headers["location"]) == (303, "/dashboard")
    assert person.get("/dashboard").status_code == 200
    second = Person(world).get(link)
    assert second.status_code == 410
    assert SPENT in second.text
    assert "set-cookie" not in second.headers


def test_of_two_requests_with_one_link_one_gets_it(person: Person, world: World) -> None:
    token = new_link(world, person.member_id, SIGN_IN)
    assert world.read(find_link, token, world.clock.at) is not None
    assert world.write(use_link, token, SIGN_IN, world.clock.at) == person.member_id
    assert world.write(use_link, token, SIGN_IN, world.clock.at) is None
    assert world.read(find_link, token, world.clock.at) is None


def test_looking_at_a_link_does_not_use_it_up(person: Person, world: World) -> None:
    link = f"/dashboard/link/{new_link(world, person.member_id, SIGN_IN)}"
    for answer in (person.ask("HEAD", link), person.get(link, sec_purpose="prefetch;prerender")):
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers
    assert person.get(link).status_code == 303


def test_a_sign_in_link_works_for_a_day(person: Person, world: World) -> None:
    early, late = (new_link(world, person.member_id, SIGN_IN) for _ in range(2))
    world.clock.move(hours=23.9)
    assert person.get(f"/dashboard/link/{early}").status_code == 303
    world.clock.move(hours=0.2)
    assert person.get(f"/dashboard/link/{late}").status_code == 410


def test_an_unknown_link_says_what_to_do(nobody: Person) -> None:
    for token in ("x" * 43, "x", "%01", "x" * 5_000):
        answer = nobody.get(f"/dashboard/link/{token}")
        assert answer.status_code == 410
        assert "Go to sign-in" in answer.text


def test_the_database_knows_only_the_hash_of_a_link(person: Person, world: World) -> None:
    token = new_link(world, person.member_id, SIGN_IN)
    assert token not in str(world.rows("select token_hash from sign_in_links"))


def test_a_member_chooses_a_password_and_is_signed_in(person: Person, world: World) -> None:
    link = f"/dashboard/link/{new_link(world, person.member_id, SET_PASSWORD)}"
    assert person.email in person.read(link)
    assert person.token == ""
    answer = _choose(person, link)
    assert (answer.status_code, answer.headers["location"]) == (303, "/dashboard")
    assert person.get("/dashboard").status_code == 200
    assert owner_of_same(person).sign_in(password=PASSWORD).status_code == 303


def test_a_weak_or_mistyped_password_leaves_the_link_as_it_was(person: Person, world: World) -> None:
    link = f"/dashboard/link/{new_link(world, person.member_id, SET_PASSWORD)}"
    assert "at least 12" in _refused(person, link, "short", "short")
    assert "name or email" in _refused(person, link, "owner@acme.example!", "owner@acme.example!")
    assert "are different" in _refused(person, link, PASSWORD, PASSWORD + " ")
    assert _choose(person, link).status_code == 303


def test_a_link_for_a_password_works_once_and_for_a_week(person: Person, world: World) -> None:
    link = f"/dashboard/link/{new_link(world, person.member_id, SET_PASSWORD)}"
    old = f"/dashboard/link/{new_link(world, person.member_id, SET_PASSWORD)}"
    world.clock.move(hours=7 * 24 - 1)
    assert _choose(person, link).status_code == 303
    assert _choose(person, link).status_code == 410
    assert _choose(person, old).status_code == 410


def test_a_link_for_a_password_expires(person: Person, world: World) -> None:
    link = f"/dashboard/link/{new_link(world, person.member_id, SET_PASSWORD)}"
    world.clock.move(hours=7 * 24)
    assert person.get(link).status_code == 410
    assert _choose(person, link).status_code == 410


def test_a_new_password_ends_every_other_sign_in(person: Person, world: World) -> None:
    elsewhere = owner_of_same(person).follow_new_link()
    _choose(person, f"/dashboard/link/{new_link(world, person.member_id, SET_PASSWORD)}")
    assert elsewhere.get("/dashboard").status_code == 303


def test_a_sign_in_link_cannot_set_a_password(person: Person, world: World) -> None:
    link = f"/dashboard/link/{new_link(world, person.member_id, SIGN_IN)}"
    assert _choose(person, link).status_code == 410
    assert world.rows("select password_hash from members where password_hash is not null") == []


def test_another_site_cannot_send_the_password_form(person: Person, world: World) -> None:
    link = f"/dashboard/link/{new_link(world, person.member_id, SET_PASSWORD)}"
    data = {"password": PASSWORD, "again": PASSWORD}
    assert person.ask("POST", link, data, sec_fetch_site="cross-site").status_code == 403
    assert _choose(person, link).status_code == 303


def owner_of_same(person: Person) -> Person:
    """The same member at another browser."""
    return Person(person.world, person.email, person.member_id)


def _choose(person: Person, link: str, password: str = PASSWORD, again: str = PASSWORD) -> Any:
    return person.ask("POST", link, {"password": password, "again": again}, origin="http://testserver")


def _refused(person: Person, link: str, password: str, again: str) -> str:
    answer = person.ask("POST", link, {"password": password, "again": again}, origin="http://testserver")
    assert answer.status_code == 422
    return str(answer.text)
