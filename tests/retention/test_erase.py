"""What a candidate was told is done: the evidence goes when its days are over, the bill stays."""

from typing import Any

from obstore.store import S3Store

from eye.clock import DAY
from eye.retention.erase import Eraser
from tests.media.upload import kept, upload
from tests.world import Organisation, World

NO_RETRY: Any = {"max_retries": 0}
PLAIN: Any = {"client_options": {"allow_http": True}}
OF_SESSION = ("events", "flags", "media", "outbox")


def sit(acme: Organisation, world: World, candidate: str, **policy: Any) -> str:
    """An exam with a flag, a picture and a name in it, from start to end."""
    exam = f"exam-{candidate}"
    body = {"id": exam, "title": "Exam", "policy": policy}
    assert acme.call("POST", "/v1/assessments", body).status_code == 201
    started = acme.started(assessmentId=exam, candidateId=candidate, candidateFirstName="Ada", candidateEmail="a@b.org")
    token = started["token"]
    world.send(token, world.event(1, "STARTED"), world.event(2, "TAB_NOT_FOCUS"))
    assert upload(world, token).status_code == 201
    world.end(token)
    return str(started["sessionId"])


def erase(world: World, objects: Any = None, **sizes: int) -> int:
    """One round of the eraser; how many sessions it erased."""
    parts = world.parts
    eraser = Eraser(parts.db, objects or parts.objects, parts.secrets.pepper, world.clock.at, **sizes)
    erased: int = world._call(eraser.run)
    return erased


def rows_of(world: World, session_id: str) -> dict[str, int]:
    return {
        table: len(world.rows(f"select * from {table} where session_id = :id", id=session_id))  # noqa: S608
        for table in OF_SESSION
    }


def test_evidence_goes_when_its_days_are_over(acme: Organisation, world: World) -> None:
    id = sit(acme, world, "ada", retentionDays=30)
    world.clock.move(hours=30 * 24 - 1)
    assert erase(world) == 0
    assert all(rows_of(world, id).values())
    world.clock.move(hours=1)
    assert erase(world) == 1
    assert rows_of(world, id) == dict.fromkeys(OF_SESSION, 0)
    assert not [path for path in kept(world) if id in path]
    assert erase(world) == 0


def test_the_bill_and_the_course_of_the_session_stay(acme: Organisation, world: World) -> None:
    id = sit(acme, world, "ada", retentionDays=1)
    wallet = acme.wallet
    before = acme.get(f"/v1/sessions/{id}").json()
    world.clock.move(hours=24)
    erase(world)
    after = acme.get(f"/v1/sessions/{id}").json()
    for field in ("status", "endReason", "createdAt", "endedAt", "charge", "eraseAt", "eventCount", "flagCount"):
        assert after[field] == before[field], field
    assert (before["erasedAt"], before["host"]["candidateFirstName"]) == (None, "Ada")
    assert (after["erasedAt"], after["host"]) == (after["eraseAt"], {})
    assert acme.wallet == wallet
    assert len(world.rows("select id from usage where session_id = :id", id=id)) == 1


def test_the_audit_log_keeps_a_receipt(acme: Organisation, world: World) -> None:
    id = sit(acme, world, "ada", retentionDays=1)
    world.clock.move(hours=24)
    erase(world)
    (entry,) = world.rows("select actor, subject, data from audit where act = 'session.erase'")
    assert (entry["actor"], entry["subject"]) == ("system", id)
    assert '"media":1' in entry["data"].replace(" ", "")


def test_without_days_nothing_is_erased(acme: Organisation, world: World) -> None:
    id = sit(acme, world, "ada")
    world.clock.move(hours=24 * 4000)
    assert erase(world) == 0
    assert all(rows_of(world, id).values())


def test_what_was_told_at_the_start_counts(acme: Organisation, world: World) -> None:
    id = sit(acme, world, "ada", retentionDays=2)
    changed = acme.call("PATCH", "/v1/assessments/exam-ada", {"policy": {"retentionDays": 3000}})
    assert changed.status_code == 200
    world.clock.move(hours=48)
    assert erase(world) == 1
    assert not any(rows_of(world, id).values())


def test_names_go_with_the_last_session_that_they_explain(acme: Organisation, world: World) -> None:
    sit(acme, world, "ada", retentionDays=1)
    acme.add_assessment("kept")
    world.end(acme.started(assessmentId="kept", candidateId="ada")["token"])
    world.clock.move(hours=24)
    erase(world)
    names = "select first_name, email from candidates where id = 'ada'"
    assert world.rows(names) == [{"first_name": "Ada", "email": "a@b.org"}]
    world.execute("update sessions set erase_at = :at where erase_at is null", at=world.clock.at)
    erase(world)
    assert world.rows(names) == [{"first_name": None, "email": None}]


def test_a_strangers_evidence_is_left_alone(acme: Organisation, stranger: Organisation, world: World) -> None:
    sit(acme, world, "ada", retentionDays=1)
    theirs = sit(stranger, world, "ada", retentionDays=5)
    world.clock.move(hours=24)
    assert erase(world) == 1
    assert all(rows_of(world, theirs).values())
    assert [path for path in kept(world) if theirs in path]


def test_a_file_without_a_row_goes_too(acme: Organisation, world: World) -> None:
    id = sit(acme, world, "ada", retentionDays=1)
    world.execute("delete from media where session_id = :id", id=id)
    world.clock.move(hours=24)
    erase(world)
    assert not [path for path in kept(world) if id in path]


def test_a_media_store_that_fails_is_asked_again(acme: Organisation, world: World) -> None:
    id = sit(acme, world, "ada", retentionDays=1)
    world.clock.move(hours=24)
    nowhere = S3Store("eye", endpoint="http://127.0.0.1:9", retry_config=NO_RETRY, skip_signature=True, **PLAIN)
    assert erase(world, nowhere) == 0
    assert all(rows_of(world, id).values())
    world.clock.move(minutes=5)
    assert erase(world) == 1


def test_the_days_count_to_the_millisecond(acme: Organisation, world: World) -> None:
    id = sit(acme, world, "ada", retentionDays=7)
    (row,) = world.rows("select ended_at, erase_at from sessions where id = :id", id=id)
    assert row["erase_at"] - row["ended_at"] == 7 * DAY
