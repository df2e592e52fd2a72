"""Candidates from a file: the look at it, the import chunk by chunk, and who may do that."""

import re
from typing import Any

import pytest

from eye.assessments.import_candidates import import_all, import_chunk, tidy_imports
from tests.dashboard.people import Person, colleague_of
from tests.world import Organisation, World

PAGE = "/dashboard/candidate-imports"
HEAD = "candidateId,firstName,lastName,email\n"


def upload(person: Person, text: str | bytes, name: str = "class 4b.csv") -> Any:
    content = text.encode() if isinstance(text, str) else text
    client, csrf = person.world.client, person.csrf
    client.cookies.clear()
    return client.post(
        PAGE,
        data={"csrf": csrf},
        files={"file": (name, content, "text/csv")},
        headers={"cookie": f"eye_session={person.token}", "origin": "http://testserver"},
        follow_redirects=False,
    )


def looked_at(person: Person, text: str) -> str:
    """The address of the import of this file."""
    answer = upload(person, text)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def run(world: World) -> int:
    chunks: int = world._call(import_all, world.parts.db, world.clock.at)
    return chunks


def known(world: World) -> list[tuple[Any, ...]]:
    rows = world.rows("select id, first_name, last_name, email from candidates order by id")
    return [tuple(row.values()) for row in rows]


def test_nothing_is_changed_before_somebody_has_looked_at_it(acme: Organisation, owner: Person, world: World) -> None:
    path = looked_at(owner, HEAD + "s1,Ada,Lovelace,ada@example.com\ns2,=1+1,,\n")
    text = owner.read(path)
    assert "Import 1 candidate<" in text
    assert "class 4b.csv" in text
    assert re.search(r'class="number">3</td>.*firstName.*as a formula does', text)
    assert run(world) == 0
    assert known(world) == []
    assert owner.send(path).headers["location"] == path
    assert 'hx-trigger="every 1s"' in owner.read(path)
    assert run(world) == 1
    assert known(world) == [("s1", "Ada", "Lovelace", "ada@example.com")]
    assert "1 candidate added, 0 changed" in owner.read(path)
    assert "imported candidates from the file" in owner.read("/dashboard/settings/audit")
    assert world.rows("select number from candidate_import_rows") == []


def test_it_goes_on_where_another_process_stopped_and_takes_no_row_twice(
    acme: Organisation, owner: Person, world: World
) -> None:
    path = looked_at(owner, HEAD + "".join(f"s{n:04},,,\n" for n in range(1200)))
    id = path.rpartition("/")[2]
    owner.send(path)
    assert world.write(import_chunk, id, world.clock.at) is True
    assert '<progress class="progress" max="1200" value="500"' in owner.read(path)
    assert "500 of 1,200 candidates" in owner.refresh(path).text
    assert run(world) == 0, "the other process may still be at it"
    world.clock.move(seconds=31)
    assert run(world) == 2
    assert len(known(world)) == 1200
    assert "1,200 candidates added, 0 changed" in owner.read(path)
    assert world.write(import_chunk, id, world.clock.at) is False


def test_what_is_known_stays_unless_the_file_is_to_win(acme: Organisation, owner: Person, world: World) -> None:
    acme.started(candidateId="s1", candidateFirstName="Ada")
    file = HEAD + "s1,Augusta,Lovelace,\ns2,Grace,,\n"
    path = looked_at(owner, file)
    assert "2, 1 of them known already" in owner.read(path)
    owner.send(path, known="fill")
    run(world)
    assert known(world) == [("s1", "Ada", "Lovelace", None), ("s2", "Grace", None, None)]
    assert "1 candidate added, 1 changed, 0 known" in owner.read(path)
    path = looked_at(owner, file)
    owner.send(path, known="replace")
    run(world)
    assert known(world)[0] == ("s1", "Augusta", "Lovelace", None)
    assert "0 candidates added, 1 changed, 1 known" in owner.read(path)


