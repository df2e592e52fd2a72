"""/v1/assessments: create, list, show, change, duplicate, archive."""

from typing import Any

import pytest

from tests.reading import problem
from tests.world import Organisation, World

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
        "camera": False,
        "microphone": False,
        "consent": True,
        "consentText": "Our rules:\n1. Be alone.",
        "retentionDays": 30,
        "checks": {"browser": "off", "webcam": "required", "microphone": "noted", "internetSpeed": "noted"},
        "faceAbsenceSeconds": 5,
        "multipleFaceSeconds": 2,
        "snapshotSeconds": 0,
        "soundSeconds": 5,
        "soundRiseDb": 20,
        "identityDistance": 0.45,
        "off": ["paste", "idle"],
        "pasteLength": 100,
        "clipboardText": True,
        "windowShare": 50,
        "idleSeconds": 600,
        "secondReview": True,
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


def test_the_camera_is_on_and_what_the_check_finds_is_noted_unless_decided(acme: Organisation) -> None:
    policy = create(acme, policy={"checks": {"webcam": "required"}}).json()["policy"]
    noted = dict.fromkeys(("browser", "microphone", "internetSpeed"), "noted")
    assert (policy["camera"], policy["consent"], policy["consentText"], policy["retentionDays"]) == (
        True,
        False,
        None,
        None,
    )
    assert policy["checks"] == {**noted, "webcam": "required"}
    assert acme.started(assessmentId="new")["policy"] == policy


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
        ({"policy": {"camera": "on"}}, "param_invalid", "camera"),
        ({"policy": {"microphone": "on"}}, "param_invalid", "microphone"),
        ({"policy": {"soundSeconds": 0}}, "param_invalid", "soundSeconds"),
        ({"policy": {"soundSeconds": 61}}, "param_invalid", "soundSeconds"),
        ({"policy": {"soundRiseDb": 2}}, "param_invalid", "soundRiseDb"),
        ({"policy": {"soundRiseDb": 41}}, "param_invalid", "soundRiseDb"),
        ({"policy": {"identityDistance": 0.05}}, "param_invalid", "identityDistance"),
        ({"policy": {"identityDistance": 1.1}}, "param_invalid", "identityDistance"),
        ({"policy": {"identityDistance": "0.5"}}, "param_invalid", "identityDistance"),
        ({"policy": {"identityDistance": True}}, "param_invalid", "identityDistance"),
        ({"policy": {"consent": 1}}, "param_invalid", "consent"),
        ({"policy": {"consentText": "x" * 2_001}}, "param_invalid", "consentText"),
        ({"policy": {"consentText": "a\tb"}}, "param_invalid", "consentText"),
        ({"policy": {"retentionDays": 0}}, "param_invalid", "retentionDays"),
        ({"policy": {"checks": []}}, "param_invalid", "checks"),
        ({"policy": {"checks": {"webcam": "yes"}}}, "param_invalid", "webcam"),
        ({"policy": {"off": "paste"}}, "param_invalid", "off"),
        ({"policy": {"off": ["PASTE"]}}, "param_invalid", "off"),
        ({"policy": {"off": ["heartbeat"]}}, "param_invalid", "off"),
        ({"policy": {"pasteLength": -1}}, "param_invalid", "pasteLength"),
        ({"policy": {"clipboardText": 1}}, "param_invalid", "clipboardText"),
        ({"policy": {"secondReview": "yes"}}, "param_invalid", "secondReview"),
        ({"policy": {"windowShare": 101}}, "param_invalid", "windowShare"),
        ({"policy": {"idleSeconds": 3601}}, "param_invalid", "idleSeconds"),
    ],
)
def test_a_wrong_field_is_named(acme: Organisation, changed: dict[str, Any], code: str, field: str) -> None:
    answer = create(acme, **changed)
    assert problem(answer) == (400, code)
    assert answer.json()["field"] == field
    assert acme.get("/v1/assessments/new").status_code == 404


def change(owner: Organisation, **changed: Any) -> Any:
    owner.world.clock.move(seconds=1)
    return owner.call("PATCH", "/v1/assessments/math-101:final", changed)


def test_a_change_leaves_the_rest_as_it_was(acme: Organisation) -> None:
    before = create(acme, **FULL).json()
    answer = change(acme, title="Maths", policy={"faceAbsenceSeconds": 9, "checks": {"webcam": "required"}})
    after = answer.json()
    assert answer.status_code == 200
    assert (after["title"], after["policy"]["faceAbsenceSeconds"], after["policy"]["checks"]["webcam"]) == (
        "Maths",
        9,
        "required",
    )
    policy = {**before["policy"], "faceAbsenceSeconds": 9, "checks": after["policy"]["checks"]}
    assert after == {**before, "title": "Maths", "policy": policy}
    assert acme.get("/v1/assessments/math-101:final").json() == after


