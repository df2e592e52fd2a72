"""Keys for tests that follow one through its life: its id, its text, what it is answered."""

from dataclasses import dataclass
from typing import Any

from tests.reading import problem
from tests.world import Organisation


@dataclass(frozen=True)
class Made:
    """A key that was made through the API."""

    owner: Organisation
    id: str
    text: str

    def call(self, method: str = "GET", path: str = "/v1/organisation", json: Any = None, **headers: str) -> Any:
        """A server call with the key itself."""
        sent = {"authorization": f"Bearer {self.text}"} | {name.replace("_", "-"): v for name, v in headers.items()}
        return self.owner.world.client.request(method, path, json=json, headers=sent)

    def refused(self) -> tuple[int, str]:
        return problem(self.call())

    def works(self) -> bool:
        return bool(self.call().status_code == 200)

    def do(self, act: str, **wanted: Any) -> Any:
        """`POST /v1/keys/{id}/{act}` by the organisation's own server."""
        return self.owner.call("POST", f"/v1/keys/{self.id}/{act}", wanted or None)

    def change(self, **wanted: Any) -> Any:
        return self.owner.call("PATCH", f"/v1/keys/{self.id}", wanted)

    def delete(self, query: str = "") -> Any:
        return self.owner.call("DELETE", f"/v1/keys/{self.id}{query}")

    def shown(self) -> dict[str, Any]:
        answer = self.owner.get(f"/v1/keys/{self.id}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def rotated(self, **wanted: Any) -> "Made":
        """The new key."""
        answer = self.do("rotate", **wanted)
        assert answer.status_code == 201, answer.text
        found = answer.json()
        return Made(self.owner, found["id"], found["key"])


def make(owner: Organisation, **wanted: Any) -> Made:
    """A live secret key with the role Billing, which may see the organisation, unless it is told otherwise."""
    fields = {"name": "Grader", "kind": "secret", "mode": "live", "roles": ["Billing"], **wanted}
    answer = owner.call("POST", "/v1/keys", fields)
    assert answer.status_code == 201, answer.text
    found = answer.json()
    return Made(owner, found["id"], found["key"])


def make_publishable(owner: Organisation, **wanted: Any) -> Made:
    return make(owner, **{"name": "Website", "kind": "publishable", "roles": [], **wanted})


def acts_on(owner: Organisation, id: str) -> list[str]:
    """What the audit log holds about a key, in the order of the alphabet."""
    rows = owner.world.rows("select act from audit where subject = :id order by act", id=id)
    return [row["act"] for row in rows]
