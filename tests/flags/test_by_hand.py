"""POST /v1/flags: what the platform's own server has seen becomes a flag as any other."""

import base64
from typing import Any

import pytest

from eye.clock import iso
from tests.flags.flagged import review
from tests.media.upload import PNG, kept, upload
from tests.reading import problem
from tests.world import Organisation, World

SAID = {"type": "SAME_ANSWERS", "description": "Two answers are those of another candidate."}


def raised(owner: Organisation, session_id: str, **fields: Any) -> Any:
    return owner.call("POST", "/v1/flags", {"sessionId": session_id, **SAID, **fields})


def test_it_is_listed_reviewed_told_and_counted(acme: Organisation, world: World) -> None:
    session = acme.started()["sessionId"]
    answer = raised(acme, session)
    flag = answer.json()
    assert answer.status_code == 201
    assert (flag["type"], flag["severity"], flag["description"]) == ("SAME_ANSWERS", "medium", SAID["description"])
    assert flag["raisedAt"] == flag["clearedAt"] == iso(world.clock.at)
    assert flag["raisedBy"].startswith("key_")
    assert acme.get("/v1/flags?type=SAME_ANSWERS").json()["items"] == [flag]
    (told,) = world.rows("select type, payload from outbox where type = 'flag.raised'")
    assert f'"flagId":"{flag["id"]}"' in told["payload"]
    assert acme.get(f"/v1/sessions/{session}").json()["flagCount"] == 1
    assert review(acme, flag, "confirm").json()["review"]["state"] == "confirmed"
    acts = {row["act"] for row in world.rows("select act from audit where subject = :id", id=flag["id"])}
    assert acts == {"flag.create", "flag.review"}


def test_what_eye_knows_of_a_type_need_not_be_said(acme: Organisation) -> None:
    session = acme.started()["sessionId"]
    flag = acme.call("POST", "/v1/flags", {"sessionId": session, "type": "MULTIPLE_FACE"}).json()
    assert (flag["severity"], flag["description"]) == ("high", "More than one face was in front of the camera.")


def test_without_a_type_it_is_custom(acme: Organisation) -> None:
    session = acme.started()["sessionId"]
    assert raised(acme, session, type=None, severity="low").json()["type"] == "CUSTOM"


def test_an_interval_lies_within_the_session(acme: Organisation, world: World) -> None:
    begun, session = world.clock.at, acme.started()["sessionId"]
    world.clock.move(minutes=20)
    times = {"raisedAt": iso(begun + 60_000), "clearedAt": iso(begun + 120_000)}
    flag = raised(acme, session, **times).json()
    assert {name: flag[name] for name in times} == times
    before, after = iso(begun - 400_000), iso(world.clock.at + 400_000)
    for field, wrong in (
        ("raisedAt", {"raisedAt": before}),
        ("raisedAt", {"raisedAt": after}),
        ("clearedAt", {"clearedAt": after}),
        ("clearedAt", {"raisedAt": times["clearedAt"], "clearedAt": times["raisedAt"]}),
    ):
        answer = raised(acme, session, **wrong)
        assert (problem(answer), answer.json()["field"]) == ((400, "param_invalid"), field)


def test_evidence_comes_with_it_or_is_there_already(acme: Organisation, world: World) -> None:
    started = acme.started()
    session = started["sessionId"]
    flag = raised(acme, session, media=base64.b64encode(PNG).decode()).json()
    (row,) = world.rows("select id, path, content_type from media")
    assert (row["id"], row["content_type"], kept(world)) == (flag["mediaId"], "image/png", {row["path"]: PNG})
    upload(world, started["token"])
    assert raised(acme, session, mediaId="shot_1").json()["mediaId"] == "shot_1"


def test_after_the_end_it_is_late(acme: Organisation, world: World) -> None:
    started, ended = acme.started(), world.clock.at
    world.end(started["token"])
    world.clock.move(hours=48)
    flag = raised(acme, started["sessionId"]).json()
    assert (flag["late"], flag["raisedAt"]) == (True, iso(ended))


def test_the_same_request_again_raises_nothing_more(acme: Organisation, world: World) -> None:
    body = {"sessionId": acme.started()["sessionId"], **SAID}
    for extra in ({}, {"media": base64.b64encode(PNG).decode()}):
        headers = {"authorization": f"Bearer {acme.secret}", "idempotency-key": f"once-{len(extra)}"}
        first, again = (world.client.post("/v1/flags", json=body | extra, headers=headers) for _ in range(2))
        assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert len(world.rows("select id from flags")) == 2


@pytest.mark.parametrize(
    ("fields", "status", "code", "field"),
    [
        ({"type": "same answers"}, 400, "param_invalid", "type"),
        ({"description": ""}, 400, "param_missing", "description"),
        ({"severity": "fatal"}, 400, "param_invalid", "severity"),
        ({"raisedAt": "yesterday"}, 400, "param_invalid", "raisedAt"),
        ({"mediaId": "never_sent"}, 400, "param_invalid", "mediaId"),
        ({"media": "no base64"}, 400, "param_invalid", "media"),
        ({"media": base64.b64encode(PNG).decode(), "mediaId": "shot_1"}, 400, "param_invalid", "media"),
        ({"media": base64.b64encode(b"<svg/>").decode()}, 415, "media_type_not_allowed", "media"),
        ({"media": base64.b64encode(PNG + bytes(512 * 1024)).decode()}, 413, "too_large", "media"),
        ({"sessionId": None}, 400, "param_missing", "sessionId"),
    ],
)
def test_what_is_wrong_is_named_and_leaves_nothing(
    acme: Organisation, world: World, fields: dict[str, Any], status: int, code: str, field: str
) -> None:
    answer = raised(acme, acme.started()["sessionId"], **fields)
    assert (problem(answer), answer.json()["field"]) == ((status, code), field)
    assert world.rows("select id from flags") == []
    assert kept(world) == {}


def test_a_strangers_session_is_unknown_and_keeps_no_file(
    acme: Organisation, stranger: Organisation, world: World
) -> None:
    session = acme.started()["sessionId"]
    for extra in ({}, {"media": base64.b64encode(PNG).decode()}):
        assert problem(raised(stranger, session, **extra)) == (404, "not_found")
    assert kept(world) == {}


def test_a_session_has_so_many_flags_and_no_more(acme: Organisation, world: World) -> None:
    session = acme.started()["sessionId"]
    world.execute("update sessions set flag_count = 10000 where id = :id", id=session)
    answer = raised(acme, session, media=base64.b64encode(PNG).decode())
    assert (problem(answer), kept(world)) == ((409, "flag_limit_reached"), {})


def test_technical_flags_are_listed_for_who_asks(acme: Organisation, world: World) -> None:
    session = acme.started()["sessionId"]
    own = raised(acme, session).json()["id"]
    world.clock.move(seconds=1)
    technical = raised(acme, session, type="EVENTS_MISSING").json()["id"]

    def listed(query: str) -> list[str]:
        return [flag["id"] for flag in acme.get(f"/v1/flags?{query}").json()["items"]]

    assert listed("") == listed("technical=false") == listed(f"sessionId={session}") == [own]
    assert listed("technical=true") == [technical, own]
    assert listed("state=technical") == listed("type=EVENTS_MISSING") == [technical]
    assert problem(acme.get("/v1/flags?technical=maybe")) == (400, "param_invalid")
