"""Candidate tokens as a platform's server mints them, and what the tests change about identity."""

from typing import Any

from tests.world import Organisation


def mint(organisation: Organisation, key: str | None = None, **fields: Any) -> str:
    """A candidate token for `ada` at `exam`, or for what `fields` say; a field given as None is left out."""
    asked = {"assessmentId": "exam", "candidateId": "ada", **fields}
    asked = {name: value for name, value in asked.items() if value is not None}
    answer = organisation.world.client.post(
        "/v1/candidate-tokens", json=asked, headers={"authorization": f"Bearer {key or organisation.secret}"}
    )
    assert answer.status_code == 201, answer.text
    token: str = answer.json()["token"]
    return token


def set_identity(organisation: Organisation, mode: str) -> None:
    answer = organisation.call("PATCH", "/v1/organisation", {"identity": mode})
    assert answer.json()["identity"] == mode
