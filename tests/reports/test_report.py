"""The report of a session: in three forms, for those who may, and told when it is ready."""

import csv
import io
import json
import zipfile
from typing import Any

import obstore
import pytest

from eye.reports.ready import tell_ready
from tests.flags.flagged import review
from tests.organisations.keys import Key, new_role
from tests.world import Organisation, World

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64


@pytest.fixture
def session(acme: Organisation, world: World) -> str:
    """An ended session with a flag with its picture, one whose picture never came, and one without."""
    start = acme.started(candidateFirstName="Ada", candidateId="-ada")
    happened: list[tuple[str, dict[str, Any]]] = [
        ("STARTED", {}),
        ("MULTIPLE_FACE", {"mediaId": "seen"}),
        ("MULTIPLE_FACE", {"data": {"cleared": True}}),
        ("MULTIPLE_FACE", {"mediaId": "lost"}),
        ("PRINT_ATTEMPT", {}),
    ]
    for seq, (type, more) in enumerate(happened, 1):
        world.send(start["token"], world.event(seq, type, **more))
        world.clock.move(seconds=60)
    id = str(start["sessionId"])
    _put(acme, id, "seen")
    world.end(start["token"])
    return id


def _put(acme: Organisation, session: str, id: str, file: bool = True) -> None:
    path = f"evidence/{acme.id}/{session}/{id}"
    if file:
        obstore.put(acme.world.parts.objects, path, PNG)
    acme.world.execute(
        """insert into media (session_id, id, organisation_id, sha256, content_type, size, path, created_at)
           values (:session, :id, :org, 'aa', 'image/png', 72, :path, :now)""",
        session=session,
        id=id,
        org=acme.id,
        path=path,
        now=acme.world.clock.at,
    )


def _report(acme: Organisation, session: str) -> dict[str, Any]:
    answer = acme.get(f"/v1/sessions/{session}/report")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, no-store")
    found: dict[str, Any] = answer.json()
    return found


def test_a_session_that_nobody_has_decided_about_is_never_clean(acme: Organisation, session: str) -> None:
    found = _report(acme, session)
    assert (found["reviewed"], found["session"]["outcome"], found["final"]) == (False, None, False)
    assert found["openFlags"] == sum(not flag["technical"] for flag in found["flags"])
    assert "clean" not in acme.get(f"/v1/sessions/{session}/report").text
    rows = _rows(acme.get(f"/v1/sessions/{session}/report.csv").text)
    assert {row["outcome"] for row in rows} == {"not reviewed"}


def test_it_says_what_was_decided_by_whom_and_when(acme: Organisation, session: str, world: World) -> None:
    flag = next(one for one in _report(acme, session)["flags"] if one["type"] == "PRINT_ATTEMPT")
    review(acme, flag, "dismiss", note="Hit by mistake.")
    acme.call("PUT", f"/v1/sessions/{session}/outcome", {"outcome": "violation", "note": "Two people."})
    found = _report(acme, session)
    outcome = found["session"]["outcome"]
    assert (outcome["outcome"], outcome["note"], outcome["by"][:4]) == ("violation", "Two people.", "key_")
    assert found["candidate"] == {"id": "-ada", "firstName": "Ada", "lastName": None, "email": None}
    assert sum(term["points"] for term in found["risk"]["terms"]) == found["risk"]["score"] > 0
    world.clock.move(hours=25)
    assert _report(acme, session)["final"] is True


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_csv_has_a_line_for_each_flag_and_no_formula(acme: Organisation, session: str) -> None:
    answer = acme.get(f"/v1/sessions/{session}/report.csv")
    assert answer.headers["content-disposition"].startswith('attachment; filename="eye-exam-ada-2026-')
    rows, found = _rows(answer.text), _report(acme, session)
    assert [row["flagId"] for row in rows] == [flag["id"] for flag in found["flags"]]
    assert {row["candidateId"] for row in rows} == {"'-ada"}
    assert sum(int(row["points"]) for row in rows) == found["risk"]["score"]


def test_the_zip_holds_the_evidence_under_names_that_say_what_it_is(acme: Organisation, session: str) -> None:
    _put(acme, session, "gone", file=False)
    answer = acme.get(f"/v1/sessions/{session}/report.zip")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert answer.headers["x-content-type-options"] == "nosniff"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as found:
        assert found.testzip() is None
        names = found.namelist()
        folder = names[0].partition("/")[0]
        assert names[:2] == [f"{folder}/report.json", f"{folder}/flags.csv"]
        (picture,) = [name for name in names if "/evidence/" in name]
        assert picture.startswith(f"{folder}/evidence/0001-00_multiple-face_")
        assert picture.endswith(".png")
        assert found.read(picture) == PNG
        assert json.loads(found.read(f"{folder}/report.json"))["session"]["id"] == session
        listed = _rows(found.read(f"{folder}/evidence.csv").decode())
    assert {row["mediaId"]: row["inArchive"] for row in listed} == {"seen": "yes", "gone": "missing"}


def test_each_form_needs_its_permissions(acme: Organisation, session: str) -> None:
    path = f"/v1/sessions/{session}/report"
    wanted = {"": "report.view", ".csv": "report.export", ".zip": "report.export"}
    for form, permission in wanted.items():
        key = Key(acme, new_role(acme, f"R{form}", permission)).text
        assert acme.get(path + form, key).status_code == (403 if form == ".zip" else 200)
        assert acme.get(path + form, Key(acme, new_role(acme, f"N{form}", "session.view")).text).status_code == 403


def _told(world: World) -> list[dict[str, Any]]:
    rows = world.rows("select payload from outbox where type = 'report.ready'")
    return [json.loads(row["payload"]) for row in rows]


def _tell(world: World) -> None:
    world._call(tell_ready, world.parts.db, world.clock.at)


def test_it_is_ready_when_all_that_was_named_has_arrived(acme: Organisation, session: str, world: World) -> None:
    _tell(world)
    assert _told(world) == []
    world.clock.move(seconds=61)
    _tell(world)
    assert _told(world) == []
    _put(acme, session, "lost")
    world.clock.move(seconds=61)
    for _ in range(2):
        _tell(world)
    (told,) = _told(world)
    assert (told["sessionId"], told["missingMedia"], told["examId"]) == (session, 0, "exam")
    assert acme.get(told["report"]).status_code == 200


def test_a_day_after_the_end_nothing_more_is_waited_for(acme: Organisation, session: str, world: World) -> None:
    rounds = 0
    while not _told(world):
        world.clock.move(hours=1)
        _tell(world)
        rounds += 1
    assert rounds == 24
    assert _told(world)[0]["missingMedia"] == 1


def test_a_session_that_never_began_has_no_report_to_tell_of(acme: Organisation, world: World) -> None:
    world.end(acme.started()["token"])
    world.clock.move(hours=25)
    _tell(world)
    assert _told(world) == []
