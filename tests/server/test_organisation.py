"""GET and PATCH /v1/organisation."""

from typing import Any

import pytest

from tests.reading import problem
from tests.world import Organisation


def test_it_shows_itself(acme: Organisation) -> None:
    found = acme.get("/v1/organisation").json()
    settings = {"identity", "keyLimit", "domainLimit", "lowCredits", "candidateReports"}
    assert found.keys() == {"id", "name", *settings, "createdAt"}
    assert (found["id"], found["name"], found["identity"]) == (acme.id, "Acme", "off")


def test_identity_can_be_required_at_once(acme: Organisation) -> None:
    assert acme.call("PATCH", "/v1/organisation", {"identity": "required"}).json()["identity"] == "required"
    assert problem(acme.start()) == (401, "candidate_token_required")
    acme.call("PATCH", "/v1/organisation", {"identity": "off"})
    assert acme.start().status_code == 201


def test_what_is_not_named_stays(acme: Organisation) -> None:
    acme.call("PATCH", "/v1/organisation", {"identity": "report"})
    for body in ({}, {"identity": None}, {"somethingElse": 1}):
        assert acme.call("PATCH", "/v1/organisation", body).json()["identity"] == "report"


@pytest.mark.parametrize("value", ["on", "", 1, True, [], {}, "required "])
def test_another_identity_is_refused(acme: Organisation, value: Any) -> None:
    answer = acme.call("PATCH", "/v1/organisation", {"identity": value})
    assert problem(answer) == (400, "param_invalid")
    assert acme.get("/v1/organisation").json()["identity"] == "off"


def test_the_line_of_low_credits_can_be_moved(acme: Organisation) -> None:
    assert acme.call("PATCH", "/v1/organisation", {"lowCredits": 40}).json()["lowCredits"] == 40
    for value in (-1, 1.5, "40", True, 10**9 + 1):
        assert problem(acme.call("PATCH", "/v1/organisation", {"lowCredits": value})) == (400, "param_invalid")
    changed = acme.get("/v1/audit?act=organisation.update").json()["items"]
    assert [act["data"] for act in changed] == [{"before": {"lowCredits": 5}, "after": {"lowCredits": 40}}]
