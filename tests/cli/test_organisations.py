"""`eye migrate`, `eye org create` and `eye credits grant`: from nothing to an organisation that can start exams."""

import re
import stat
from pathlib import Path

import pytest

from tests.cli.program import Running, refused, running, said

ORIGIN = "https://exam.example.com"


@pytest.fixture
def settings(empty_url: str, tmp_path: Path) -> dict[str, str]:
    return {"EYE_DATA": str(tmp_path / "data"), "EYE_DATABASE_URL": empty_url}


def printed(output: str) -> dict[str, str]:
    """The lines `name   value` by name."""
    return dict(re.findall(r"^(\w+(?: \w+)?) {2,}(\S+)$", output, re.M))


def test_migrate_says_what_it_applied(settings: dict[str, str]) -> None:
    assert said("migrate", **settings).startswith("applied 0001")
    assert said("migrate", **settings) == "The database is up to date.\n"


def test_from_nothing_to_a_charged_exam(settings: dict[str, str], tmp_path: Path) -> None:
    made = printed(said("org", "create", "Acme", "--email", "owner@acme.example", **settings))
    assert made["organisation"].startswith("org_")
    assert made["set password"].startswith("http://localhost:8000/dashboard/link/")
    with running(tmp_path, "serve", until="running", **settings) as eye:
        server = {"authorization": f"Bearer {made['secret key']}"}
        assert eye.json("POST", "/v1/domains", {"entry": "exam.example.com"}, **server)[0] == 201
        assert eye.json("POST", "/v1/assessments", {"id": "exam", "title": "Exam"}, **server)[0] == 201
        assert start(eye, made["publishable key"]) == (402, "credits_exhausted")
        assert said("credits", "grant", made["organisation"], "1", **settings).endswith("has 1 credits now.\n")
        assert start(eye, made["publishable key"]) == (201, "")
        assert start(eye, made["publishable key"], candidate="bob") == (402, "credits_exhausted")
        link = made["set password"].removeprefix("http://localhost:8000")
        assert eye.ask("GET", link)[0] in (200, 303)


def start(eye: Running, key: str, candidate: str = "ada") -> tuple[int, str]:
    body = {"apiKey": key, "assessmentId": "exam", "candidateId": candidate}
    status, answer = eye.json("POST", "/v1/init", body, origin=ORIGIN)
    return status, answer.get("code", "")


def test_the_secrets_are_for_their_owner_only(settings: dict[str, str], tmp_path: Path) -> None:
    said("org", "create", "Acme", "--email", "owner@acme.example", **settings)
    assert stat.S_IMODE((tmp_path / "data" / "secrets.json").stat().st_mode) == 0o600


def test_what_cannot_be_created_is_told_why(settings: dict[str, str]) -> None:
    said("org", "create", "Acme", "--email", "Owner@Acme.example", **settings)
    assert "another address" in refused("org", "create", "Other", "--email", "owner@acme.example", **settings)
    assert "email address" in refused("org", "create", "Other", "--email", "nobody", **settings)
    assert "Give a name" in refused("org", "create", "  ", "--email", "b@b.example", **settings)
    assert refused("credits", "grant", "org_none", "5", **settings) == "There is no organisation org_none."


def test_the_operator_sets_what_an_organisation_may_have(settings: dict[str, str]) -> None:
    id = printed(said("org", "create", "Acme", "--email", "owner@acme.example", **settings))["organisation"]
    assert said("org", "plan", id, **settings) == f"{id} may have 20 active keys and 5 domains.\n"
    assert said("org", "plan", id, "--keys", "2", **settings) == f"{id} may have 2 active keys and 5 domains.\n"
    assert said("org", "plan", id, "--domains", "9", **settings) == f"{id} may have 2 active keys and 9 domains.\n"
    assert "There is no organisation" in refused("org", "plan", "org_nobody", **settings)
