"""The fields of a start: whatever is missing, wrong or was never filled in is named, and nothing is stored."""

from typing import Any

import pytest

from tests.sessions.outcome import refusal
from tests.world import Organisation

TEXTS = {
    "assessmentTitle": 200,
    "candidateEmail": 254,
    "candidateFirstName": 100,
    "candidateLastName": 100,
    "candidateImageUrl": 2000,
    "institutionName": 200,
}


def refused_field(acme: Organisation, fields: dict[str, Any]) -> tuple[str, str]:
    """The code and the field that the answer names."""
    answer = acme.world.client.post(
        "/v1/init",
        json={"apiKey": acme.publishable, "assessmentId": "exam", "candidateId": "ada", **fields},
        headers={"origin": "https://exam.example.com"},
    )
    status, code = refusal(answer)
    assert status in (400, 401)
    assert answer.json()["field"] in answer.json()["detail"]
    return code, answer.json()["field"]


@pytest.mark.parametrize("name", ["assessmentId", "candidateId"])
def test_a_missing_id_is_named(acme: Organisation, name: str) -> None:
    for nothing in (None, ""):
        assert refused_field(acme, {name: nothing}) == ("param_missing", name)


@pytest.mark.parametrize("name", ["assessmentId", "candidateId"])
def test_a_wrong_id_is_named(acme: Organisation, name: str) -> None:
    wrongs: list[Any] = [" ", "a b", "ä", "a/b", "<b>", "x" * 129, "ada\n", 5, 1.5, True, [], {}, ["ada"]]
    for wrong in wrongs:
        assert refused_field(acme, {name: wrong}) == ("param_invalid", name), wrong


@pytest.mark.parametrize("name", ["assessmentId", "candidateId"])
def test_a_template_that_nobody_filled_in_is_named(acme: Organisation, name: str) -> None:
    for unfilled in ("undefined", "null", "None", "NaN", "[object Object]", "{{id}}", "{{ user.id }}", "${id}"):
        assert refused_field(acme, {name: unfilled}) == ("param_invalid", name), unfilled
    for unfilled in ("<%= id %>", "{% id %}"):
        assert refused_field(acme, {name: unfilled}) == ("param_invalid", name), unfilled


def test_every_sign_that_an_id_may_have_is_taken(acme: Organisation) -> None:
    acme.add_assessment("A-Za-z0-9._~:@-")
    assert acme.start(assessmentId="A-Za-z0-9._~:@-", candidateId="x" * 128).status_code == 201


@pytest.mark.parametrize("name", TEXTS)
def test_a_wrong_text_is_named(acme: Organisation, name: str) -> None:
    wrongs: list[Any] = [5, True, {}, [], "a\x00b", "a\nb", "x" * (TEXTS[name] + 1)]
    for wrong in wrongs:
        assert refused_field(acme, {name: wrong}) == ("param_invalid", name), wrong
    for unfilled in ("undefined", "{{name}}", "Dear {{name}}", "${name}", "<%= name %>", "[object Object]"):
        assert refused_field(acme, {name: unfilled}) == ("param_invalid", name), unfilled


def test_empty_texts_count_as_left_out(acme: Organisation) -> None:
    assert acme.start(**dict.fromkeys(TEXTS, "")).status_code == 201


def test_a_person_may_be_called_null(acme: Organisation) -> None:
    assert acme.start(candidateFirstName="Nan", candidateLastName="Null").status_code == 201


def test_a_wrong_duration_is_named(acme: Organisation) -> None:
    wrongs: list[Any] = ["3600", 0, -1, True, [], 604_801, 1e300]
    for wrong in wrongs:
        assert refused_field(acme, {"examDuration": wrong}) == ("param_invalid", "examDuration"), wrong


def test_a_wrong_feature_is_named(acme: Organisation) -> None:
    for wrong in ("all", 5, True, ["aiProctoring"]):
        assert refused_field(acme, {"features": wrong}) == ("param_invalid", "features"), wrong
    for name in ("aiProctoring", "facialRecognition"):
        for wrong in ("true", 1, []):
            code, field = refused_field(acme, {"features": {name: wrong}})
            assert (code, field.removeprefix("features.")) == ("param_invalid", name), wrong


def test_a_wrong_start_id_is_named(acme: Organisation) -> None:
    wrongs: list[Any] = ["short", "x" * 65, "not allowed here", 5, {}]
    for wrong in wrongs:
        assert refused_field(acme, {"startId": wrong}) == ("param_invalid", "startId"), wrong


def test_an_unknown_field_is_no_reason_to_refuse(acme: Organisation) -> None:
    assert acme.start(proctoringMode="AI", somethingNew={"a": 1}).status_code == 201


def test_a_wrong_field_leaves_no_session_behind(acme: Organisation) -> None:
    acme.start(candidateFirstName=5)
    acme.start(assessmentId="{{id}}")
    assert acme.get("/v1/sessions").json()["items"] == []
