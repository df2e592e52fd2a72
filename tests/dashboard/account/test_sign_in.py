"""Signing in with email and password, staying signed in, signing out."""

import dataclasses
from typing import Any

import pytest

from eye.dashboard.same_site import local_path
from tests.dashboard.people import PASSWORD, Person, give_password, owner_of
from tests.world import Organisation, World


@pytest.fixture
def at_the_door(acme: Organisation) -> Person:
    """The owner, with a password, not signed in."""
    person = owner_of(acme)
    give_password(person)
    return person


def test_the_right_password_opens_the_page_that_was_wanted(at_the_door: Person) -> None:
    answer = at_the_door.sign_in(next="/dashboard/sessions?status=running")
    assert (answer.status_code, answer.headers["location"]) == (303, "/dashboard/sessions?status=running")
    assert at_the_door.get("/dashboard/sessions").status_code == 200


def test_capitals_and_spaces_around_the_email_do_not_matter(at_the_door: Person) -> None:
    assert at_the_door.sign_in(email=f"  {at_the_door.email.upper()} ").status_code == 303


def test_a_wrong_password_and_an_unknown_email_get_the_same_answer(at_the_door: Person) -> None:
    wrong = at_the_door.sign_in(password="something else entirely")
    unknown = at_the_door.sign_in(email="nobody@acme.example")
    for answer in (wrong, unknown):
        assert answer.status_code == 403
        assert "The email address or the password is not right." in answer.text
        assert "set-cookie" not in answer.headers
    assert wrong.text.replace(at_the_door.email, "") == unknown.text.replace("nobody@acme.example", "")


def test_a_member_without_a_password_cannot_sign_in_with_one(acme: Organisation) -> None:
    person = owner_of(acme)
    for guess in ("", "None", "no member ever has this password"):
        assert person.sign_in(password=guess).status_code == 403


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(at_the_door: Person) -> None:
    cookie = _attributes(at_the_door.sign_in())
    assert {"httponly", "samesite=lax", "path=/dashboard", f"max-age={14 * 24 * 3600}"} <= cookie
    assert "secure" not in cookie


def test_over_https_the_cookie_is_secure(at_the_door: Person, world: World) -> None:
    _public_url(world, "https://eye.example.com")
    assert "secure" in _attributes(at_the_door.sign_in())


def test_the_database_knows_only_the_hash_of_the_token(at_the_door: Person, world: World) -> None:
    at_the_door.sign_in()
    rows = world.rows("select token_hash, csrf from sign_ins")
    assert len(rows) == 1
    assert at_the_door.token not in str(rows)
    assert at_the_door.csrf == rows[0]["csrf"]


def test_each_sign_in_has_a_new_token_and_ends_the_one_before(at_the_door: Person, world: World) -> None:
    at_the_door.sign_in()
    first = at_the_door.token
    at_the_door.sign_in()
    assert at_the_door.token != first
    again = Person(world)
    again.token = first
    assert again.get("/dashboard").headers["location"] == "/dashboard/sign-in"


def test_a_planted_token_is_never_taken_up(at_the_door: Person) -> None:
    at_the_door.token = planted = "x" * 43
    at_the_door.sign_in()
    assert at_the_door.token != planted


def test_a_sign_in_lasts_14_days(at_the_door: Person, world: World) -> None:
    at_the_door.sign_in()
    world.clock.move(hours=14 * 24 - 1)
    assert at_the_door.get("/dashboard").status_code == 200
    world.clock.move(hours=1)
    assert at_the_door.get("/dashboard").status_code == 303


def test_signing_out_ends_it_on_the_server(owner: Person, world: World) -> None:
    token = owner.token
    answer = owner.send("/dashboard/sign-out")
    assert answer.headers["location"] == "/dashboard/sign-in"
    assert world.rows("select token_hash from sign_ins") == []
    owner.token = token
    assert owner.get("/dashboard").status_code == 303


def test_who_is_signed_in_need_not_do_it_again(owner: Person) -> None:
    assert owner.get("/dashboard/sign-in?next=/dashboard/sessions").headers["location"] == "/dashboard/sessions"


def test_guessing_is_stopped_even_when_the_guess_gets_right(at_the_door: Person, world: World) -> None:
    for guess in range(10):
        assert at_the_door.sign_in(password=f"guess number {guess}").status_code == 403
    answer = at_the_door.sign_in(password=PASSWORD)
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == str(15 * 60)
    assert "Wait 15 minutes" in answer.text
    world.clock.move(minutes=15)
    assert at_the_door.sign_in(password=PASSWORD).status_code == 303


def test_a_form_of_another_site_cannot_sign_anybody_in(at_the_door: Person) -> None:
    data = {"email": at_the_door.email, "password": PASSWORD}
    for headers in ({"sec_fetch_site": "cross-site"}, {"origin": "https://evil.example"}, {"origin": "null"}):
        answer = at_the_door.ask("POST", "/dashboard/sign-in", data, **headers)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers


def test_the_public_address_counts_as_our_own_page(at_the_door: Person, world: World) -> None:
    _public_url(world, "https://eye.example.com")
    data = {"email": at_the_door.email, "password": PASSWORD}
    answer = at_the_door.ask("POST", "/dashboard/sign-in", data, origin="https://eye.example.com")
    assert answer.status_code == 303


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/dashboard",
        "//evil.example/dashboard",
        "/\\evil.example",
        "/dashboard\\@evil.example",
        "/dashboardx.evil.example",
        "/dashboard/\nSet-Cookie: a=b",
        "javascript:alert(1)",
        "",
    ],
)
def test_signing_in_never_leads_elsewhere(wanted: str) -> None:
    assert local_path(wanted) == "/dashboard"


def test_a_strange_next_is_dropped_by_the_page(nobody: Person) -> None:
    assert "evil.example" not in nobody.read("/dashboard/sign-in?next=//evil.example")


def test_what_was_typed_comes_back_escaped(nobody: Person) -> None:
    answer = nobody.sign_in(email='"><script>alert(1)</script>', password="x")
    assert "<script>alert" not in answer.text


def test_half_a_surrogate_pair_and_zero_are_just_wrong(nobody: Person) -> None:
    assert nobody.sign_in(email="\x00@acme.example", password="\x00").status_code == 403
    body = "email=%ED%A0%80%00&password=%ED%A0%80"
    form = {"content-type": "application/x-www-form-urlencoded"}
    answer = nobody.world.client.post("/dashboard/sign-in", content=body, headers=form)
    assert answer.status_code == 403


def test_a_refresh_of_a_signed_out_page_leads_to_the_sign_in_page(nobody: Person) -> None:
    answer = nobody.refresh("/dashboard/sessions?status=running")
    assert answer.status_code == 401
    assert answer.headers["hx-redirect"] == "/dashboard/sign-in?next=/dashboard/sessions%3Fstatus%3Drunning"


def _attributes(answer: Any) -> set[str]:
    return {part.strip().lower() for part in answer.headers["set-cookie"].split(";")}


def _public_url(world: World, url: str) -> None:
    settings = dataclasses.replace(world.parts.settings, public_url=url)
    world.client.app.state.eye = dataclasses.replace(world.parts, settings=settings)  # type: ignore[attr-defined]
