"""What belongs to one organisation does not exist for another: every address with an id, taken from the app itself."""

from typing import Any

import pytest
from starlette.routing import Route

from eye.app import SERVER_ROUTES
from tests.media.upload import upload
from tests.security.work import Work
from tests.world import Organisation, World

WITH_ID = [
    (method, route.path)
    for route in SERVER_ROUTES
    if isinstance(route, Route) and "{" in route.path
    for method in sorted((route.methods or set()) - {"HEAD"})
]


BODIES: dict[str, Any] = {
    "PATCH /v1/members/{id}": {"roles": ["Reviewer"]},
    "PATCH /v1/roles/{id}": {"name": "Observer"},
    "PATCH /v1/webhooks/{id}": {"description": "Ours"},
    "PATCH /v1/assessments/{id}": {"title": "Renamed"},
    "POST /v1/assessments/{id}/duplicate": {"id": "copy"},
    "PUT /v1/candidates/{id}/accommodations": {"everywhere": {"off": ["camera"]}},
    "PATCH /v1/candidates/{id}": {"firstName": "Ada"},
    "POST /v1/candidates/{id}/attempts": {"assessmentId": "only-mine"},
    "POST /v1/sessions/{id}/messages": {"text": "Ten minutes left."},
    "POST /v1/sessions/{id}/end": {"reason": "The room has to be left."},
    "POST /v1/flags/{id}/review": {"decision": "dismiss"},
    "PUT /v1/sessions/{id}/outcome": {"outcome": "suspicious"},
}


def owned(owner: Organisation, world: World) -> dict[str, str]:
    """An id of each kind of thing, by the folder of its address."""
    session = owner.started()
    world.send(session["token"], world.event(1, "TAB_NOT_FOCUS"))
    upload(world, session["token"], mediaId="shot_1")
    owner.add_assessment("only-mine", attempts=1)
    member = owner.call("POST", "/v1/members", {"email": "new@acme.example", "name": "New", "roles": ["Viewer"]}).json()
    role = owner.call("POST", "/v1/roles", {"name": "Watcher", "permissions": ["session.view"]}).json()
    webhook = owner.call("POST", "/v1/webhooks", {"url": "https://exam.example.com/eye"}).json()
    over = owner.started(candidateId="over")
    world.end(over["token"])
    return {
        "erasures": owner.call("DELETE", f"/v1/sessions/{over['sessionId']}/evidence").json()["id"],
        "members": member["id"],
        "roles": role["id"],
        "keys": owner.get("/v1/keys").json()["items"][0]["id"],
        "domains": str(owner.domain_id),
        "assessments": "only-mine",
        "sessions": session["sessionId"],
        "webhooks": webhook["id"],
        "flags": owner.get("/v1/flags").json()["items"][0]["id"],
        "delivery": owner.call("POST", f"/v1/webhooks/{webhook['id']}/test").json()["id"],
        "candidates": "ada",
        "media": "shot_1",
    }


def test_the_table_has_addresses_with_ids() -> None:
    assert ("GET", "/v1/sessions/{id}/events") in WITH_ID
    assert ("DELETE", "/v1/keys/{id}") in WITH_ID


@pytest.mark.parametrize(("method", "path"), WITH_ID)
def test_a_stranger_gets_404_as_for_an_id_that_never_was(
    acme: Organisation, stranger: Organisation, world: World, method: str, path: str
) -> None:
    ids = owned(acme, world)
    later = {"delivery": ids["delivery"], "media": ids["media"]}
    before = everything(acme)
    body, work = BODIES.get(f"{method} {path}"), Work(world)
    stranger.call(method, path.format(id="first_in_this_minute", **later), body)
    seen, asked = work.of(stranger.call, method, path.format(id=ids[path.split("/")[2]], **later), body)
    never, asked_of_never = work.of(stranger.call, method, path.format(id="never_was", **later), body)
    assert seen.status_code == never.status_code == 404
    assert shape(seen) == shape(never)
    assert asked == asked_of_never, "a stranger could tell by the time that it takes"
    assert everything(acme) == before
    if method == "DELETE":  # what is running is not erased
        acme.call("POST", f"/v1/sessions/{ids['sessions']}/end", {"reason": "It is over."})
    assert acme.call(method, path.format(id=ids[path.split("/")[2]], **later), body).status_code < 300


@pytest.mark.parametrize(
    "path",
    [
        "/v1/keys",
        "/v1/domains",
        "/v1/assessments",
        "/v1/candidates",
        "/v1/sessions",
        "/v1/members",
        "/v1/roles",
        "/v1/webhooks",
        "/v1/flags",
        "/v1/usage",
        "/v1/usage.csv",
        "/v1/usage?groupBy=assessment",
        "/v1/credits",
        "/v1/erasures",
    ],
)
def test_a_strangers_lists_hold_only_its_own(
    acme: Organisation, stranger: Organisation, world: World, path: str
) -> None:
    ids = owned(acme, world)
    shown = stranger.get(path).text
    assert not [id for id in ids.values() if id in shown]


def shape(answer: Any) -> dict[str, Any]:
    """The answer without the id of the request."""
    return {**answer.json(), "requestId": None}


def everything(owner: Organisation) -> list[Any]:
    paths = (
        "/v1/organisation",
        "/v1/keys",
        "/v1/domains",
        "/v1/assessments",
        "/v1/candidates",
        "/v1/sessions",
        "/v1/members",
        "/v1/roles",
        "/v1/webhooks",
        "/v1/flags",
        "/v1/usage",
        "/v1/credits",
        "/v1/erasures",
    )
    return [owner.get(path).json() for path in paths]
