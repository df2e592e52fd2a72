"""A candidate, or the evidence of a session, is erased when somebody asks, and a receipt proves it."""

from typing import Any

import msgspec
import pytest

from eye.clock import new_id
from eye.retention.receipt import candidate_hash, is_ours
from tests.billing.metered import set_price
from tests.media.upload import kept, upload
from tests.reading import problem
from tests.retention.test_erase import erase
from tests.webhooks.conftest import Hooks
from tests.world import ORIGIN, Organisation, World, origin_headers

WHO = {"candidateFirstName": "Augusta", "candidateLastName": "Byron", "candidateEmail": "augusta@byron.example"}
TRACES = ("lovelace-1815", "Augusta", "Byron", "augusta@byron.example", "Turn on the light")


def sit(owner: Organisation, candidate: str = "lovelace-1815", *, end: bool = True, **more: Any) -> dict[str, Any]:
    """An exam that leaves a trace wherever one can be left."""
    world = owner.world
    started = owner.started(candidateId=candidate, **WHO, **more)
    id, token = started["sessionId"], started["token"]
    world.send(token, world.event(1, "STARTED"), world.event(2, "TAB_NOT_FOCUS"))
    assert upload(world, token).status_code == 201
    once(owner, f"/v1/sessions/{id}/messages", {"text": "Turn on the light"})
    once(owner, "/v1/flags", {"sessionId": id, "description": "Augusta Byron spoke."})
    once(owner, "/v1/candidate-tokens", {"assessmentId": "exam", "candidateId": candidate})
    accommodated = {"everywhere": {"off": ["camera"]}}
    assert owner.call("PUT", f"/v1/candidates/{candidate}/accommodations", accommodated).status_code == 200
    if end:
        world.end(token)
        note = {"outcome": "suspicious", "note": "Ask Augusta about it."}
        assert owner.call("PUT", f"/v1/sessions/{id}/outcome", note).status_code == 200
    return started


def once(owner: Organisation, path: str, body: Any) -> Any:
    """A POST with an Idempotency-Key."""
    headers = {"authorization": f"Bearer {owner.secret}", "idempotency-key": path}
    return owner.world.client.post(path, json=body, headers=headers)


def everything(world: World) -> str:
    """All that the database holds, as one text."""
    tables = world.rows(
        "select name from sqlite_master where type = 'table'"
        if world.parts.settings.database_url.startswith("sqlite")
        else "select table_name as name from information_schema.tables where table_schema = current_schema()"
    )
    return repr([world.rows(f'select * from "{table["name"]}"') for table in tables])  # noqa: S608


def asked(owner: Organisation, path: str) -> dict[str, Any]:
    answer = owner.call("DELETE", path)
    assert answer.status_code == 202, answer.text
    found: dict[str, Any] = answer.json()
    assert answer.headers["location"] == f"/v1/erasures/{found['id']}"
    return found


