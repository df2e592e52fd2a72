"""/v1/sessions/{id}/media: what evidence a session has, and its bytes, for servers."""

import hashlib

from tests.media.upload import PNG, upload
from tests.reading import problem
from tests.world import Organisation, World


def test_the_list_goes_on_from_page_to_page(acme: Organisation, world: World) -> None:
    started = acme.started()
    names = [f"shot_{number}" for number in range(5)]
    for name in reversed(names):
        upload(world, started["token"], PNG + name.encode(), mediaId=name)
    path, found, cursor = f"/v1/sessions/{started['sessionId']}/media?limit=2", [], ""
    while cursor is not None:
        answer = acme.get(path + (f"&cursor={cursor}" if cursor else "")).json()
        found += answer["items"]
        cursor = answer["nextCursor"]
    assert [one["id"] for one in found] == names
    content = PNG + b"shot_0"
    assert found[0] == {
        "id": "shot_0",
        "contentType": "image/png",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "late": False,
        "createdAt": found[0]["createdAt"],
    }


def test_the_bytes_are_those_that_were_sent(acme: Organisation, world: World) -> None:
    started = acme.started()
    upload(world, started["token"])
    answer = acme.get(f"/v1/sessions/{started['sessionId']}/media/shot_1")
    assert (answer.status_code, answer.content) == (200, PNG)
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"


def test_a_key_without_the_permission_sees_neither(acme: Organisation, world: World) -> None:
    started = acme.started()
    upload(world, started["token"])
    key = acme.new_key("secret", roles=("Viewer",))
    path = f"/v1/sessions/{started['sessionId']}/media"
    assert problem(acme.get(path, key)) == (403, "permission_missing")
    assert problem(acme.get(f"{path}/shot_1", key)) == (403, "permission_missing")


def test_a_bad_page_is_refused(acme: Organisation) -> None:
    path = f"/v1/sessions/{acme.started()['sessionId']}/media"
    assert problem(acme.get(f"{path}?limit=0")) == (400, "param_invalid")
    assert problem(acme.get(f"{path}?limit=501")) == (400, "param_invalid")


def test_a_file_that_is_gone_from_the_store_is_said_to_be(acme: Organisation, world: World) -> None:
    started = acme.started()
    upload(world, started["token"])
    (row,) = world.rows("select path from media")
    world.parts.objects.delete(row["path"])
    answer = acme.get(f"/v1/sessions/{started['sessionId']}/media/shot_1")
    assert problem(answer) == (404, "not_found")
    assert "missing from the media store" in answer.json()["detail"]
