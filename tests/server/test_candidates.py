"""/v1/candidates, and the accommodations of one: what is switched off or relaxed for them."""

from typing import Any

import pytest

from tests.reading import flags_of, problem
from tests.world import Organisation, World

EXTRA = {"everywhere": {"off": ["camera"], "faceAbsenceSeconds": 30}}


def put(owner: Organisation, body: Any, id: str = "ada") -> Any:
    return owner.call("PUT", f"/v1/candidates/{id}/accommodations", body)


def policy(owner: Organisation, **fields: Any) -> dict[str, Any]:
    found: dict[str, Any] = owner.started(**fields)["policy"]
    return found


@pytest.fixture
def ada(acme: Organisation, world: World) -> Organisation:
    """Acme, which knows the candidate ada, who takes no exam now."""
    world.end(acme.started(candidateFirstName="Ada")["token"])
    return acme


def test_candidates_are_listed_by_id_in_pages(acme: Organisation) -> None:
    for id in ("c", "a", "b"):
        acme.started(candidateId=id)
    first = acme.get("/v1/candidates?limit=2").json()
    assert [item["id"] for item in first["items"]] == ["a", "b"]
    assert [item["id"] for item in acme.get("/v1/candidates?cursor=b").json()["items"]] == ["c"]


def test_a_candidate_is_shown_as_known(ada: Organisation) -> None:
    found = ada.get("/v1/candidates/ada").json()
    assert (found["id"], found["firstName"], found["lastName"], found["email"]) == ("ada", "Ada", None, None)
    assert problem(ada.get("/v1/candidates/bob")) == (404, "not_found")


def test_accommodations_are_kept_and_replaced_as_a_whole(ada: Organisation) -> None:
    assert ada.get("/v1/candidates/ada/accommodations").json() == {
        "candidateId": "ada",
        "everywhere": {},
        "assessments": {},
    }
    assert put(ada, EXTRA).json() == {"candidateId": "ada", **EXTRA, "assessments": {}}
    one = {"assessments": {"exam": {"off": ["paste"]}}}
    assert put(ada, one).json() == {"candidateId": "ada", "everywhere": {}, **one}
    assert ada.get("/v1/candidates/ada/accommodations").json()["everywhere"] == {}


def test_they_win_over_the_policy_of_the_assessment(ada: Organisation) -> None:
    ada.add_assessment("strict", policy='{"faceAbsenceSeconds": 2, "off": ["print"]}')
    put(ada, EXTRA)
    found = policy(ada, assessmentId="strict")
    assert (found["faceAbsenceSeconds"], found["off"]) == (30, ["print", "camera"])
    other = policy(ada, assessmentId="strict", candidateId="bob")
    assert (other["faceAbsenceSeconds"], other["off"]) == (2, ["print"])


def test_those_of_one_assessment_hold_there_alone_and_win_there(ada: Organisation) -> None:
    ada.add_assessment("oral")
    put(ada, {**EXTRA, "assessments": {"oral": {"off": ["idle"], "faceAbsenceSeconds": 60}}})
    there, elsewhere = policy(ada, assessmentId="oral"), policy(ada)
    assert (there["faceAbsenceSeconds"], there["off"]) == (60, ["camera", "idle"])
    assert (elsewhere["faceAbsenceSeconds"], elsewhere["off"]) == (30, ["camera"])


def test_a_session_keeps_what_held_when_it_began(ada: Organisation) -> None:
    token = ada.started()["token"]
    put(ada, EXTRA)
    assert policy(ada, sessionToken=token)["off"] == []


def test_what_is_switched_off_raises_no_flag_whatever_the_page_sends(ada: Organisation, world: World) -> None:
    put(ada, EXTRA)
    started = ada.started()
    world.send(started["token"], world.event(1, "FACE_ABSENCE"), world.event(2, "TAB_NOT_FOCUS"))
    world.send(started["token"], world.event(3, "FACE_ABSENCE", data={"cleared": True}))
    assert [flag["type"] for flag in flags_of(ada, started["sessionId"])] == ["TAB_NOT_FOCUS"]
    other = ada.started(candidateId="bob")
    world.send(other["token"], world.event(1, "FACE_ABSENCE"))
    assert [flag["type"] for flag in flags_of(ada, other["sessionId"])] == ["FACE_ABSENCE"]