def receipt(owner: Organisation, erasure: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = owner.get(f"/v1/erasures/{erasure['id']}").json()
    assert found["status"] == "done"
    assert is_ours(found["receipt"], found["signature"], found["publicKey"])
    return dict(found["receipt"])


def test_of_an_erased_candidate_nothing_is_left_anywhere(hooks: Hooks) -> None:
    acme, world = hooks.acme, hooks.world
    acme.add_assessment("limited", attempts=1)
    hooks.endpoint(types=["flag.raised", "flag.reviewed", "session.started", "session.ended"])
    sit(acme)
    assert acme.call("POST", "/v1/candidates/lovelace-1815/attempts", {"assessmentId": "limited"}).status_code == 201
    hooks.round()
    assert all(trace in everything(world) for trace in TRACES)
    asked(acme, "/v1/candidates/lovelace-1815")
    erase(world)
    left = everything(world)
    assert [trace for trace in TRACES if trace in left] == []
    assert kept(world) == {}
    assert hooks.round() == []


def test_from_the_request_on_the_candidate_is_gone(acme: Organisation, world: World) -> None:
    session = sit(acme)["sessionId"]
    erasure = asked(acme, "/v1/candidates/lovelace-1815")
    assert (erasure["status"], erasure["receipt"]) == ("pending", None)
    assert problem(acme.get("/v1/candidates/lovelace-1815")) == (404, "not_found")
    assert acme.get("/v1/candidates").json()["items"] == []
    assert acme.get("/v1/sessions?candidateId=lovelace-1815").json()["items"] == []
    assert acme.get(f"/v1/sessions/{session}").json()["candidateId"] == erasure["id"]
    assert problem(acme.call("DELETE", "/v1/candidates/lovelace-1815")) == (404, "not_found")


@pytest.mark.parametrize("meter", ["session", "assessment"])
def test_the_ledger_stays_exact_and_anonymous(acme: Organisation, world: World, meter: str) -> None:
    set_price(acme, meter)
    sit(acme)
    money = "select usage_id, kind, credits, balance from ledger order by number"
    before = acme.wallet, world.rows(money)
    erasure = asked(acme, "/v1/candidates/lovelace-1815")
    erase(world)
    assert (acme.wallet, world.rows(money)) == before
    (usage,) = world.rows("select candidate_id, charged, credits from usage")
    assert (usage["candidate_id"], usage["credits"]) == (erasure["id"], 1)
    assert "lovelace" not in everything(world)


def test_the_receipt_says_what_was_erased(acme: Organisation, world: World) -> None:
    session = sit(acme)["sessionId"]
    (file,) = world.rows("select id, sha256, size from media")
    erasure = asked(acme, "/v1/candidates/lovelace-1815")
    erase(world)
    found = receipt(acme, erasure)
    totals = {"sessions": 1, "events": 2, "flags": 2, "media": 1, "messages": 1, "deliveries": 0}
    assert found["totals"] == totals
    (one,) = found["sessions"]
    assert one["sessionId"] == session
    assert one["files"] == [{"mediaId": file["id"], "sha256": file["sha256"], "bytes": file["size"]}]
    pepper = world.parts.secrets.pepper
    assert found["candidateHash"] == candidate_hash(acme.id, "lovelace-1815", pepper)
    assert found["candidateHash"] != candidate_hash(acme.id, "lovelace-1816", pepper)


@pytest.mark.parametrize("change", [{"totals": {}}, {"erasedAt": "2026-01-01T00:00:00.000Z"}, {"sessions": []}])
def test_a_receipt_that_was_changed_is_found_out(acme: Organisation, world: World, change: dict[str, Any]) -> None:
    sit(acme)
    erasure = asked(acme, "/v1/candidates/lovelace-1815")
    erase(world)
    found = acme.get(f"/v1/erasures/{erasure['id']}").json()
    pretty = msgspec.json.decode(msgspec.json.format(msgspec.json.encode(found["receipt"]), indent=4))
    assert is_ours(pretty, found["signature"], found["publicKey"])
    assert not is_ours({**found["receipt"], **change}, found["signature"], found["publicKey"])
    assert not is_ours(found["receipt"], found["signature"], "bm8=")


def test_a_running_exam_keeps_its_candidate(acme: Organisation, world: World) -> None:
    started = sit(acme, end=False)
    answer = acme.call("DELETE", "/v1/candidates/lovelace-1815")
    assert (problem(answer), answer.json()["sessionIds"]) == ((409, "candidate_in_session"), [started["sessionId"]])
    assert problem(acme.call("DELETE", f"/v1/sessions/{started['sessionId']}/evidence")) == (409, "session_not_ended")
    assert acme.get("/v1/candidates/lovelace-1815").status_code == 200
    assert world.rows("select id from erasures") == []
    world.clock.move(hours=25)  # nobody has noticed yet that it is over
    asked(acme, "/v1/candidates/lovelace-1815")


def test_an_erased_candidate_can_come_again_as_somebody_new(acme: Organisation, world: World) -> None:
    acme.add_assessment("single", attempts=1)
    first = sit(acme, assessmentId="single")
    asked(acme, "/v1/candidates/lovelace-1815")
    again = acme.started(candidateId="lovelace-1815", assessmentId="single")
    assert (again["resumed"], again["sessionId"] != first["sessionId"]) == (False, True)
    erase(world)
    assert acme.get(f"/v1/sessions/{again['sessionId']}").json()["attempt"] == 1
    found = acme.get("/v1/candidates/lovelace-1815").json()
    assert (found["firstName"], found["email"]) == (None, None)


def test_the_evidence_of_one_session_goes_alone(acme: Organisation, world: World) -> None:
    first, second = sit(acme)["sessionId"], sit(acme)["sessionId"]
    erasure = asked(acme, f"/v1/sessions/{first}/evidence")
    assert asked(acme, f"/v1/sessions/{first}/evidence")["id"] == erasure["id"]
    assert erase(world) == 1
    assert receipt(acme, erasure)["candidateHash"] is None
    assert acme.get(f"/v1/sessions/{first}").json()["erasedAt"]
    assert acme.get(f"/v1/sessions/{first}/events").json()["items"] == []
    assert len(acme.get(f"/v1/sessions/{second}/events").json()["items"]) == 2
    assert acme.get("/v1/candidates/lovelace-1815").json()["firstName"] == "Augusta"


def test_nothing_arrives_after_it(acme: Organisation, world: World) -> None:
    started = sit(acme)
    asked(acme, "/v1/candidates/lovelace-1815")
    for round in range(2):
        assert problem(world.send(started["token"], world.event(9, "TAB_NOT_FOCUS"))) == (409, "session_ended")
        assert problem(upload(world, started["token"], mediaId=f"late_{round}")) == (409, "session_ended")
        late = {"sessionId": started["sessionId"], "description": "Late"}
        assert problem(acme.call("POST", "/v1/flags", late)) == (409, "session_erased")
        erase(world)
    assert kept(world) == {}
    assert problem(acme.call("DELETE", f"/v1/sessions/{started['sessionId']}/evidence")) == (409, "session_erased")


def test_a_repeated_request_about_them_is_told_that_its_answer_is_gone(acme: Organisation, world: World) -> None:
    body = {"sessionId": sit(acme)["sessionId"], "description": "Augusta Byron spoke."}
    asked(acme, "/v1/candidates/lovelace-1815")
    erase(world)
    world.clock.move(minutes=2)
    assert problem(once(acme, "/v1/flags", body)) == (409, "idempotency_answer_lost")


def test_what_a_schedule_erases_has_a_receipt_too(acme: Organisation, world: World) -> None:
    acme.add_assessment("brief", policy='{"retentionDays": 1}')
    session = sit(acme, assessmentId="brief")["sessionId"]
    world.clock.move(hours=24)
    assert erase(world) == 1
    (listed,) = acme.get("/v1/erasures").json()["items"]
    assert (listed["kind"], listed["sessionId"], listed["askedBy"]) == ("retention", session, "system")
    assert receipt(acme, listed)["totals"]["events"] == 2


def test_many_rows_go_in_many_writes(acme: Organisation, world: World) -> None:
    started, focused = acme.started(candidateId="lovelace-1815"), {"focused": True}
    events = [world.event(seq, "TAB_FOCUS_CHANGE", data=focused) for seq in range(1, 13)]
    world.send(started["token"], *events)
    for number in range(3):
        upload(world, started["token"], mediaId=f"shot_{number}")
    world.end(started["token"])
    erasure = asked(acme, "/v1/candidates/lovelace-1815")
    assert erase(world, rows=2) == 1
    totals = receipt(acme, erasure)["totals"]
    assert (totals["events"], totals["media"]) == (12, 3)


def test_a_candidate_without_sessions_is_erased_too(acme: Organisation, world: World) -> None:
    world.execute(
        "insert into candidates (organisation_id, id, email, created_at) values (:org, 'lovelace-1815', 'a@b.org', 1)",
        org=acme.id,
    )
    erasure = asked(acme, "/v1/candidates/lovelace-1815")
    assert erase(world) == 0
    assert receipt(acme, erasure)["totals"]["sessions"] == 0


def test_a_stranger_is_left_alone(acme: Organisation, stranger: Organisation, world: World) -> None:
    sit(acme)
    theirs = sit(stranger)["sessionId"]
    erasure = asked(acme, "/v1/candidates/lovelace-1815")
    erase(world)
    assert len(stranger.get(f"/v1/sessions/{theirs}/events").json()["items"]) == 2
    assert stranger.get("/v1/candidates/lovelace-1815").status_code == 200
    assert problem(stranger.get(f"/v1/erasures/{erasure['id']}")) == (404, "not_found")
    assert stranger.get("/v1/erasures").json()["items"] == []


def test_a_session_sends_so_many_files_and_no_more(acme: Organisation, world: World) -> None:
    started = acme.started()
    assert upload(world, started["token"]).status_code == 201
    (row,) = world.rows("select * from media")
    many = [{**row, "id": new_id("med", number)} for number in range(4999)]

    def fill(tx: Any) -> None:
        tx.many(f"insert into media ({', '.join(row)}) values ({', '.join(f':{name}' for name in row)})", many)  # noqa: S608

    world.write(fill)
    answer = upload(world, started["token"], mediaId="one_more")
    assert (problem(answer), answer.json()["limit"]) == ((409, "media_limit_reached"), 5000)
    assert upload(world, started["token"]).status_code == 201
    page = {"token": started["token"], "events": [world.event(1, "STARTED")]}
    assert world.client.post("/v1/events", json=page, headers=origin_headers(ORIGIN)).status_code == 202
