"""GET /v1/flags: filters and pages."""

from typing import Any

import pytest

from eye.clock import iso
from tests.flags.flagged import flagged, review
from tests.reading import problem
from tests.world import Organisation, World


def _ids(owner: Organisation, query: str = "") -> list[str]:
    return [flag["id"] for flag in owner.get(f"/v1/flags?{query}").json()["items"]]


def test_the_newest_come_first_in_pages_of_any_size(acme: Organisation, world: World) -> None:
    made = []
    for n in range(5):
        world.clock.move(seconds=1)
        made += [flag["id"] for flag in flagged(acme, candidateId=f"c{n}")]
    for limit in (1, 2, 5):
        found, cursor = list[str](), ""
        while cursor is not None:
            page = acme.get(f"/v1/flags?limit={limit}{cursor and f'&cursor={cursor}'}").json()
            found += [flag["id"] for flag in page["items"]]
            cursor = page["nextCursor"]
        assert found == made[::-1]


def test_filters_narrow_the_list(acme: Organisation, world: World) -> None:
    acme.add_assessment("other")
    tab, printed = (flag["id"] for flag in flagged(acme, "TAB_NOT_FOCUS", "PRINT_ATTEMPT"))
    faces = flagged(acme, "MULTIPLE_FACE", candidateId="bob", assessmentId="other")[0]
    assert _ids(acme, "severity=high") == _ids(acme, "type=MULTIPLE_FACE") == [faces["id"]]
    assert _ids(acme, "candidateId=bob") == _ids(acme, "assessmentId=other") == [faces["id"]]
    assert _ids(acme, f"sessionId={faces['sessionId']}") == [faces["id"]]
    assert set(_ids(acme, "assessmentId=exam&candidateId=ada")) == {tab, printed}
    assert _ids(acme, "severity=high&candidateId=ada") == _ids(acme, "candidateId=bo") == []
    review(acme, faces, "confirm")
    assert _ids(acme, "state=decided") == [faces["id"]]
    assert set(_ids(acme, "state=waiting")) == {tab, printed}
    assert _ids(acme, "state=second_look") == []
    assert set(_ids(acme, "assessmentId=exam")) == {tab, printed}
    assert _ids(acme, "severity=high") == _ids(acme, "candidateId=bob&type=MULTIPLE_FACE") == [faces["id"]]


def test_what_is_technical_waits_for_nobody(acme: Organisation, world: World) -> None:
    token = acme.started()["token"]
    world.send(token, world.event(1, "STARTED"), world.event(5, "HEARTBEAT"))
    (flag,) = acme.get("/v1/flags?technical=true").json()["items"]
    assert (flag["type"], flag["technical"]) == ("EVENTS_MISSING", True)
    assert _ids(acme, "state=waiting") == []
    assert _ids(acme, "state=technical") == [flag["id"]]


def test_days_are_those_on_which_it_was_raised(acme: Organisation, world: World) -> None:
    first = flagged(acme, candidateId="one")[0]
    noon = world.clock.at + 1
    world.clock.move(hours=24)
    second = flagged(acme, candidateId="two")[0]
    assert _ids(acme, f"from={iso(noon)}") == [second["id"]]
    assert _ids(acme, f"to={iso(noon)}") == [first["id"]]
    assert _ids(acme, f"from={iso(noon - 1)}&to={iso(world.clock.at + 1)}") == [second["id"], first["id"]]
    assert _ids(acme, f"to={iso(noon - 1)}") == []


def test_what_arrives_late_is_found_on_its_day(acme: Organisation, world: World) -> None:
    token = acme.started()["token"]
    world.send(token, world.event(1, "STARTED"))
    raised = world.clock.at
    world.clock.move(minutes=50)
    world.send(token, world.event(2, "TAB_NOT_FOCUS", at=raised))
    assert len(_ids(acme, f"from={iso(raised)}&to={iso(raised + 1)}")) == 1


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("state=open", "state"),
        ("severity=severe", "severity"),
        ("type=nothing", "type"),
        ("from=yesterday", "from"),
        ("to=2026-13-01", "to"),
        ("limit=0", "limit"),
        ("cursor=", "cursor"),
        (f"candidateId={'x' * 201}", "candidateId"),
        ("sessionId=%01", "sessionId"),
    ],
)
def test_a_bad_filter_is_named(acme: Organisation, query: str, field: str) -> None:
    answer = acme.get(f"/v1/flags?{query}")
    assert problem(answer) == (400, "param_invalid")
    assert answer.json()["field"] == field


def test_the_list_of_a_session_shows_what_stands(acme: Organisation) -> None:
    flag: dict[str, Any] = flagged(acme)[0]
    review(acme, flag, "dismiss")
    (found,) = acme.get(f"/v1/sessions/{flag['sessionId']}/flags").json()["items"]
    assert found["review"]["state"] == "dismissed"
