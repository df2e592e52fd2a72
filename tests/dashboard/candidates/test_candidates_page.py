"""The list of candidates: found by id, name or email, page by page."""

import html
import re

import pytest

from eye.assessments import find
from eye.assessments.find import fold_some
from tests.dashboard.people import Person
from tests.world import Organisation, World

PAGE = "/dashboard/candidates"


@pytest.fixture
def many(acme: Organisation) -> Organisation:
    """120 candidates, c000 to c119, none of whom has taken an exam."""
    for n in range(120):
        acme.world.execute(
            """insert into candidates (organisation_id, id, first_name, last_name, email, created_at)
               values (:org, :id, :first, 'Lovelace', :email, 1)""",
            org=acme.id,
            id=f"c{n:03}",
            first=f"Ada{n}",
            email=f"ada{n}@example.com" if n % 2 else None,
        )
    acme.world.write(fold_some, 1_000)
    return acme


def ids(text: str) -> list[str]:
    return re.findall(r'href="/dashboard/candidates/([^"?]+)"', text)


def test_pages_follow_each_other_without_a_gap(many: Organisation, owner: Person) -> None:
    found, path = [], PAGE
    while path:
        text = owner.read(path)
        found += ids(text)
        more = re.search(r'href="([^"]+)">More', text)
        path = more[1] if more else ""
    assert found == [f"c{n:03}" for n in range(120)]


def test_a_candidate_is_found_by_id_name_and_email(many: Organisation, owner: Person) -> None:
    assert ids(owner.read(f"{PAGE}?find=C011")) == ["c011"]
    assert ids(owner.read(f"{PAGE}?find=ada118+love")) == ["c118"]
    assert ids(owner.read(f"{PAGE}?find=ada7@")) == ["c007"]
    assert ids(owner.read(f"{PAGE}?find=%25")) == []
    assert ids(owner.read(f"{PAGE}?find=LOVE+ada118")) == ["c118"]
    assert "No candidate matches" in owner.read(f"{PAGE}?find=nobody")


def test_who_searches_too_widely_is_told(many: Organisation, owner: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Many candidates begin so" not in owner.read(f"{PAGE}?find=love")
    monkeypatch.setattr(find, "MOST", 60)
    text = owner.read(f"{PAGE}?find=love")
    assert "Many candidates begin so" in text
    more = re.search(r'href="([^"]+)">More', text)
    assert more is not None
    assert len(ids(text)) + len(ids(owner.read(html.unescape(more[1])))) == 60


def test_each_says_how_many_sessions_and_leads_to_them(acme: Organisation, owner: Person, world: World) -> None:
    assert "No candidate yet" in owner.read(PAGE)
    world.end(acme.started(candidateFirstName="Ada")["token"])
    start = acme.started()
    text = owner.read(PAGE)
    assert '<td data-label="Sessions" class="number">2</td>' in text
    assert start["sessionId"] in owner.read(f"{PAGE}/ada")


def test_a_stranger_sees_none_of_them(many: Organisation, outsider: Person) -> None:
    assert ids(outsider.read(PAGE)) == []
    assert ids(outsider.read(f"{PAGE}?find=ada")) == []


def test_a_developer_may_not_look(developer: Person) -> None:
    assert developer.get(PAGE).status_code == 403
