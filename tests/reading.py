"""What a test reads back: through the server API where it shows it, and the whole of what is stored."""

from typing import Any

from tests.world import Organisation, World

TABLES = ("sessions", "events", "flags", "media", "outbox", "usage", "ledger", "wallets")


def session_of(owner: Organisation, id: str) -> dict[str, Any]:
    return _get(owner, f"/v1/sessions/{id}")


def events_of(owner: Organisation, id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _get(owner, f"/v1/sessions/{id}/events?limit=500")["items"]
    return found


def flags_of(owner: Organisation, id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _get(owner, f"/v1/sessions/{id}/flags?limit=500")["items"]
    return found


def stored(world: World) -> dict[str, list[Any]]:
    """Every row that a page can cause, so that a test can tell that nothing was stored."""
    return {table: sorted(map(repr, world.rows(f"select * from {table}"))) for table in TABLES}  # noqa: S608


def problem(answer: Any) -> tuple[int, str]:
    """Status and code of a problem document, whose form is checked on the way."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    found = answer.json()
    assert found["status"] == answer.status_code
    assert found["type"].endswith(f"/docs/errors/{found['code']}")
    assert found["title"]
    assert found["detail"].rstrip()[-1] in ".…}"
    assert found["requestId"] == answer.headers["x-request-id"]
    return answer.status_code, found["code"]


def _get(owner: Organisation, path: str) -> dict[str, Any]:
    answer = owner.get(path)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found
