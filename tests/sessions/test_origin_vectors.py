"""Every shared vector over HTTP: the entry is registered by the API, then a page of that origin starts."""

import json
from pathlib import Path
from typing import Any

from tests.sessions.outcome import refusal
from tests.world import Organisation, World

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "origins.json").read_text(encoding="utf-8"))


def test_every_vector_holds_over_http(world: World) -> None:
    acme = world.organisation(credits=len(VECTORS), domain=None)
    wrong = [
        (vector, got)
        for number, vector in enumerate(VECTORS)
        if not vector.get("matcherOnly")
        if (got := outcome(acme, vector, f"candidate-{number}")) != (vector["expect"], vector["code"])
    ]
    assert wrong == []


def outcome(acme: Organisation, vector: dict[str, Any], candidate_id: str) -> tuple[str, str | None]:
    registered = acme.call("POST", "/v1/domains", json={"name": "Exam", "entry": vector["entry"]})
    if registered.status_code != 201:
        status, code = refusal(registered)
        return ("refused" if status == 422 else str(status)), code
    answer = start(acme, vector["origin"], candidate_id)
    assert acme.call("DELETE", f"/v1/domains/{registered.json()['id']}").status_code == 204
    if answer.status_code == 201:
        return "allow", None
    status, code = refusal(answer)
    assert status == (400 if code == "origin_malformed" else 403)
    return "deny", code


def start(acme: Organisation, origins: list[str], candidate_id: str) -> Any:
    body = {"apiKey": acme.publishable, "assessmentId": "exam", "candidateId": candidate_id}
    headers = [(b"origin", value.encode()) for value in origins]
    return acme.world.client.post("/v1/init", json=body, headers=headers)


def test_without_any_domain_the_integrator_is_told_to_register_one(world: World) -> None:
    acme = world.organisation(domain=None)
    answer = acme.start()
    assert refusal(answer) == (403, "no_domains_registered")
    assert answer.json()["origin"] == "https://exam.example.com"


def test_a_refusal_does_not_reveal_the_list_of_domains(world: World) -> None:
    acme = world.organisation(domain="secret-site.example.com")
    answer = acme.start(origin="https://evil.example.org")
    assert refusal(answer) == (403, "origin_not_allowed")
    assert "secret-site" not in answer.text


def test_a_referer_decides_nothing(acme: Organisation, world: World) -> None:
    body = {"apiKey": acme.publishable, "assessmentId": "exam", "candidateId": "ada"}
    answer = world.client.post("/v1/init", json=body, headers={"referer": "https://exam.example.com/"})
    assert refusal(answer) == (403, "origin_missing")