def test_a_change_is_in_the_audit_log_and_nothing_else_is(ada: Organisation) -> None:
    put(ada, EXTRA)
    put(ada, EXTRA)
    ada.world.clock.move(seconds=1)
    put(ada, {"assessments": {"exam": {"off": ["paste"]}}})
    acts = [one for one in ada.get("/v1/audit").json()["items"] if one["act"] == "candidate.accommodate"]
    assert len(acts) == 2
    assert {one["subject"] for one in acts} == {"ada"}
    assert acts[0]["data"]["after"] == {"off": None, "faceAbsenceSeconds": None, "exam: off": ["paste"]}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"everywhere": []}, "everywhere"),
        ({"everywhere": {"off": "camera"}}, "off"),
        ({"everywhere": {"off": ["heartbeat"]}}, "off"),
        ({"everywhere": {"faceAbsenceSeconds": 0}}, "faceAbsenceSeconds"),
        ({"everywhere": {"multipleFaceSeconds": 601}}, "multipleFaceSeconds"),
        ({"assessments": []}, "assessments"),
        ({"assessments": {"exam": 1}}, "exam"),
        ({"assessments": {"no such exam": {}}}, "assessments"),
        ({"assessments": {"unknown": {}}}, "assessments"),
        ({"assessments": {f"e{n}": {} for n in range(51)}}, "assessments"),
    ],
)
def test_a_wrong_field_is_named(ada: Organisation, body: dict[str, Any], field: str) -> None:
    answer = put(ada, body)
    assert problem(answer) == (400, "param_invalid")
    assert answer.json()["field"] == field


def test_who_may_not_is_told_what_is_missing(ada: Organisation) -> None:
    viewer = ada.new_key("secret", roles=("Viewer",))
    headers = {"authorization": f"Bearer {viewer}"}
    path = "/v1/candidates/ada/accommodations"
    assert ada.world.client.get(path, headers=headers).status_code == 200
    answer = ada.world.client.put(path, json={}, headers=headers)
    assert problem(answer) == (403, "permission_missing")
    assert answer.json()["permission"] == "candidate.update"


def test_a_candidate_is_added_and_corrected(acme: Organisation, world: World) -> None:
    made = acme.call("POST", "/v1/candidates", {"id": "grace", "firstName": "Grace", "email": "g@navy.example"})
    assert (made.status_code, made.json()["firstName"], made.json()["lastName"]) == (201, "Grace", None)
    assert problem(acme.call("POST", "/v1/candidates", {"id": "grace"})) == (409, "candidate_duplicate")
    change = {"lastName": "Hopper", "email": None}
    changed = acme.call("PATCH", "/v1/candidates/grace", change).json()
    assert changed == {**made.json(), **change} == acme.get("/v1/candidates/grace").json()
    acme.started(candidateId="grace", candidateFirstName="Nobody", candidateEmail="new@navy.example")
    found = acme.get("/v1/candidates/grace").json()
    assert (found["firstName"], found["email"]) == ("Grace", "new@navy.example")
    acts = world.rows("select act, data from audit where subject = 'grace'")
    assert {row["act"] for row in acts} == {"candidate.create", "candidate.update"}
    assert "navy" not in str(acts)


@pytest.mark.parametrize(
    ("body", "field"), [({}, "id"), ({"id": "a b"}, "id"), ({"id": "a", "email": 1}, "email"), ({"id": "{{id}}"}, "id")]
)
def test_a_bad_candidate_is_named(acme: Organisation, body: Any, field: str) -> None:
    answer = acme.call("POST", "/v1/candidates", body)
    assert (answer.status_code, answer.json()["field"]) == (400, field)


def test_the_id_of_a_candidate_stays(ada: Organisation) -> None:
    assert problem(ada.call("PATCH", "/v1/candidates/ada", {"id": "bob"})) == (400, "param_invalid")
    assert problem(ada.call("PATCH", "/v1/candidates/bob", {"email": None})) == (404, "not_found")
