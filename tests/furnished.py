"""An organisation that has one of each thing, and every address of the application filled with their ids."""

import re
from collections.abc import Iterator
from typing import Any

from starlette.routing import Route

from eye.clock import new_secret
from tests.dashboard.candidates.test_imports import looked_at
from tests.dashboard.people import Person, colleague_of
from tests.media.upload import upload
from tests.retention.test_erase import erase
from tests.retention.test_on_request import sit
from tests.world import Organisation, World

# What answers without end, or leads to what the test crawls anyway.
ENDLESS = {"/dashboard/live/stream"}
# What a page is asked about beside its address.
ASKED = {"/dashboard/sessions/{session_id}/look": "?at={flag_id}"}
OUTSIDE = {"/dashboard/{rest:path}", "/dashboard/link/{token}", "/dashboard/register/{token}", "/dashboard/register"}


def furnish(acme: Organisation, owner: Person) -> dict[str, str]:
    """The id of one of each thing, by the name that it has in the dashboard's addresses."""
    world = acme.world
    sit(acme)
    erased = "lovelace-1815"
    erasure = owner.send(f"/dashboard/candidates/{erased}/erase", again=erased).headers["location"]
    erase(world)
    session = acme.started(candidateFirstName="Ada", candidateLastName="Byron")
    world.send(session["token"], world.event(1, "STARTED"), world.event(2, "MULTIPLE_FACE", mediaId="shot_1"))
    assert upload(world, session["token"]).status_code == 201
    acme.add_assessment("only-mine", attempts=1)
    made = {
        "role": acme.call("POST", "/v1/roles", {"name": "Watcher", "permissions": ["session.view"]}).json(),
        "webhook": acme.call("POST", "/v1/webhooks", {"url": "https://exam.example.com/eye"}).json(),
    }
    delivery = acme.call("POST", f"/v1/webhooks/{made['webhook']['id']}/test").json()
    (sign_in,) = world.rows("select id from sign_ins where member_id = :id", id=owner.member_id)
    passkey = f"psk_{new_secret(10)}"
    world.execute(
        """insert into passkeys (id, member_id, credential_id, public_key, sign_count, name, created_at)
           values (:id, :member, :id, '', 0, 'Laptop', 1)""",
        id=passkey,
        member=owner.member_id,
    )
    file = looked_at(owner, "candidateId,firstName\nbob,Bob\n?,Nobody\n").rpartition("/")[2]
    return {
        "import_id": file,
        "erasure_id": erasure.rpartition("/")[2],
        "session_id": session["sessionId"],
        "media_id": "shot_1",
        "flag_id": acme.get("/v1/flags").json()["items"][0]["id"],
        "assessment_id": "only-mine",
        "candidate_id": "ada",
        "domain_id": str(acme.domain_id),
        "key_id": acme.get("/v1/keys").json()["items"][0]["id"],
        "role_id": made["role"]["id"],
        "webhook_id": made["webhook"]["id"],
        "delivery_id": delivery["id"],
        "member_id": colleague_of(acme, "Viewer").member_id,
        "passkey_id": passkey,
        "sign_in_id": sign_in["id"],
    }


def dashboard(world: World, method: str) -> Iterator[str]:
    """The addresses of the dashboard for members, as they stand in the route table."""
    for route in world.client.app.routes:  # type: ignore[attr-defined]
        known = isinstance(route, Route) and method in (route.methods or ()) and route.path not in ENDLESS | OUTSIDE
        if known and route.path.startswith("/dashboard"):
            yield route.path


def filled(path: str, ids: dict[str, str]) -> str:
    """A KeyError says that `furnish` has to make something of a new kind."""
    return re.sub(r"\{(\w+)\}", lambda found: ids[found[1]], path + ASKED.get(path, ""))


def without_request_id(answer: Any) -> str:
    return str(answer.text).replace(answer.headers["x-request-id"], "")