def test_null_goes_back_to_the_default(acme: Organisation) -> None:
    create(acme, **FULL)
    after = change(acme, examDuration=None, attempts=None, closesAt=None, policy={"faceAbsenceSeconds": None}).json()
    assert (after["examDuration"], after["attempts"], after["closesAt"]) == (None, None, None)
    assert after["policy"]["faceAbsenceSeconds"] == 3


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"title": ""}, "param_missing", "title"),
        ({"id": "other"}, "param_invalid", "id"),
        ({"closesAt": "2020-01-01T00:00:00Z"}, "param_invalid", "closesAt"),
        ({"policy": {"snapshotSeconds": 9999}}, "param_invalid", "snapshotSeconds"),
        ({"policy": 7}, "param_invalid", "policy"),
        ({"features": {"aiProctoring": "maybe"}}, "param_invalid", "aiProctoring"),
    ],
)
def test_a_wrong_change_changes_nothing(acme: Organisation, changed: dict[str, Any], code: str, field: str) -> None:
    before = create(acme, **FULL).json()
    answer = change(acme, **changed)
    assert problem(answer) == (400, code)
    assert answer.json()["field"] == field
    assert acme.get("/v1/assessments/math-101:final").json() == before


def test_a_running_session_keeps_the_policy_it_began_with(acme: Organisation) -> None:
    create(acme, **FULL)
    token = acme.started(assessmentId="math-101:final")["token"]
    change(acme, policy={"faceAbsenceSeconds": 99})
    again = acme.started(assessmentId="math-101:final", sessionToken=token)
    assert again["policy"]["faceAbsenceSeconds"] == 5


def test_an_archived_assessment_starts_nothing_and_keeps_its_sessions(acme: Organisation, world: World) -> None:
    create(acme)
    running = acme.started(assessmentId="new")
    archived = acme.call("POST", "/v1/assessments/new/archive").json()
    assert archived["archivedAt"] is not None
    assert acme.call("POST", "/v1/assessments/new/archive").json() == archived
    assert problem(acme.start(assessmentId="new", candidateId="late")) == (404, "assessment_not_found")
    assert world.send(running["token"], world.event(1, "STARTED")).status_code == 202
    assert acme.started(assessmentId="new", sessionToken=running["token"])["resumed"] is True
    assert acme.get(f"/v1/sessions/{running['sessionId']}").status_code == 200
    assert "new" not in [item["id"] for item in acme.get("/v1/assessments").json()["items"]]
    assert acme.call("POST", "/v1/assessments/new/restore").json()["archivedAt"] is None
    assert acme.start(assessmentId="new", candidateId="late").status_code == 201


def test_a_duplicate_differs_by_what_is_said(acme: Organisation) -> None:
    made = create(acme, **FULL).json()
    copy = acme.call("POST", "/v1/assessments/math-101:final/duplicate", {"id": "resit", "title": "Resit"})
    assert copy.status_code == 201
    assert copy.json() == {**made, "id": "resit", "title": "Resit", "createdAt": copy.json()["createdAt"]}
    again = acme.call("POST", "/v1/assessments/math-101:final/duplicate", {"id": "resit"})
    assert problem(again) == (409, "assessment_duplicate")
    assert problem(acme.call("POST", "/v1/assessments/math-101:final/duplicate", {})) == (400, "param_missing")


def test_every_act_is_in_the_audit_log(acme: Organisation, world: World) -> None:
    create(acme, **FULL)
    change(acme, title="Mathematics", attempts=2)
    change(acme, title="Maths", policy={"off": ["print"]})
    for act in ("archive", "restore"):
        world.clock.move(seconds=1)
        acme.call("POST", f"/v1/assessments/math-101:final/{act}")
    found = [one for one in acme.get("/v1/audit").json()["items"] if one["subject"] == "math-101:final"]
    assert [one["act"].removeprefix("assessment.") for one in found] == ["restore", "archive", "update", "create"]
    assert found[2]["data"] == {
        "before": {"title": "Mathematics", "off": ["paste", "idle"]},
        "after": {"title": "Maths", "off": ["print"]},
    }


@pytest.mark.parametrize(
    ("method", "path", "permission"),
    [
        ("PATCH", "/v1/assessments/exam", "assessment.update"),
        ("POST", "/v1/assessments/exam/archive", "assessment.delete"),
        ("POST", "/v1/assessments/exam/restore", "assessment.delete"),
        ("POST", "/v1/assessments/exam/duplicate", "assessment.create"),
    ],
)
def test_who_may_not_is_told_what_is_missing(acme: Organisation, method: str, path: str, permission: str) -> None:
    viewer = acme.new_key("secret", roles=("Viewer",))
    answer = acme.world.client.request(method, path, json={}, headers={"authorization": f"Bearer {viewer}"})
    assert problem(answer) == (403, "permission_missing")
    assert answer.json()["permission"] == permission
