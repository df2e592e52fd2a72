"""Settings → Profile: name, password, and where one is signed in."""

import re
from typing import Any

import pytest

from eye.dashboard.browsers import browser_in_words
from eye.organisations.sign_in.links import SET_PASSWORD
from tests.dashboard.people import PASSWORD, Person, colleague_of, give_password, new_link
from tests.mailbox import Mailbox
from tests.world import Organisation, World

PROFILE = "/dashboard/settings/profile"
NEW = "a new horse, another battery"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def _change(person: Person, *, current: str = PASSWORD, password: str = NEW, again: str | None = None) -> Any:
    again = password if again is None else again
    return person.send(f"{PROFILE}/password", current=current, password=password, again=again)


@pytest.fixture
def with_password(owner: Person) -> Person:
    give_password(owner)
    return owner


def _elsewhere(person: Person) -> Person:
    """The same member at another browser, signed in a second later."""
    person.world.clock.move(seconds=1)
    return Person(person.world, person.email, person.member_id).follow_new_link()


def test_settings_begin_with_the_profile(reviewer: Person) -> None:
    assert reviewer.get("/dashboard/settings").headers["location"] == PROFILE
    text = reviewer.read(PROFILE)
    assert reviewer.email in text
    assert 'value="Reviewer"' in text


def test_a_member_without_any_role_has_a_profile(acme: Organisation) -> None:
    person = colleague_of(acme, "No such role").follow_new_link()
    assert person.email in person.read(PROFILE)
    assert "your roles do not open a page yet" in person.read("/dashboard")


def test_a_member_changes_their_name(owner: Person, world: World) -> None:
    answer = owner.send(PROFILE, name="  Ada Lovelace ")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PROFILE}?done=name")
    assert 'value="Ada Lovelace"' in owner.read(PROFILE)
    row = world.rows("select actor, data from audit where act = 'member.rename'")[0]
    assert (row["actor"], row["data"]) == (owner.member_id, "{}")


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "x" * 81])
def test_a_name_that_is_none_is_refused_beside_its_field(owner: Person, name: str) -> None:
    answer = owner.send(PROFILE, name=name)
    assert answer.status_code == 422
    assert 'aria-describedby=" name-wrong" aria-invalid="true"' in answer.text


def test_a_password_is_changed_and_every_other_browser_signed_out(with_password: Person, world: World) -> None:
    elsewhere = _elsewhere(with_password)
    link = new_link(world, with_password.member_id, SET_PASSWORD)
    answer = _change(with_password)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PROFILE}?done=password")
    assert with_password.get("/dashboard").status_code == 200
    assert elsewhere.get("/dashboard").status_code == 303
    assert elsewhere.get(f"/dashboard/link/{link}").status_code == 410
    assert elsewhere.sign_in(password=PASSWORD).status_code == 403
    assert elsewhere.sign_in(password=NEW).status_code == 303


def test_without_the_present_password_nothing_changes(with_password: Person) -> None:
    elsewhere = _elsewhere(with_password)
    for current in ("", "something else entirely", NEW):
        answer = _change(with_password, current=current)
        assert answer.status_code == 403
        assert "This is not your present password." in answer.text
    assert elsewhere.get("/dashboard").status_code == 200
    assert elsewhere.sign_in(password=PASSWORD).status_code == 303


def test_a_weak_or_mistyped_new_password_is_refused(with_password: Person) -> None:
    for password, again, sentence in (
        ("short", "short", "at least 12"),
        ("x" * 30, "x" * 30, "repeats"),
        (f"{with_password.email} is me", f"{with_password.email} is me", "name or email"),
        (NEW, NEW + " ", "are different"),
    ):
        answer = _change(with_password, password=password, again=again)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert NEW not in answer.text
    assert with_password.sign_in(password=PASSWORD).status_code == 303


def test_guessing_the_present_password_is_stopped(with_password: Person, world: World) -> None:
    for guess in range(10):
        assert _change(with_password, current=f"guess number {guess}").status_code == 403
    answer = _change(with_password)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "900")
    assert owner_of_same(with_password).sign_in(password=PASSWORD).status_code == 429
    world.clock.move(minutes=15)
    assert _change(with_password).status_code == 303


def test_who_has_no_password_yet_chooses_one(owner: Person) -> None:
    assert "You have not chosen a password yet." in owner.read(PROFILE)
    assert _change(owner, current="").status_code == 303
    assert owner_of_same(owner).sign_in(password=NEW).status_code == 303


def test_a_changed_password_is_told_by_mail(with_password: Person, world: World, mailbox: Mailbox) -> None:
    mailbox.serve(world)
    _change(with_password)
    assert mailbox.only()["To"] == with_password.email
    assert NEW not in mailbox.text()


def test_a_mail_server_that_fails_does_not_break_the_change(
    with_password: Person, world: World, mailbox: Mailbox
) -> None:
    mailbox.serve(world)
    mailbox.refuse = "451 not now"
    assert _change(with_password).status_code == 303


def test_the_browsers_are_listed_with_this_one_marked(owner: Person, world: World) -> None:
    world.clock.move(hours=3)
    elsewhere = Person(world, owner.email, owner.member_id)
    give_password(elsewhere)
    data = {"email": owner.email, "password": PASSWORD}
    elsewhere.ask("POST", "/dashboard/sign-in", data, origin="http://testserver", user_agent=FIREFOX)
    rows = _browsers(elsewhere)
    assert [row[0] for row in rows] == ["Firefox 140 on Linux this one", "Unknown browser"]
    assert "3 h ago" in rows[1]
    assert [row[1] for row in rows] == ["testclient"] * 2  # the address of a test client
    assert [row[0] for row in _browsers(owner)] == ["Unknown browser this one", "Firefox 140 on Linux"]


