"""An assessment is created, with its few fields that must be right."""

import re

from tests.dashboard.people import Person
from tests.world import Organisation, World


def test_an_assessment_is_created_and_can_be_started(acme: Organisation, owner: Person) -> None:
    answer = owner.send("/dashboard/assessments", id="algebra", title="Algebra, midterm", minutes="90")
    assert answer.headers["location"] == "/dashboard/assessments?done=created"
    text = owner.read("/dashboard/assessments")
    assert "Algebra, midterm" in text
    assert "1 h 30 min" in text
    assert acme.start(assessmentId="algebra").status_code == 201


def test_a_wrong_field_of_an_assessment_is_named(owner: Person, world: World) -> None:
    for field, value in (
        ("id", ""),
        ("id", "no spaces"),
        ("id", "x" * 129),
        ("title", ""),
        ("title", "x" * 201),
        ("minutes", "0"),
        ("minutes", "-5"),
        ("minutes", "1.5"),
        ("minutes", "٣"),
        ("minutes", "999999"),
    ):
        answer = owner.send("/dashboard/assessments", **{"id": "algebra", "title": "Algebra", field: value})
        assert answer.status_code == 422
        assert f'aria-invalid="true" aria-describedby="{field}-wrong"' in _normal(answer.text), (field, value)
    assert len(world.rows("select id from assessments")) == 1


def _normal(text: str) -> str:
    """The two attributes side by side, in one order, without the hint."""
    return re.sub(
        r'aria-describedby="(?:\w+-hint )?(\w+-wrong)"( aria-invalid="true")?',
        r'aria-invalid="true" aria-describedby="\1"',
        text,
    ).replace('aria-invalid="true" aria-invalid="true"', 'aria-invalid="true"')


def test_the_id_of_an_assessment_is_taken_once(owner: Person) -> None:
    answer = owner.send("/dashboard/assessments", id="exam", title="Again")
    assert answer.status_code == 409
    assert "exists already" in answer.text
