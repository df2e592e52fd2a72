"""/v1/assessments: create, list, show."""

from typing import Any

import pytest

from tests.reading import problem
from tests.world import Organisation

FULL = {
    "id": "math-101:final",
    "title": "Mathematics",
    "examDuration": 5400,
    "attempts": 2,
    "opensAt": "2026-09-01T08:00:00Z",
    "closesAt": "2026-12-01T08:00:00+02:00",
    "features": {"aiProctoring": "on", "facialRecognition": "off"},
    "policy": {
        "abandonAfter": 600_000,
        "requireFullscreen": True,
        "camera": True,
        "faceAbsenceSeconds": 5,
        "multipleFaceSeconds": 2,
        "snapshotSeconds": 0,
    },
}


def create(owner: Organisation, **changed: Any) -> Any:
    return owner.call("POST", "/v1/assessments", {"id": "new", "title": "New", **changed})


def test_it_is_kept_as_decided_and_can_be_started(acme: Organisation) -> None:
    answer = create(acme, **FULL)
    assert answer.status_code == 201
    made = answer.json()
    assert {name: made[name] for name in FULL if not name.endswith("At")} == {
        name: value for name, value in FULL.items() if not name.endswith("At")
    }
    assert (made["opensAt"], made["closesAt"]) == ("2026-09-01T08:00:00.000Z", "2026-12-01T06:00:00.000Z")
    assert acme.get("/v1/assessments/math-101:final").json() == made
    assert acme.start(assessmentId="math-101:final").status_code == 201


def test_without_decisions_the_host_decides(acme: Organisation) -> None:
    made = create(acme).json()
    assert made["features"] == {"aiProctoring": "host", "facialRecognition": "host"}
    assert (made["examDuration"], made["attempts"], made["opensAt"], made["archivedAt"]) == (None, None, None, None)


def test_an_id_is_taken_once_in_each_organisation(acme: Organisation, stranger: Organisation) -> None:
    assert create(acme).status_code == create(stranger).status_code == 201
    assert problem(create(acme)) == (409, "assessment_duplicate")


def test_the_list_goes_by_id_in_pages(acme: Organisation) -> None:
    for id in ("b", "~z", "a", "B"):
        create(acme, id=id)
    found, cursor = [], ""
    while cursor is not None:
        page = acme.get(f"/v1/assessments?limit=2{cursor and '&cursor=' + cursor}").json()
        found += [item["id"] for item in page["items"]]
        cursor = page["nextCursor"]
    assert found == ["B", "a", "b", "exam", "~z"]


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"id": None}, "param_missing", "id"),
        ({"id": "a b"}, "param_invalid", "id"),
        ({"id": "x" * 129}, "param_invalid", "id"),
        ({"id": "undefined"}, "param_invalid", "id"),
        ({"id": "{{exam.id}}"}, "param_invalid", "id"),
        ({"title": " "}, "param_missing", "title"),
        ({"title": "x" * 201}, "param_invalid", "title"),
        ({"examDuration": 0}, "param_invalid", "examDuration"),
        ({"examDuration": 604_801}, "param_invalid", "examDuration"),
        ({"examDuration": "60"}, "param_invalid", "examDuration"),
        ({"attempts": 0}, "param_invalid", "attempts"),
        ({"attempts": 1.5}, "param_invalid", "attempts"),
        ({"attempts": True}, "param_invalid", "attempts"),
        ({"opensAt": 5}, "param_invalid", "opensAt"),
        ({"opensAt": "0001-01-01T00:00:00+14:00"}, "param_invalid", "opensAt"),
        ({"opensAt": "2026-02-01T00:00:00Z", "closesAt": "2026-01-01T00:00:00Z"}, "param_invalid", "closesAt"),
        ({"closesAt": "9999-12-31T23:59:59-14:00"}, "param_invalid", "closesAt"),
        ({"features": []}, "param_invalid", "features"),
        ({"features": {"aiProctoring": True}}, "param_invalid", "aiProctoring"),
        ({"policy": {"abandonAfter": 1}}, "param_invalid", "abandonAfter"),
        ({"policy": {"requireFullscreen": "yes"}}, "param_invalid", "requireFullscreen"),
        ({"policy": {"faceAbsenceSeconds": 0}}, "param_invalid", "faceAbsenceSeconds"),
        ({"policy": {"multipleFaceSeconds": 601}}, "param_invalid", "multipleFaceSeconds"),
        ({"policy": {"snapshotSeconds": -1}}, "param_invalid", "snapshotSeconds"),
    ],
)
def test_a_wrong_field_is_named(acme: Organisation, changed: dict[str, Any], code: str, field: str) -> None:
    answer = create(acme, **changed)
    assert problem(answer) == (400, code)
    assert answer.json()["field"] == field
    assert acme.get("/v1/assessments/new").status_code == 404