def _browsers(person: Person) -> list[list[str]]:
    table = person.read(PROFILE).partition('aria-labelledby="sign-ins-title"')[2].partition("<tbody>")[2]
    rows = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
    return [[" ".join(re.sub(r"<[^>]*>", " ", cell).split()) for cell in re.split("</t[dh]>", row)] for row in rows]


def test_the_last_use_is_noted_now_and_then(owner: Person, world: World) -> None:
    elsewhere = _elsewhere(owner)
    world.clock.move(minutes=9)
    owner.get("/dashboard")
    assert "9 min ago" in _browsers(elsewhere)[1]
    world.clock.move(minutes=1)
    owner.get("/dashboard")
    world.clock.move(minutes=2)
    assert "2 min ago" in next(row for row in _browsers(elsewhere) if "this one" not in row[0])


def test_one_other_browser_is_signed_out(owner: Person, world: World) -> None:
    elsewhere = _elsewhere(owner)
    answer = owner.send(f"{PROFILE}/sign-ins/{_id_of_other(world, owner)}/end")
    assert answer.headers["location"] == f"{PROFILE}?done=ended"
    assert elsewhere.get("/dashboard").status_code == 303
    assert owner.get("/dashboard").status_code == 200


def _id_of_other(world: World, person: Person) -> str:
    row = world.rows(
        "select id from sign_ins where member_id = :id order by created_at desc, id desc limit 1", id=person.member_id
    )[0]
    return str(row["id"])


def test_to_end_this_one_is_to_sign_out(owner: Person, world: World) -> None:
    answer = owner.send(f"{PROFILE}/sign-ins/{_id_of_other(world, owner)}/end")
    assert answer.headers["location"] == "/dashboard/sign-in"
    assert answer.headers["clear-site-data"] == '"cache"'
    assert owner.get("/dashboard").status_code == 303


def test_signing_out_everywhere_leaves_nobody_and_no_link(owner: Person, reviewer: Person, world: World) -> None:
    elsewhere, link = _elsewhere(owner), new_link(world, owner.member_id, SET_PASSWORD)
    answer = owner.send(f"{PROFILE}/sign-ins/end")
    assert (answer.status_code, answer.headers["location"]) == (303, "/dashboard/sign-in")
    for person in (owner, elsewhere):
        assert person.get("/dashboard").status_code == 303
    assert elsewhere.get(f"/dashboard/link/{link}").status_code == 410
    assert reviewer.get("/dashboard").status_code == 200


def test_a_stranger_ends_no_sign_in(owner: Person, outsider: Person, reviewer: Person, world: World) -> None:
    path = f"{PROFILE}/sign-ins/{_id_of_other(world, owner)}/end"
    unknown = f"{PROFILE}/sign-ins/sgn_unknown/end"
    for person in (outsider, reviewer):
        assert person.send(path).status_code == 404
        assert person.send(unknown).status_code == 404
    assert owner.get("/dashboard").status_code == 200


def test_what_was_done_is_audited_by_id(with_password: Person, world: World) -> None:
    _elsewhere(with_password)
    with_password.send(f"{PROFILE}/sign-ins/{_id_of_other(world, with_password)}/end")
    world.clock.move(seconds=1)
    _change(with_password)
    world.clock.move(seconds=1)
    with_password.send(f"{PROFILE}/sign-ins/end")
    rows = world.rows("select actor, act, subject, data from audit where act like 'member.%' order by id")
    assert [row["act"] for row in rows] == ["member.sign_out", "member.password.change", "member.sign_out_everywhere"]
    assert {(row["actor"], row["subject"], row["data"]) for row in rows} == {
        (with_password.member_id, with_password.member_id, "{}")
    }


def test_what_a_browser_calls_itself_is_text_and_not_without_end(owner: Person, world: World) -> None:
    elsewhere = Person(world, owner.email, owner.member_id)
    give_password(elsewhere)
    data = {"email": owner.email, "password": PASSWORD}
    hostile = "<script>alert(1)</script>" + "x" * 5_000
    elsewhere.ask("POST", "/dashboard/sign-in", data, origin="http://testserver", user_agent=hostile)
    assert "<script>alert" not in owner.get(PROFILE).text
    assert max(len(row["user_agent"]) for row in world.rows("select user_agent from sign_ins")) == 300


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox 140 on Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0"
            " Safari/537.36 Edg/141.0.0.0",
            "Edge 141 on Windows",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6"
            " Safari/605.1.15",
            "Safari 18 on macOS",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
            " Version/18.6 Mobile/15E148 Safari/604.1",
            "Safari 18 on iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile"
            " Safari/537.36",
            "Chrome 141 on Android",
        ),
        ("curl/8.14", "Unknown browser"),
        ("", "Unknown browser"),
        (None, "Unknown browser"),
    ],
)
def test_a_browser_is_named_in_words(user_agent: str | None, words: str) -> None:
    assert browser_in_words(user_agent) == words


def owner_of_same(person: Person) -> Person:
    """The same member at another browser, not signed in."""
    return Person(person.world, person.email, person.member_id)
