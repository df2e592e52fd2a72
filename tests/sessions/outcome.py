"""What the tests of starts ask of an answer, of the key that was used, and of a second Eye."""

from typing import Any

from starlette.testclient import TestClient

from tests.world import Organisation, World


def refusal(answer: Any) -> tuple[int, str]:
    """Status and code of a problem document, whose form is checked on the way."""
    found = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert found["status"] == answer.status_code
    assert found["requestId"] == answer.headers["x-request-id"]
    assert found["detail"].endswith((".", "…", "!")), found["detail"]
    return answer.status_code, found["code"]


def session(acme: Organisation, id: str) -> dict[str, Any]:
    """The session as a server reads it."""
    answer = acme.get(f"/v1/sessions/{id}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def set_key(world: World, text: str, **columns: object) -> None:
    """Write columns of the key `text`, as the dashboard will."""
    assert set(columns) <= {"inactive_at", "revoked_at", "deleted_at", "expires_at"}
    for column, value in columns.items():
        world.execute(f"update keys set {column} = :value where plain = :text", value=value, text=text)  # noqa: S608


def client_from(world: World, address: str) -> TestClient:
    """A browser at another address, on the same running Eye."""
    client = TestClient(world.client.app, client=(address, 50_000))
    client.portal = world.client.portal
    return client