def test_a_file_that_cannot_be_read_is_answered_beside_the_field(owner: Person) -> None:
    answer = upload(owner, "s1;Ada\n")
    assert answer.status_code == 422
    assert "must name the columns" in answer.text
    assert upload(owner, "", name="").status_code == 422
    assert owner.send(PAGE).status_code == 422


def test_a_file_that_is_much_too_large_is_not_read(owner: Person) -> None:
    assert upload(owner, b"x" * 6 * 1024 * 1024).status_code == 422
    assert upload(owner, b"x" * 11 * 1024 * 1024).status_code == 413


def test_what_is_let_go_is_forgotten(owner: Person, world: World) -> None:
    first, second = looked_at(owner, HEAD + "s1,,,\n"), looked_at(owner, HEAD + "s2,,,\n")
    assert "This file was discarded" in owner.read(first), "a member looks at one file at a time"
    assert len(world.rows("select number from candidate_import_rows")) == 1
    assert owner.send(f"{second}/cancel").headers["location"] == PAGE
    assert world.rows("select number from candidate_import_rows") == []
    owner.send(second)
    assert run(world) == 0
    assert owner.send(f"{second}/cancel").status_code == 404


def test_a_look_that_nobody_comes_back_to_ends_after_a_day(owner: Person, world: World) -> None:
    path = looked_at(owner, HEAD + "s1,,,\n")
    world.clock.move(hours=25)
    world._call(tidy_imports, world.parts.db, world.clock.at)
    assert owner.get(path).status_code == 404
    assert world.rows("select number from candidate_import_rows") == []


def test_a_stranger_finds_no_import(acme: Organisation, owner: Person, outsider: Person, world: World) -> None:
    path = looked_at(owner, HEAD + "s1,,,\n")
    for answer in (outsider.get(path), outsider.send(path), outsider.send(f"{path}/cancel")):
        assert answer.status_code == 404
    owner.send(path)
    run(world)
    assert "class 4b.csv" in owner.read(PAGE)
    assert "class 4b.csv" not in outsider.read(PAGE)
    assert [row["organisation_id"] for row in world.rows("select organisation_id from candidates")] == [acme.id]


def test_who_may_not_add_candidates_sees_no_button_and_gets_403(reviewer: Person) -> None:
    assert PAGE not in reviewer.read("/dashboard/candidates")
    assert reviewer.get(PAGE).status_code == 403
    assert reviewer.get(f"{PAGE}/sample.csv").status_code == 403
    assert upload(reviewer, HEAD + "s1,,,\n").status_code == 403


@pytest.fixture
def adder(acme: Organisation, world: World) -> Person:
    """May add candidates, and not change what is known about them."""
    person = colleague_of(acme, "Reviewer").follow_new_link()
    world.execute(
        """insert into roles (organisation_id, id, name, permissions, created_at)
           values (:org, 'rol_1', 'Adder', '["candidate.create", "candidate.view", "session.view"]', 1)""",
        org=acme.id,
    )
    world.execute("update members set roles = '[\"rol_1\"]' where id = :id", id=person.member_id)
    return person


def test_to_change_what_is_known_takes_its_own_permission(acme: Organisation, adder: Person, world: World) -> None:
    acme.started(candidateId="s1", candidateFirstName="Ada")
    path = looked_at(adder, HEAD + "s1,Eve,,\n")
    assert 'value="replace"' not in adder.read(path)
    assert adder.send(path, known="replace").status_code == 403
    assert adder.send(path).status_code == 303


def test_the_sample_is_a_file_to_keep(owner: Person) -> None:
    answer = owner.get(f"{PAGE}/sample.csv")
    assert "attachment" in answer.headers["content-disposition"]
    assert "student-42,Ada,Lovelace" in answer.text
    assert "Import 2 candidates" in owner.read(looked_at(owner, answer.text))
