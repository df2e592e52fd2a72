"""A member leaves of their own accord; an owner remains."""

from tests.dashboard.people import Person, colleague_of
from tests.world import Organisation, World

PAGE = "/dashboard/settings/profile/leave"


def test_who_leaves_is_signed_out_everywhere_and_forgotten(reviewer: Person, owner: Person, world: World) -> None:
    assert f'href="{PAGE}"' in reviewer.read("/dashboard/settings/profile")
    assert "To come back, somebody has to invite you." in reviewer.read(PAGE)
    answer = reviewer.send(PAGE)
    assert answer.status_code == 200
    assert "You have left" in answer.text
    assert reviewer.get("/dashboard").headers["location"].startswith("/dashboard/sign-in")
    assert world.rows("select id from members where id = :id", id=reviewer.member_id) == []
    assert "left the organisation" in owner.read("/dashboard/settings/audit")


def test_the_last_owner_is_told_why_they_cannot(acme: Organisation, owner: Person) -> None:
    answer = owner.send(PAGE)
    assert answer.status_code == 409
    assert "This is the last owner who signs in." in answer.text
    assert owner.get("/dashboard").status_code == 200
    colleague_of(acme, "Owner").follow_new_link()
    assert owner.send(PAGE).status_code == 200


def test_it_needs_the_token_of_the_form(reviewer: Person) -> None:
    assert reviewer.ask("POST", PAGE, {}, origin="http://testserver").status_code == 403
    assert reviewer.get("/dashboard").status_code == 200
