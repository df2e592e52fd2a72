"""Whatever is sent to the API, it answers as its document says: never with a server error, always with a known code."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from eye.api.reference.openapi import OPERATIONS
from eye.http.problems import KINDS
from tests.cli.program import Running, running, said
from tests.cli.test_organisations import printed

EXAMPLES = 4  # of each operation, as generated and again with ids that exist
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
ORIGIN = "https://exam.example.com"


@dataclass
class Fuzzed:
    """A running Eye with something of everything; `ids` are what paths begin with, and an id that exists there."""

    eye: Running
    secret: str
    ids: dict[str, str]

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.secret}"}


@pytest.fixture
def fuzzed(empty_url: str, tmp_path: Path) -> Iterator[Fuzzed]:
    environment = {"EYE_DATA": str(tmp_path / "data"), "EYE_DATABASE_URL": empty_url, "EYE_WEBHOOK_LOOPBACK": "on"}
    made = printed(said("org", "create", "Acme", "--email", "owner@acme.example", **environment))
    said("credits", "grant", made["organisation"], "1000", **environment)
    with running(tmp_path, "serve", until="running", **environment) as eye:
        yield Fuzzed(eye, made["secret key"], fill(eye, made["secret key"], made["publishable key"]))


def fill(eye: Running, secret: str, publishable: str) -> dict[str, str]:
    def post(path: str, body: Any) -> Any:
        status, answer = eye.json("POST", path, body, authorization=f"Bearer {secret}")
        assert status == 201, answer
        return answer

    post("/v1/domains", {"entry": "exam.example.com"})
    post("/v1/assessments", {"id": "algebra-1", "title": "Algebra", "attempts": 3})
    start = {"apiKey": publishable, "assessmentId": "algebra-1", "candidateId": "student-42"}
    session = eye.json("POST", "/v1/init", start, origin=ORIGIN)[1]
    events = [
        {"seq": 1, "type": "STARTED", "at": session["serverTime"]},
        {"seq": 2, "type": "TAB_NOT_FOCUS", "at": session["serverTime"]},
    ]
    told = eye.json("POST", "/v1/events", {"token": session["token"], "events": events}, origin=ORIGIN)[1]
    over = eye.json("POST", "/v1/init", {**start, "candidateId": "student-41"}, origin=ORIGIN)[1]
    eye.json("POST", "/v1/end", {"token": over["token"]}, origin=ORIGIN)
    evidence = f"/v1/sessions/{over['sessionId']}/evidence"
    return {
        "/v1/sessions": session["sessionId"],
        "/v1/erasures": eye.json("DELETE", evidence, authorization=f"Bearer {secret}")[1]["id"],
        "/v1/flags": told["flags"][0]["flagId"],
        "/v1/assessments": "algebra-1",
        "/v1/candidates": "student-42",
        "/v1/keys": post("/v1/keys", {"name": "Spare", "kind": "secret", "mode": "test"})["id"],
        "/v1/domains": post("/v1/domains", {"entry": "other.example.com"})["id"],
        "/v1/roles": post("/v1/roles", {"name": "Look", "permissions": ["session.view"]})["id"],
        "/v1/members": post("/v1/members", {"email": "ada@acme.example", "roles": ["Viewer"]})["id"],
        "/v1/webhooks": post("/v1/webhooks", {"url": "https://exam.example.com/eye"})["id"],
    }


def test_every_operation_answers_as_its_document_says(fuzzed: Fuzzed) -> None:
    served = fuzzed.eye.json("GET", "/openapi.json")[1]
    base = f"http://127.0.0.1:{fuzzed.eye.port}"
    schema = schemathesis.openapi.from_dict({**served, "servers": [{"url": base}]})
    complaints = []
    for operation in sorted(map(operation_of, schema.get_all_operations()), key=ends_something):
        try:
            ask(operation, base, fuzzed)
        except BaseExceptionGroup as several:
            complaints += [str(one) for one in several.exceptions]
        except (AssertionError, msgspec.ValidationError) as one:
            complaints.append(str(one))
    assert complaints == []


def operation_of(found: Any) -> Any:
    return found.ok()


def ends_something(operation: Any) -> bool:
    """What comes last, so that there is something to ask about before."""
    path: str = operation.path
    return operation.method == "delete" or path.endswith(("/revoke", "/rotate", "/end", "/disable"))


def ask(operation: Any, base: str, fuzzed: Fuzzed) -> None:
    known = next((id for path, id in fuzzed.ids.items() if operation.path.startswith(f"{path}/{{id}}")), None)
    headers = fuzzed.headers if operation.path.startswith("/v1/") else {}

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def go(case: Any) -> None:
        check(case, base, headers)
        if known is not None:
            case.path_parameters["id"] = known
            check(case, base, headers)

    go()


def check(case: Any, base: str, headers: dict[str, str]) -> None:
    answer = case.call(base_url=base, headers=headers)
    case.validate_response(answer, checks=CHECKS)
    described = OPERATIONS[f"{case.operation.method.upper()} {case.operation.path}"][1].answers.get(answer.status_code)
    if described is not None and "json" in answer.headers["content-type"][0]:
        msgspec.convert(answer.json(), described)  # stricter than the document: no field is there that it does not name
    if answer.status_code >= 400 and case.operation.path.startswith("/v1/"):
        assert answer.json()["code"] in KINDS
